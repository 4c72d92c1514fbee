"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class WebsiteConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.public.website"
    label = "website"
    addresses = {
        Under.ROOT: "drypoint.public.website.urls_root",
        Under.LANGUAGE: "drypoint.public.website.urls",
        Under.LAST: "drypoint.public.website.urls_last",
    }

    def ready(self) -> None:
        """Put the gate in front of every save, strip pictures, and say what others show and run of this room."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.checks import register_check
        from drypoint.foundation.core.registries import navigation
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.link_targets import LinkTarget, register_link_target
        from drypoint.foundation.core.worker import register_scan
        from drypoint.public.website import audited, guard, news, pictures, plugs, redirects
        from drypoint.public.website.extensions import ANY_KIND, Drawer, Extension, register_extension
        from drypoint.public.website.hidden_pages import check_hidden_pages
        from drypoint.public.website.rendering import answer_plainly
        from drypoint.public.website.starter_check import check_starter_pages

        guard.connect()
        drawers = {news.NEWS_KIND: Drawer(news.answer_with_news, news.number_below), ANY_KIND: Drawer(answer_plainly)}
        register_extension(Extension("website.plain", 900, drawers))
        pictures.publish_without_exif()
        redirects.check_redirects_when_they_are_written()
        register_capabilities(
            "website",
            600,
            Capability("website.edit", _("write pages and use pictures"), held_by(Role.EDITOR)),
            Capability("website.publish", _("publish pages and take them down"), held_by(Role.EDITOR)),
            Capability("website.allow_word", _("allow a word that no evidence carries, with a reason"), held_by()),
        )
        navigation.register_nav_entry(
            navigation.NavEntry("website", 700, _("Website"), "wagtailadmin_home", "website", "website.edit")
        )
        register_scan("pages due", timedelta(minutes=1), plugs.publish_what_is_due)
        register_check("website.starter", check_starter_pages)
        register_check("website.hidden", check_hidden_pages)
        register_link_target(LinkTarget("privacy", 900, _("What is kept about people"), plugs.privacy_address))
        register_first_content(FirstContent("website.starter", 100, plugs.load_starter_pages, is_for_demo_only=False))
        register_audit_actions(audited.SENTENCES)
