"""Configuration of the room."""

from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class RightsConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.rights"
    label = "rights"
    addresses = {Under.DESK: "drypoint.foundation.rights.urls_desk"}

    def ready(self) -> None:
        """Stand guard over records that must stay as they are, and say where all of it is shown."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.core.mail.guards import MailGuard, register_mail_guard
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.line_guards import LineGuard, register_line_guard
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.registries.sealed import Sealed, register_sealed
        from drypoint.foundation.patients import page
        from drypoint.foundation.patients.holdings import (
            Holding,
            ReasonToKeep,
            register_holding,
            register_reason_to_keep,
        )
        from drypoint.foundation.rights import actions, audited, exported, guards, kinds, places, plugs, sealed
        from drypoint.foundation.worklist.kinds import register_task_kind

        register_capabilities(
            "rights",
            310,
            Capability(
                "rights.manage",
                _("restrict a record or put it under a legal hold, keep complaints, and give a record to others"),
                held_by(),
            ),
        )
        register_line_guard(LineGuard("rights.restraints", 100, guards.refuse_what_is_held, guards.notice))
        register_mail_guard(MailGuard("rights.restriction", 100, guards.withholds))
        register_reason_to_keep(ReasonToKeep("rights.restraints", 100, guards.against_erasing))
        request_started.connect(guards.forget_whom_it_concerned, dispatch_uid="rights.concerned")
        register_task_kind(kinds.COMPLAINT)
        page.register_person_banner(page.PersonBanner("rights.kept", 20, plugs.kept))
        page.register_person_section(page.PersonSection("rights.consents", 10, plugs.consents_of_person))
        page.register_person_section(page.PersonSection("rights.of_person", 800, plugs.rights_of_person))
        page.register_seen_part(page.SeenPart("rights.releases", 100, plugs.given_to_others))
        register_holding(
            Holding(
                "rights",
                _("Restrictions, complaints, and what was given to others"),
                actions.export_of,
                actions.erase_of,
                fields=exported.FIELDS,
                is_one=True,
                export_whole=actions.whole_export_of,
                capability="rights.manage",
            )
        )
        register_sealed(Sealed("rights", 410, "complaints and what was given to others", sealed.reseal_rights))
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
