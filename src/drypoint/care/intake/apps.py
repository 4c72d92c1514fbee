"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class IntakeConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.care.intake"
    label = "intake"
    addresses = {Under.DESK: "drypoint.care.intake.urls_desk", Under.LANGUAGE: "drypoint.care.intake.urls"}

    def ready(self) -> None:
        """Say who may do what, what is held and shown of a person, what is removed in time, what the demo drew."""
        from drypoint.care.intake import actions, audited, demo, exported, places, plugs, queries
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients import page
        from drypoint.foundation.patients.holdings import Holding, register_holding

        register_capabilities(
            "intake",
            400,
            Capability(
                "intake.hand_over",
                _("hand this device to a patient for a pain drawing, without seeing what is drawn"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
            Capability("intake.read", _("read pain drawings and what they suggest"), held_by(Role.CLINICIAN)),
            Capability(
                "intake.draw",
                _("draw together with a patient, and discard an unfinished drawing"),
                held_by(Role.CLINICIAN),
            ),
            Capability("intake.judge", _("confirm or reject a suggested muscle"), held_by(Role.CLINICIAN)),
            Capability(
                "intake.counts", _("see and export how often muscles were confirmed here"), held_by(Role.CLINICIAN)
            ),
        )
        register_holding(
            Holding("pain_drawings", _("Pain drawings"), queries.export_of, actions.erase_of, fields=exported.FIELDS)
        )
        page.register_person_section(page.PersonSection("intake.drawings", 100, plugs.drawings_of_person))
        page.register_timeline_source(
            page.TimelineSource("intake.drawings", 100, _("Pain drawings"), "intake.read", plugs.what_was_drawn)
        )
        register_scan("empty drawings", timedelta(hours=6), actions.remove_empty)
        register_first_content(FirstContent("intake.demo", 400, demo.load))
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
