"""The page types. What may stand under what is part of their meaning: a problem stands under the list of problems."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from drypoint.public.website.blocks import BODY, check_one_line
from drypoint.public.website.panels import GatePanel
from drypoint.public.website.publishing import PublishWhatMayBePublished, SitePageForm


class SitePage(Page):
    """What all pages of the site have in common."""

    key = models.SlugField(_("short name"), max_length=60, blank=True, help_text=_("For links: page:short-name."))
    eyebrow = models.CharField(_("line above the title"), max_length=80, blank=True, validators=[check_one_line])
    lead = models.TextField(_("lead"), blank=True, max_length=600)
    menu_title = models.CharField(_("title in the menu"), max_length=40, blank=True, validators=[check_one_line])
    body = StreamField(BODY, verbose_name=_("content"), blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    content_panels: ClassVar = [
        GatePanel(heading=_("Before the page can go live")),
        *Page.content_panels,
        FieldPanel("eyebrow"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    promote_panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("menu_title"),
                FieldPanel("show_in_menus"),
                FieldPanel("key", read_only=True),
            ],
            heading=_("In search engines and menus"),
        )
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.SearchField("search_description"),
    ]
    show_in_menus_default = False
    base_form_class = SitePageForm
    private_page_options: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def publish(
        self,
        revision: Any,
        user: Any = None,
        changed: bool = True,  # noqa: FBT001, FBT002 (Wagtail's signature)
        log_action: bool | str = True,  # noqa: FBT001, FBT002 (Wagtail's signature)
        previous_revision: Any = None,
        skip_permission_checks: bool = False,  # noqa: FBT001, FBT002 (Wagtail's signature)
    ) -> Any:
        """Publish a revision if nothing speaks against it; raises PublishingRefused otherwise and changes nothing."""
        return PublishWhatMayBePublished(
            revision, user=user, changed=changed, log_action=log_action, previous_revision=previous_revision
        ).execute(skip_permission_checks=skip_permission_checks)

    def serve(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 (for heirs)
        """Answer with the page; whoever has the site at hand already gives it as `site`."""
        from drypoint.public.website.published import as_published
        from drypoint.public.website.rendering import answer_with

        return answer_with(self, kwargs.get("site") or as_published())

    def serve_preview(self, request: HttpRequest, _mode_name: str) -> HttpResponse:  # noqa: ARG002 (for heirs)
        """Answer with the page as it would look, drafts and all."""
        from drypoint.public.website.published import as_published
        from drypoint.public.website.rendering import answer_with

        return answer_with(self, as_published(), is_preview=True)


class HomePage(SitePage):
    """The first page of a language."""

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = [
        "website.TreatmentPage",
        "website.ConditionIndexPage",
        "website.AtlasPage",
        "website.FAQPage",
        "website.NewsIndexPage",
        "website.TeamPage",
        "website.PricesPage",
        "website.ContactPage",
        "website.EvidencePage",
        "website.LegalPage",
    ]

    class Meta:
        verbose_name = _("home page")


class TreatmentPage(SitePage):
    """What a treatment is, how it may work, what is known, and what comes after it."""

    parent_page_types: ClassVar = ["website.HomePage", "website.TreatmentPage"]
    subpage_types: ClassVar = ["website.TreatmentPage"]

    class Meta:
        verbose_name = _("treatment page")


class ConditionIndexPage(SitePage):
    """The list of the problems that people come with."""

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar = ["website.ConditionPage"]

    class Meta:
        verbose_name = _("list of problems")


class ConditionPage(SitePage):
    """One group of problems, such as pain in the lower back."""

    parent_page_types: ClassVar = ["website.ConditionIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("problem page")


class AtlasPage(SitePage):
    """The body map, and below it a page for each place and each muscle, which come from the atlas and are no rows.

    The practice decides where it stands, in which languages, and what its introduction says.
    """

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("body map and muscles")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find the page below this one that an address asks for; raises Http404 where there is none."""
        from drypoint.public.website.atlas_pages.addresses import find

        if self.live and len(path_components) == 1 and path_components[0]:
            spot = find(path_components[0], self.locale.language_code)
            if spot is not None:
                return RouteResult(self, kwargs={"spot": spot})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the body map or a page below it."""
        from drypoint.public.website.atlas_pages.addresses import FIRST
        from drypoint.public.website.atlas_pages.answers import answer_with_spot

        return answer_with_spot(self, request, kwargs.get("spot", FIRST))

    def serve_preview(self, request: HttpRequest, _mode_name: str) -> HttpResponse:
        """Answer with the body map as it would look."""
        from drypoint.public.website.atlas_pages.addresses import FIRST
        from drypoint.public.website.atlas_pages.answers import answer_with_spot

        return answer_with_spot(self, request, FIRST, is_preview=True)


class FAQPage(SitePage):
    """Questions and answers."""

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("questions and answers")


class NewsIndexPage(SitePage):
    """The list of articles."""

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar = ["website.ArticlePage"]

    class Meta:
        verbose_name = _("news")


class ArticlePage(SitePage):
    """One piece of news."""

    parent_page_types: ClassVar = ["website.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("article")


class TeamPage(SitePage):
    """The people of the practice."""

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar = ["website.PersonPage"]

    class Meta:
        verbose_name = _("team")


class PersonPage(SitePage):
    """One person of the team; the title is the name, the line above it the profession."""

    photo = models.ForeignKey(
        Image, verbose_name=_("photograph"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    photo_alt = models.CharField(_("what the photograph shows"), max_length=160, blank=True)

    parent_page_types: ClassVar = ["website.TeamPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*SitePage.content_panels, FieldPanel("photo"), FieldPanel("photo_alt")]

    class Meta:
        verbose_name = _("person")

    def clean(self) -> None:
        """Ask for the description of a photograph."""
        super().clean()
        if self.photo_id and not self.photo_alt.strip():
            raise ValidationError({"photo_alt": _("Say what the photograph shows, for people who do not see it.")})


class PricesPage(SitePage):
    """What things cost."""

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("prices")


class ContactPage(SitePage):
    """Address, hours, telephone; they come from the settings of the practice."""

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("contact")


class LegalPage(SitePage):
    """Privacy, imprint, how the site judges evidence."""

    parent_page_types: ClassVar = ["website.HomePage", "website.EvidencePage"]
    subpage_types: ClassVar = ["website.LegalPage"]

    class Meta:
        verbose_name = _("legal page")


class EvidencePage(SitePage):
    """What the evidence says: the text of an editor, and below it pages for every question, made of the data."""

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar = ["website.HarmsPage", "website.LegalPage"]

    class Meta:
        verbose_name = _("what the evidence says")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a page of the tree, or else a page of the data below this one."""
        from drypoint.public.website.evidence_pages.rendering import place_of

        try:
            return super().route(request, path_components)
        except Http404:
            place = place_of(path_components, self.locale.language_code) if self.live and path_components else None
            if place is None:
                raise
            return RouteResult(self, kwargs={"place": place})

    def serve(self, request: HttpRequest, *_args: Any, place: Any = None, **_kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the page of the data at the place."""
        from drypoint.public.website.evidence_pages.rendering import answer_with_evidence

        return answer_with_evidence(self, request, place)

    def serve_preview(self, request: HttpRequest, _mode_name: str) -> HttpResponse:
        """Answer with the page as it would look, drafts and all."""
        from drypoint.public.website.evidence_pages.rendering import answer_with_evidence

        return answer_with_evidence(self, request, None, is_preview=True)


class HarmsPage(SitePage):
    """What harm is known: the text of an editor, and the published rates."""

    parent_page_types: ClassVar = ["website.EvidencePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("what harm is known")

    def serve(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Answer with the page."""
        from drypoint.public.website.evidence_pages.rendering import answer_with_harms

        return answer_with_harms(self, request)

    def serve_preview(self, request: HttpRequest, _mode_name: str) -> HttpResponse:
        """Answer with the page as it would look, drafts and all."""
        from drypoint.public.website.evidence_pages.rendering import answer_with_harms

        return answer_with_harms(self, request, is_preview=True)


PAGE_TYPES: tuple[type[SitePage], ...] = (
    HomePage,
    TreatmentPage,
    ConditionIndexPage,
    ConditionPage,
    AtlasPage,
    FAQPage,
    NewsIndexPage,
    ArticlePage,
    TeamPage,
    PersonPage,
    PricesPage,
    ContactPage,
    LegalPage,
    EvidencePage,
    HarmsPage,
)
