"""The page types. What may stand under what is part of their meaning: a problem stands under the list of problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import Image
from wagtail.models import Page, Revision
from wagtail.url_routing import RouteResult

from drypoint.foundation.accounts.models import User
from drypoint.public.website.blocks import BODY, LANDMARKS, RICH_TEXT_FEATURES, check_one_line
from drypoint.public.website.extensions import Visit, drawer_of
from drypoint.public.website.panels import GatePanel
from drypoint.public.website.publishing import PublishWhatMayBePublished, SitePageForm
from drypoint.public.website.search_index import SpelledField, without_plain_title

if TYPE_CHECKING:
    from drypoint.public.website.published import Published


class SitePage(Page):
    """What all pages of the site have in common."""

    key = models.SlugField(_("short name"), max_length=60, blank=True, help_text=_("For links: page:short-name."))
    eyebrow = models.CharField(_("line above the title"), max_length=80, blank=True, validators=[check_one_line])
    lead = models.TextField(_("lead"), blank=True, max_length=600)
    menu_title = models.CharField(_("title in the menu"), max_length=40, blank=True, validators=[check_one_line])
    search_words = models.TextField(
        _("words that people type"),
        blank=True,
        max_length=600,
        help_text=_("Everyday words, with commas between them, for which the search of the site leads here first."),
    )
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
                FieldPanel("search_words"),
                FieldPanel("menu_title"),
                FieldPanel("show_in_menus"),
                FieldPanel("key", read_only=True),
            ],
            heading=_("In search engines and menus"),
        )
    ]
    search_fields: ClassVar = [
        *without_plain_title(Page.search_fields),
        SpelledField("title", boost=2),
        SpelledField("lead"),
        SpelledField("body"),
        SpelledField("search_description"),
    ]
    show_in_menus_default = False
    base_form_class = SitePageForm
    private_page_options: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def publish(
        self,
        revision: Revision,
        user: User | None = None,
        changed: bool = True,  # noqa: FBT001, FBT002 (Wagtail's signature)
        log_action: bool | str = True,  # noqa: FBT001, FBT002 (Wagtail's signature)
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,  # noqa: FBT001, FBT002 (Wagtail's signature)
    ) -> None:
        """Publish a revision if nothing speaks against it; raises PublishingRefused otherwise and changes nothing."""
        PublishWhatMayBePublished(
            revision, user=user, changed=changed, log_action=log_action, previous_revision=previous_revision
        ).execute(skip_permission_checks=skip_permission_checks)

    @property
    def kind(self) -> str:
        """Return the type of the page as the site map and templates name it."""
        return type(self).__name__.lower()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page of the tree, or else what its room knows to stand below this page."""
        try:
            found: RouteResult = super().route(request, path_components)
        except Http404:
            below = drawer_of(self.kind).find(self, path_components) if self.live and path_components else None
            if below is None:
                raise
            return RouteResult(self, kwargs={"below": below})
        return found

    def serve(
        self, request: HttpRequest, *_args: object, site: Published | None = None, below: object | None = None
    ) -> HttpResponse:
        """Answer with the page or what is below it; whoever has the site at hand already gives it."""
        return drawer_of(self.kind).answer(Visit(self, request, site, below))

    def serve_preview(self, request: HttpRequest, _mode_name: str) -> HttpResponse:
        """Answer with the page as it would look, drafts and all."""
        return drawer_of(self.kind).answer(Visit(self, request, is_preview=True))


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
    """Address, hours, telephone, which come from the settings of the practice; and how to come here, if it says so."""

    route = RichTextField(
        _("the way here"),
        blank=True,
        max_length=2000,
        features=RICH_TEXT_FEATURES,
        help_text=_("By tram, bus, car or on foot; which door and which floor."),
    )
    access = RichTextField(
        _("steps, doors and lifts"),
        blank=True,
        max_length=2000,
        features=RICH_TEXT_FEATURES,
        help_text=_("What somebody in a wheelchair, or with a pram, must know before they come."),
    )
    parking = RichTextField(_("parking"), blank=True, max_length=2000, features=RICH_TEXT_FEATURES)
    surroundings = StreamField(
        LANDMARKS,
        verbose_name=_("what lies around"),
        blank=True,
        default=list,
        max_num=12,
        help_text=_("Each is drawn on a small map, as far away and in the direction that you say."),
    )

    parent_page_types: ClassVar = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar = [
        *SitePage.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("route", "access", "parking", "surroundings")],
            heading=_("How to come to us"),
        ),
    ]
    search_fields: ClassVar = [
        *SitePage.search_fields,
        SpelledField("route"),
        SpelledField("access"),
        SpelledField("parking"),
    ]

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


class HarmsPage(SitePage):
    """What harm is known: the text of an editor, and the published rates."""

    parent_page_types: ClassVar = ["website.EvidencePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("what harm is known")


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
