"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig


class PatientsConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.patients"
    label = "patients"

    def ready(self) -> None:
        """Say who may do what with people, how they are found, and whom the demo invents."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients import actions, audited, demo

        register_capabilities(
            "patients",
            300,
            Capability(
                "patients.read",
                _("see who the patients are and how they are reached"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
            Capability(
                "patients.write",
                _("add a patient and change name, birth or contacts"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
            Capability("patients.export", _("export all that is held about a patient"), held_by(Role.CLINICIAN)),
            Capability("patients.erase", _("erase a patient with all that is held"), held_by()),
        )
        register_scan("people in order", timedelta(minutes=1), actions.put_in_order)
        register_first_content(FirstContent("patients.demo", 300, demo.load))
        register_audit_actions(audited.SENTENCES)
