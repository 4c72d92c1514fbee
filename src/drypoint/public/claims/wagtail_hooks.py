"""What Wagtail's editor offers for claims and their sources."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from drypoint.public.claims.forms import REASON_FIELDS, TEXT_FIELDS, ClaimForm
from drypoint.public.claims.models import Claim, Source


class ClaimViewSet(SnippetViewSet):
    """Claims about a treatment."""

    model = Claim
    chooser_base_url_path = "snippets/choose/website/claim"
    base_url_path = "snippets/website/claim"  # where bookmarks and mails lead since before the room had its own tables
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
    chooser_base_url_path = "snippets/choose/website/source"
    base_url_path = "snippets/website/source"
    icon = "openquote"
    menu_label = _("Sources")
    list_display = ("citation", "doi", "how_read")
    search_fields = ("citation", "doi", "pmid")
    panels = tuple(
        FieldPanel(name) for name in ("key", "citation", "language", "doi", "pmid", "pmcid", "url", "how_read")
    )


class EvidenceGroup(SnippetViewSetGroup):
    """Claims and sources, one entry in the menu."""

    items = (ClaimViewSet, SourceViewSet)
    menu_label = _("Evidence")
    menu_icon = "doc-full"
    menu_order = 250


Claim.base_form_class = ClaimForm
register_snippet(EvidenceGroup)
