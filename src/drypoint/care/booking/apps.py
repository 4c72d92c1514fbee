"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under

MAIL_KINDS = ("verify", "booked", "requested", "changed", "cancelled", "reminder")


class BookingConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.care.booking"
    label = "booking"
    addresses = {Under.DESK: "drypoint.care.booking.urls_desk", Under.LANGUAGE: "drypoint.care.booking.urls"}

    def ready(self) -> None:
        """Say who may do what, what others show of it, what is held about a person, and what is done in time."""
        from drypoint.care.booking import absences, actions, audited, demo, exported, jobs, places, plugs, queries
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.registries import navigation, today
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.link_targets import LinkTarget, register_link_target
        from drypoint.foundation.core.registries.mail_kinds import MailKind, register_kind
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients import page
        from drypoint.foundation.patients.holdings import Holding, register_holding
        from drypoint.foundation.practice.hours_parts import HoursPart, register_hours_part
        from drypoint.foundation.practice.standing import StandingSource, register_standing
        from drypoint.foundation.worklist.kinds import register_task_kind

        register_capabilities(
            "booking",
            350,
            Capability(
                "booking.read", _("see the appointments and who comes"), held_by(Role.CLINICIAN, Role.RECEPTION)
            ),
            Capability(
                "booking.manage",
                _("book, approve, move, cancel, and note who came"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
            Capability(
                "booking.absence",
                _("say that a colleague is away, which closes their days and changes what is booked with them"),
                held_by(Role.RECEPTION),
            ),
            Capability(
                "booking.override",
                _("book over others or off hours, with a reason"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
        )
        navigation.register_nav_entry(
            navigation.NavEntry(
                "booking.day",
                120,
                _("Appointments"),
                "booking_desk:day",
                "clock",
                "booking.read",
                count=plugs.requests_waiting,
            )
        )
        today.register_waiting(today.Waiting("booking.requests", 120, "booking.read", plugs.what_waits))
        page.register_person_section(page.PersonSection("booking.appointments", 50, plugs.appointments_of_person))
        page.register_timeline_source(
            page.TimelineSource("booking.appointments", 50, _("Appointments"), "booking.read", plugs.what_was_booked)
        )
        page.register_episode_action(
            page.EpisodeAction(
                "booking.book", 50, _("Book for this problem"), "booking.manage", plugs.booking_of_episode
            )
        )
        register_first_content(FirstContent("booking.demo", 350, demo.load))
        register_link_target(LinkTarget("book", 110, _("The page for booking"), plugs.form_address))
        for name in MAIL_KINDS:
            # Whoever books on the website asks for the code that lets them in.
            purpose = "" if name == "verify" else "appointments"
            register_kind(MailKind(f"booking.{name}", "outbox.read", "booking.read", purpose))
        register_hours_part(HoursPart("booking.free_week", 100, plugs.free_week))
        register_standing(StandingSource("booking.appointments", 100, plugs.standing_on))
        register_scan("ended holds", timedelta(minutes=1), jobs.expire_holds)
        register_scan("people of appointments", timedelta(minutes=1), jobs.attach_people)
        register_scan("reminders of appointments", timedelta(minutes=5), jobs.remind)
        register_holding(
            Holding("appointments", _("Appointments"), queries.export_of, actions.erase_of, fields=exported.FIELDS)
        )
        register_task_kind(absences.TO_CALL)
        register_task_kind(absences.LEFT_STANDING)
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
