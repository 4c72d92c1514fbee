"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class ReviewsConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.public.reviews"
    label = "reviews"
    addresses = {Under.DESK: "drypoint.public.reviews.urls_desk", Under.LANGUAGE: "drypoint.public.reviews.urls"}

    def ready(self) -> None:
        """Say who may do what, what waits, what is held about a person, and what is erased in time."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.registries import navigation, today
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.link_targets import LinkTarget, register_link_target
        from drypoint.foundation.core.registries.mail_kinds import MailKind, register_kind
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients.holdings import Holding, register_holding
        from drypoint.public.reviews import actions, audited, demo, exported, places, plugs, queries

        register_capabilities(
            "reviews",
            260,
            Capability(
                "reviews.read", _("read reviews before they are shown"), held_by(Role.CLINICIAN, Role.RECEPTION)
            ),
            Capability("reviews.ask", _("ask somebody for a review"), held_by(Role.CLINICIAN, Role.RECEPTION)),
            Capability("reviews.decide", _("show or refuse a review, and answer it"), held_by()),
        )
        navigation.register_nav_entry(
            navigation.NavEntry("reviews.list", 260, _("Reviews"), "reviews_desk:list", "edit", "reviews.read")
        )
        today.register_waiting(today.Waiting("reviews.waiting", 260, "reviews.decide", plugs.what_waits))
        register_link_target(LinkTarget("reviews", 210, _("All reviews"), plugs.all_address))
        register_kind(MailKind("reviews.question", "outbox.read", "reviews.read", purpose="reviews"))
        register_scan("outdated requests for reviews", timedelta(hours=1), actions.remove_outdated)
        register_holding(
            Holding(
                "reviews",
                _("Reviews"),
                actions.export_of,
                actions.erase_of,
                fields=exported.FIELDS,
                mail_causes=queries.requests_of,
            )
        )
        register_first_content(FirstContent("reviews.demo", 260, demo.load))
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
