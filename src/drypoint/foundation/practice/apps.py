"""Configuration of the room."""

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class PracticeConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.practice"
    label = "practice"
    addresses = {Under.DESK: "drypoint.foundation.practice.urls_desk"}

    def ready(self) -> None:
        """Say who may change what the practice says of itself, and what free times come of."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.core.registries import navigation
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.registries.translated import TranslatedContent, register_translated_content
        from drypoint.foundation.practice import audited, places, queries

        register_capabilities(
            "practice",
            900,
            Capability("practice.change", _("change what the practice says of itself"), held_by()),
            Capability("practice.schedule", _("set rooms, who treats, services, prices and working hours"), held_by()),
        )
        navigation.register_nav_entry(
            navigation.NavEntry(
                "practice.hours", 890, _("Hours and services"), "practice_desk:hours", "settings", "practice.schedule"
            )
        )
        register_translated_content(TranslatedContent("services", 150, queries.services_lacking))
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
