"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class EnquiriesConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.public.enquiries"
    label = "enquiries"
    addresses = {Under.DESK: "drypoint.public.enquiries.urls_desk", Under.LANGUAGE: "drypoint.public.enquiries.urls"}

    def ready(self) -> None:
        """Say who may do what, what waits, what is found, where texts lead, and what is erased in time."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.registries import navigation, search, today
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.link_targets import LinkTarget, register_link_target
        from drypoint.foundation.core.registries.mail_kinds import MailKind, register_kind
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients import page
        from drypoint.foundation.patients.holdings import Holding, register_holding
        from drypoint.foundation.worklist.kinds import register_task_kind
        from drypoint.public.enquiries import audited, demo, exported, jobs, places, plugs, queries
        from drypoint.public.enquiries.actions import erase_of, remove_outdated

        register_capabilities(
            "enquiries",
            200,
            Capability(
                "enquiries.read",
                _("read enquiries and the conversation that follows"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
            Capability("enquiries.answer", _("answer an enquiry"), held_by(Role.CLINICIAN, Role.RECEPTION)),
            Capability(
                "enquiries.documents",
                _("open the reports that a person attached"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
            Capability("enquiries.revoke", _("withdraw the link to a conversation"), held_by()),
            Capability("enquiries.erase", _("erase an enquiry with everything that was sent"), held_by()),
        )
        navigation.register_nav_entry(
            navigation.NavEntry(
                "enquiries.list", 200, _("Enquiries"), "enquiries_desk:list", "enquiries", "enquiries.read"
            )
        )
        today.register_waiting(today.Waiting("enquiries.open", 200, "enquiries.read", plugs.what_waits))
        today.register_today_part(today.TodayPart("enquiries.longest", 200, "enquiries.read", plugs.longest_waiting))
        search.register_search(
            search.SearchProvider("enquiries", 200, _("Enquiries"), "enquiries.read", plugs.found_enquiries)
        )
        register_holding(
            Holding(
                "enquiries", _("Enquiries and their conversation"), queries.export_of, erase_of, fields=exported.FIELDS
            )
        )
        page.register_person_section(page.PersonSection("enquiries.of_person", 50, plugs.of_person))
        page.register_timeline_source(
            page.TimelineSource("enquiries.received", 50, _("Enquiries"), "enquiries.read", plugs.what_was_asked)
        )
        register_link_target(LinkTarget("enquiry", 100, _("The form for enquiries"), plugs.form_address))
        for name in ("enquiries.receipt", "enquiries.news", "enquiries.new_link"):
            # A receipt and a new link are asked for by whoever gets them.
            purpose = "letters" if name == "enquiries.news" else ""
            register_kind(MailKind(name, "outbox.read", "enquiries.read", purpose))
        for kind in (jobs.EMERGENCY, jobs.UNREAD, jobs.LATE):
            register_task_kind(kind)
        register_scan("what visitors wrote", timedelta(seconds=10), jobs.screen_new)
        register_scan("late answers", timedelta(minutes=1), jobs.ask_for_late_answers)
        register_scan("outdated enquiries", timedelta(hours=1), remove_outdated)
        register_first_content(FirstContent("enquiries.demo", 200, demo.load))
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
