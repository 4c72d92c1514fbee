"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class PatientsConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.patients"
    label = "patients"
    addresses = {Under.DESK: "drypoint.foundation.patients.urls_desk"}

    def ready(self) -> None:
        """Say who may do what with people, how they are found, and whom the demo invents."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.models import OutboxMail, StoredDocument
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients import actions, audited, demo, merging, plugs
        from drypoint.foundation.patients.episodes import actions as episodes
        from drypoint.foundation.patients.episodes import places as episode_places
        from drypoint.foundation.patients.episodes import plugs as episode_plugs
        from drypoint.foundation.patients.episodes import queries as episode_queries
        from drypoint.foundation.patients.exporting import own
        from drypoint.foundation.patients.holdings import Holding, register_holding
        from drypoint.foundation.patients.page import (
            PersonBanner,
            PersonSection,
            register_person_banner,
            register_person_section,
        )
        from drypoint.foundation.patients.references import NamedReference, register_named_reference

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
            Capability(
                "patients.merge",
                _("make one record of two of the same patient, and take them apart again"),
                held_by(Role.CLINICIAN),
            ),
            Capability(
                "patients.read_episodes",
                _("read which problems a patient is treated for, with referrals and diagnoses"),
                held_by(Role.CLINICIAN),
            ),
            Capability(
                "patients.write_episodes",
                _("open, change and end a problem, note referrals and count their sessions"),
                held_by(Role.CLINICIAN),
            ),
            Capability("patients.export", _("export all that is held about a patient"), held_by(Role.CLINICIAN)),
            Capability("patients.erase", _("erase a patient with all that is held"), held_by()),
        )
        for reference in (
            NamedReference("core.OutboxMail.cause", OutboxMail, "cause_type", "cause_id"),
            NamedReference("core.StoredDocument.owner", StoredDocument, "owner_type", "owner_id"),
        ):
            register_named_reference(reference)
        register_person_banner(PersonBanner("patients.merged", 50, plugs.merged_here))
        register_person_banner(PersonBanner("patients.made_by_itself", 60, plugs.made_by_itself))
        register_person_banner(PersonBanner("patients.referrals", 70, episode_plugs.referrals_that_run_out))
        register_person_section(PersonSection("patients.episodes", 20, episode_plugs.episodes_of_person))
        # Erased after everything that hangs on a problem.
        register_holding(
            Holding(
                "episodes",
                _("Problems and referrals"),
                episode_queries.export_of,
                episodes.erase_of,
                order=900,
                fields=own.EPISODES,
            )
        )
        register_scan("merged people", timedelta(minutes=1), merging.look_after_merges)
        register_scan("people in order", timedelta(minutes=1), actions.put_in_order)
        register_first_content(FirstContent("patients.demo", 300, demo.load))
        for place in episode_places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
