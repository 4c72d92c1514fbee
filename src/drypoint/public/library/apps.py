"""Configuration of the room."""

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import Room, Under


class LibraryConfig(Room):
    """See the package's docstring."""

    name = "drypoint.public.library"
    label = "library"
    addresses = {Under.LANGUAGE: "drypoint.public.library.urls"}

    def ready(self) -> None:
        """Let the website show what is made of knowledge, and the desk what the evidence is."""
        from drypoint.foundation.core.registries import navigation
        from drypoint.public.library import plugs
        from drypoint.public.website.extensions import register_extension

        for extension in (plugs.EVIDENCE, plugs.ATLAS, plugs.CALCULATOR):
            register_extension(extension)
        navigation.register_nav_entry(
            navigation.NavEntry("evidence", 600, _("Evidence"), "desk:evidence", "search", "claims.review")
        )
