"""Configuration of the room."""

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class LibraryConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.public.library"
    label = "library"
    addresses = {Under.DESK: "drypoint.public.library.urls_desk", Under.LANGUAGE: "drypoint.public.library.urls"}

    def ready(self) -> None:
        """Let the website show what is made of knowledge, and the desk what the evidence is."""
        from drypoint.foundation.core.registries import navigation, today
        from drypoint.public.library import plugs
        from drypoint.public.website.extensions import register_extension

        for extension in (plugs.EVIDENCE, plugs.ATLAS, plugs.CALCULATOR):
            register_extension(extension)
        navigation.register_nav_entry(
            navigation.NavEntry("claims", 400, _("Claims"), "library_desk:claims", "check", "claims.review")
        )
        today.register_waiting(today.Waiting("claims.review", 300, "claims.review", plugs.claims_that_wait))
        navigation.register_nav_entry(
            navigation.NavEntry("evidence", 600, _("Evidence"), "library_desk:evidence", "search", "claims.review")
        )
