"""Configuration of the room."""

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class DeskConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.workspace.desk"
    label = "desk"
    addresses = {Under.ROOT: "drypoint.workspace.desk.urls_root", Under.DESK: "drypoint.workspace.desk.urls"}

    def ready(self) -> None:
        """Offer the desk's own pages, and say who may see them and what waits there."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.faults import EVERY
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.mail_kinds import MailKind, register_kind
        from drypoint.foundation.core.registries.navigation import NavEntry, register_nav_entry
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.registries.search import SearchProvider, register_search
        from drypoint.foundation.core.registries.today import TodayPart, Waiting, register_today_part, register_waiting
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients.page import PersonBanner, register_person_banner
        from drypoint.workspace.desk import audited, health, places, plugs

        register_capabilities(
            "desk",
            100,
            Capability(
                "desk.see",
                _("see the desk and what waits there"),
                held_by(Role.CLINICIAN, Role.RECEPTION, Role.AUDITOR),
            ),
        )
        register_capabilities(
            "outbox",
            500,
            Capability(
                "outbox.read",
                _("see which mails went out and which did not"),
                held_by(Role.CLINICIAN, Role.RECEPTION, Role.AUDITOR),
            ),
        )
        register_capabilities(
            "atlas",
            800,
            Capability(
                "atlas.clinical",
                _("look up how a muscle is needled, and what lies near it"),
                held_by(Role.CLINICIAN),
            ),
        )
        register_capabilities(
            "audit",
            1100,
            Capability("audit.read", _("read who did or saw what"), held_by(Role.AUDITOR)),
        )
        for entry in (
            NavEntry("desk.today", 100, _("Today"), "desk:today", "today", "desk.see", covers_below=False),
            NavEntry("desk.people", 300, _("Patients"), "desk:people", "person", "patients.read"),
            NavEntry("desk.atlas", 500, _("Atlas"), "desk:atlas", "body", "atlas.clinical"),
            NavEntry("desk.outbox", 800, _("Sent mail"), "desk:outbox", "outbox", "outbox.read"),
            NavEntry("desk.practice", 900, _("Practice"), "desk:practice", "practice", "practice.change"),
            NavEntry("desk.staff", 1000, _("Staff"), "desk:staff", "staff", "staff.manage"),
            NavEntry("desk.health", 1050, _("Server"), "desk:health", "settings", "practice.change"),
            NavEntry("desk.audit", 1100, _("Audit trail"), "desk:audit", "audit", "audit.read"),
        ):
            register_nav_entry(entry)
        register_waiting(Waiting("health", 50, "desk.see", health.faults_that_wait))
        register_waiting(Waiting("outbox", 100, "outbox.read", plugs.mail_that_waits))
        register_today_part(TodayPart("desk.keeping", 900, "practice.change", health.backups_kept))
        register_person_banner(PersonBanner("desk.namesakes", 100, plugs.namesakes))
        register_search(SearchProvider("patients", 100, _("Patients"), "patients.read", plugs.people_called))
        register_search(SearchProvider("desk.pages", 400, _("Pages of the desk"), "desk.see", plugs.pages_called))
        register_search(SearchProvider("atlas", 300, _("Muscles"), "atlas.clinical", plugs.muscles_called))
        for kind in (health.FAULT, health.MENDED):
            register_kind(MailKind(kind, listed_by="practice.change", read_by="practice.change"))
        register_scan("health", EVERY, health.look_after)
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
