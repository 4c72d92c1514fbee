"""What Wagtail's editor offers for this site: the words of a page; and what it does not offer."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from drypoint.public.website import editor_views
from drypoint.public.website.models import SitePage
from drypoint.public.website.publishing import PublishWhatMayBePublished
from drypoint.public.website.standing_pages import require_not_missed

# Nothing here is for the public; reports of patients never come near this editor.
_HIDDEN_MENU = {"documents", "reports", "help"}


def publish_through_the_gate(registry: ActionRegistry) -> None:
    """Make the gated action the one that Wagtail's registry gives for pages of this site."""
    registry.register(SitePage, PublishWhatMayBePublished)


def editor_urls() -> list[URLPattern]:
    """Add the screen of the words of a page."""
    return [path("words/<int:page_id>/", editor_views.words, name="website_words")]


def hide_what_is_not_needed(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave documents and reports out of the menu."""
    menu_items[:] = [item for item in menu_items if item.name not in _HIDDEN_MENU]


def keep_what_stands_below(request: HttpRequest, page: Page) -> None:
    """Refuse to take a page down with those below it before the first of them is gone."""
    require_not_missed(page, with_those_below="include_descendants" in request.POST)


hooks.register("before_unpublish_page", keep_what_stands_below)
hooks.register("register_actions", publish_through_the_gate)
hooks.register("register_admin_urls", editor_urls)
hooks.register("construct_main_menu", hide_what_is_not_needed)
