"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class MailingConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.public.mailing"
    label = "mailing"
    addresses = {Under.DESK: "drypoint.public.mailing.urls_desk", Under.LANGUAGE: "drypoint.public.mailing.urls"}

    def ready(self) -> None:
        """Say who may do what, where texts lead, what is held about a person, and what is erased in time."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.registries import navigation, today
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.link_targets import LinkTarget, register_link_target
        from drypoint.foundation.core.registries.mail_kinds import MailKind, register_kind
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.worker import is_stopping, register_scan
        from drypoint.foundation.patients.holdings import Holding, register_holding
        from drypoint.public.mailing import actions, audited, booking_reports, demo, exported, places, plugs, queries
        from drypoint.public.mailing.campaigns import sender

        register_capabilities(
            "mailing",
            250,
            Capability("mailing.read", _("see who is on the e-mail list"), held_by(Role.RECEPTION)),
            Capability(
                "mailing.manage", _("take somebody off the e-mail list or erase an address"), held_by(Role.RECEPTION)
            ),
            Capability("mailing.send", _("write letters to the e-mail list and send them"), held_by(Role.RECEPTION)),
        )
        navigation.register_nav_entry(
            navigation.NavEntry("mailing.list", 250, _("E-mail list"), "mailing_desk:list", "mail", "mailing.read")
        )
        today.register_waiting(today.Waiting("mailing.letters", 250, "mailing.send", plugs.what_waits))
        register_link_target(
            LinkTarget("list", 200, _("The form of the e-mail list"), plugs.form_address, foot=_("E-mail list"))
        )
        for name in ("mailing.confirm", "mailing.already", "mailing.welcome"):
            register_kind(MailKind(name, listed_by="outbox.read", read_by="mailing.read"))
        register_scan("outdated addresses of the list", timedelta(hours=1), actions.remove_outdated)
        letters = sender.LetterSender(is_stopping=is_stopping)
        register_scan("reports about letters", booking_reports.LOOK_EVERY, booking_reports.read_maildir)
        register_scan("letters to the list", sender.EVERY, letters.run, is_long=True)
        register_holding(
            Holding(
                "mailing",
                _("Place on the e-mail list"),
                actions.export_of,
                actions.erase_of,
                fields=exported.FIELDS,
                is_one=True,
                mail_causes=queries.places_of,
            )
        )
        register_first_content(FirstContent("mailing.demo", 250, demo.load))
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
