"""Answer with a page: everything that its template shows, gathered in few queries and marked as keepable."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import get_template
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail.models import Page

from drypoint.foundation.core import clock
from drypoint.foundation.core.front.page_store import keep, next_end
from drypoint.foundation.practice.models import Practice
from drypoint.foundation.practice.rules import DAYS, day_ranges, open_times
from drypoint.knowledge.language import language_of
from drypoint.public.website import structured_data
from drypoint.public.website.atlas_pages.content import Link, places_of_problem
from drypoint.public.website.body import BodyReader, Section, words_of
from drypoint.public.website.links import TextRenderer, enquiry_url, placeholders
from drypoint.public.website.published import Published
from drypoint.public.website.site_map import Node, SiteMap

TEMPLATES = {
    "newsindexpage": "website/news.html",
    "articlepage": "website/article.html",
    "teampage": "website/team.html",
    "personpage": "website/person.html",
    "contactpage": "website/contact.html",
    "homepage": "website/home.html",
    "conditionpage": "website/condition.html",
    "conditionindexpage": "website/condition.html",
}
TREATMENT_KEY = "dry-needling"  # the page that search engines are told is the treatment
TOP_LEVEL = 3 * Page.steplen  # the length of the path of a page right below a home page


@dataclass(frozen=True)
class OpenRange:
    """Neighbouring days with the same hours; first and last are short names of days."""

    first: str | Promise
    last: str | Promise
    opens: time
    closes: time


@dataclass(frozen=True)
class Alternate:
    """This page in a language for search engines; hreflang is "x-default" for the second entry of the main one."""

    hreflang: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One link of a menu."""

    title: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class Language:
    """A language of the site; url leads to this page in it, or to its home page where there is no translation."""

    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Furniture:
    """What stands around the content of every public page, in the words of look/site_base.html."""

    page_language: str
    page_locale: str
    home_url: str
    menu: tuple[Entry, ...]
    footer_menu: tuple[Entry, ...]
    languages: tuple[Language, ...]
    breadcrumb: tuple[Entry, ...]
    enquiry_url: str
    search_url: str
    feed_url: str
    atlas_url: str
    practice: Practice | None

    def context(self) -> dict[str, Any]:
        """Return it as the context of a template."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class PageView:
    """Everything that the templates of a page read."""

    page: Any
    kind: str
    title: str
    head_title: str
    description: str
    eyebrow: str
    lead: str
    is_demo: bool
    is_preview: bool
    canonical: str
    alternates: tuple[Alternate, ...]
    sections: tuple[Section, ...]
    children: tuple[Node, ...]
    hours: tuple[OpenRange, ...]
    hero: dict[str, Any]
    published_at: datetime | None
    photo: Any
    places: tuple[Link, ...]
    structured_data: SafeString


@dataclass(frozen=True)
class Essentials:
    """What both the templates and the structured data say of the page."""

    language: str
    kind: str
    title: str
    menu_title: str
    description: str
    canonical: str
    crumbs: tuple[Node, ...]


def absolute(path: str) -> str:
    """Return the address of a path on the site's own host name, whatever host the request named."""
    return f"{settings.CONFIG.url}{path}"


def alternates_of(site_map: SiteMap, node: Node | None) -> tuple[Alternate, ...]:
    """Return the page in every language that has it, and the main language again as the default."""
    if node is None:
        return ()
    translations = site_map.translations(node)
    found = [Alternate(language, absolute(other.url)) for language, other in translations.items()]
    if (default := translations.get(site_map.main_language)) is not None:
        found.append(Alternate("x-default", absolute(default.url)))
    return tuple(found)


def furniture_of(site: Published, language: str, node: Node | None) -> Furniture:
    """Return what stands around the content; node is None on pages that are not in the tree, such as the search."""
    # An editor who previews a page may speak another language than the page.
    key = (language, node.id if node else None, get_language())
    found = site.furniture.get(key)
    if found is None:
        found = site.furniture[key] = _furniture(site, language, node)
    return found


def _furniture(site: Published, language: str, node: Node | None) -> Furniture:
    site_map = site.site_map
    translations = site_map.translations(node) if node else {}
    targets = ((other, translations.get(other) or site_map.home(other)) for other in site_map.languages)
    home, atlas = site_map.home(language), site_map.atlas(language)
    above = site_map.ancestors(node) if node else ()
    footer = [Entry(page.menu_title, page.url) for page in site_map.nodes if _is_in_footer(page, language)]
    return Furniture(
        page_language=language,
        page_locale=language_of(language).locale,
        home_url=home.url if home else f"/{language}/",
        menu=tuple(
            Entry(page.menu_title, page.url, page == node or page in above)
            for page in site_map.menu(language)
            if page.kind != "homepage" and len(page.path) == TOP_LEVEL
        ),
        footer_menu=(
            *footer,
            Entry(gettext("Search"), f"/{language}/search/"),
            Entry(gettext("News feed"), f"/{language}/news.xml"),
        ),
        languages=tuple(
            Language(other, language_of(other).name, target.url, other == language)
            for other, target in targets
            if target is not None
        ),
        breadcrumb=tuple(Entry(page.menu_title, page.url) for page in (*above, node) if page) if above else (),
        enquiry_url=enquiry_url(language),
        search_url=f"/{language}/search/",
        feed_url=f"/{language}/news.xml",
        atlas_url=atlas.url if atlas else "",
        practice=site.practice,
    )


