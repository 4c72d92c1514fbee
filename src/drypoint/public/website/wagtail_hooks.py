"""What Wagtail's editor offers for this site: claims, sources, the words of a page; and what it does not offer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from drypoint.public.website import editor_views
from drypoint.public.website.forms import REASON_FIELDS, TEXT_FIELDS, ClaimForm
from drypoint.public.website.models import Claim, SitePage, Source
from drypoint.public.website.publishing import PublishWhatMayBePublished

# Nothing here is for the public; reports of patients never come near this editor.
_HIDDEN_MENU = {"documents", "reports", "help"}


class ClaimViewSet(SnippetViewSet):
    """Claims about a treatment."""

    model = Claim
    icon = "doc-full"
    menu_label = _("Claims")
    list_display = ("key", "about", "certainty", "reviewer", "reviewed_on")
    list_filter = ("about", "certainty", "topic")
    search_fields = ("key", "texts")
    panels = (
        MultiFieldPanel([FieldPanel("key"), FieldPanel("about")], heading=_("Name")),
        MultiFieldPanel([FieldPanel(name) for name in TEXT_FIELDS], heading=_("Text")),
        MultiFieldPanel([FieldPanel(name) for name in ("certainty", *REASON_FIELDS)], heading=_("How sure")),
        InlinePanel("claim_sources", heading=_("Sources"), label=_("source"), min_num=0),
        FieldPanel("topic"),
        MultiFieldPanel(
            [FieldPanel("reviewer", read_only=True), FieldPanel("reviewed_on", read_only=True), FieldPanel("sign")],
            heading=_("Review"),
        ),
    )


class SourceViewSet(SnippetViewSet):
    """Papers, reviews and books."""

    model = Source
    icon = "openquote"
    menu_label = _("Sources")
    list_display = ("citation", "doi", "how_read")
    search_fields = ("citation", "doi", "pmid")
    panels = tuple(FieldPanel(name) for name in ("key", "citation", "doi", "pmid", "pmcid", "url", "how_read"))


class EvidenceGroup(SnippetViewSetGroup):
    """Claims and sources, one entry in the menu."""

    items = (ClaimViewSet, SourceViewSet)
    menu_label = _("Evidence")
    menu_icon = "doc-full"
    menu_order = 250


Claim.base_form_class = ClaimForm
register_snippet(EvidenceGroup)


def publish_through_the_gate(registry: Any) -> None:
    """Make the gated action the one that Wagtail's registry gives for pages of this site."""
    registry.register(SitePage, PublishWhatMayBePublished)


def editor_urls() -> list[URLPattern]:
    """Add the screen of the words of a page."""
    return [path("words/<int:page_id>/", editor_views.words, name="website_words")]


def hide_what_is_not_needed(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave documents and reports out of the menu."""
    menu_items[:] = [item for item in menu_items if item.name not in _HIDDEN_MENU]


hooks.register("register_actions", publish_through_the_gate)
hooks.register("register_admin_urls", editor_urls)
hooks.register("construct_main_menu", hide_what_is_not_needed)