def _is_in_footer(node: Node, language: str) -> bool:
    return node.language == language and node.kind == "legalpage" and not node.in_menu


def _structured(
    page: Any, of: Essentials, questions: list[tuple[str, SafeString]], practice: Practice | None, site_map: SiteMap
) -> SafeString:
    home = site_map.home(of.language)
    clinic_url = absolute(home.url if home else "/")
    clinic_id = f"{clinic_url}#clinic"
    parts = []
    if practice is not None:
        parts.append(structured_data.clinic(practice, clinic_url, site_map.languages))
    if of.kind == "treatmentpage" and page.key == TREATMENT_KEY:
        parts.append(
            structured_data.treatment(
                name=of.menu_title, description=of.description, url=of.canonical, clinic_id=clinic_id
            )
        )
    if questions:
        parts.append(structured_data.faq((question, words_of(html)) for question, html in questions))
    if of.kind == "articlepage" and page.first_published_at:
        parts.append(
            structured_data.article(
                headline=of.title,
                description=of.description,
                url=of.canonical,
                published=page.first_published_at.isoformat(),
                language=of.language,
                clinic_id=clinic_id,
            )
        )
    if of.crumbs:
        trail = [(node.menu_title, absolute(node.url)) for node in of.crumbs]
        parts.append(structured_data.breadcrumbs([*trail, (of.menu_title, of.canonical)]))
    return structured_data.script_text(structured_data.graph(*parts))


def view_of(page: Any, site: Published, *, is_preview: bool = False) -> tuple[PageView, Furniture, datetime | None]:
    """Return what the templates of the page read, and the moment at which it must be made anew."""
    site_map, practice = site.site_map, site.practice
    node = site_map.by_id.get(page.pk)
    language = node.language if node else page.locale.language_code
    text = TextRenderer(site_map, language, placeholders(practice))
    is_demo_practice = practice is not None and practice.is_demo
    body = BodyReader(
        page,
        text,
        site.evidence,
        site.blocks,
        timezone.localdate(clock.now()),
        practice_is_demo=is_demo_practice,
        shows_drafts=is_preview,
    ).read()
    of = Essentials(
        language=language,
        kind=type(page).__name__.lower(),
        title=text.plain(page.title),
        menu_title=text.plain(page.menu_title or page.title),
        description=text.plain(page.search_description),
        canonical=absolute(node.url if node else f"/{language}/"),
        crumbs=site_map.ancestors(node) if node else (),
    )
    hero, sections = body.with_hero() if of.kind == "homepage" else ({}, body.sections())
    view = PageView(
        page=page,
        kind=of.kind,
        title=of.title,
        head_title=head_title(text.plain(page.seo_title or page.title), practice),
        description=of.description,
        eyebrow=text.plain(page.eyebrow),
        lead=text.plain(page.lead),
        is_demo=page.is_demo and is_demo_practice,
        is_preview=is_preview,
        canonical=of.canonical,
        alternates=alternates_of(site_map, node),
        sections=sections,
        children=site_map.children(node) if node and of.kind != "homepage" else (),
        hours=_hours(practice) if practice and of.kind == "contactpage" else (),
        hero=hero,
        published_at=page.first_published_at if of.kind == "articlepage" else None,
        photo=_photo(page),
        places=_places(page, site_map, of),
        structured_data=_structured(page, of, body.questions(), practice, site_map),
    )
    return (
        view,
        furniture_of(site, language, node),
        next_end(_midnight(body.next_stale_on), page.expire_at),
    )


def _places(page: Any, site_map: SiteMap, of: Essentials) -> tuple[Link, ...]:
    """Return the places of the atlas that belong to a problem page."""
    atlas = site_map.atlas(of.language)
    if atlas is None or of.kind != "conditionpage":
        return ()
    return places_of_problem(page.key, atlas.url, of.language)


def _hours(practice: Practice) -> tuple[OpenRange, ...]:
    return tuple(
        OpenRange(
            WEEKDAYS_ABBR[DAYS.index(one.first_day)], WEEKDAYS_ABBR[DAYS.index(one.last_day)], one.opens, one.closes
        )
        for one in day_ranges(open_times(practice.opening_hours))
    )


def head_title(title: str, practice: Practice | None) -> str:
    """Return what stands in the title bar: the title with the name of the practice."""
    name = practice.name if practice else ""
    return f"{title} · {name}" if name and name not in title else title


def _midnight(day: date | None) -> datetime | None:
    """Return the moment at which the day begins where the practice is."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone()) if day else None


def _photo(page: Any) -> Any:
    photo = getattr(page, "photo", None)
    return photo.get_rendition("fill-480x600|format-webp") if photo else None


def answer_with(page: Any, site: Published, *, is_preview: bool = False) -> HttpResponse:
    """Answer with the page. Nothing in it depends on who asks, so that everybody may get the same bytes."""
    view, furniture, until = view_of(page, site, is_preview=is_preview)
    template = get_template(TEMPLATES.get(view.kind, "website/page.html"))
    # Without the request no context processor runs: no session is read, and no token of one visitor can get in.
    response = HttpResponse(template.render({**furniture.context(), "view": view}))
    response.headers["Content-Language"] = furniture.page_language
    return response if is_preview else keep(response, until)
