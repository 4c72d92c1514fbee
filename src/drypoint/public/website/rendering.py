"""Answer with a page: everything that its template shows, gathered in few queries and marked as keepable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractRendition

from drypoint.foundation.core import clock
from drypoint.foundation.core.front.page_store import mark_storable, next_end
from drypoint.foundation.practice.models import Practice
from drypoint.foundation.practice.rules import open_times
from drypoint.public.website import accessibility, arrival, structured_data
from drypoint.public.website.body import Body, BodyReader, words_of
from drypoint.public.website.drawn import answer_with
from drypoint.public.website.extensions import Visit, links_of_problem
from drypoint.public.website.furniture import Furniture, absolute, alternates_of
from drypoint.public.website.links import TextRenderer, placeholders
from drypoint.public.website.models import ContactPage, PersonPage, SitePage
from drypoint.public.website.presenters import (
    PageView,
    QuestionAndAnswer,
    Section,
    head_title,
    open_ranges,
    plain_page,
)
from drypoint.public.website.published import Published, as_published
from drypoint.public.website.site_map import Node, SiteMap

WITH_REVIEWS = {"homepage", "teampage"}
TREATMENT_KEY = "dry-needling"  # the page that search engines are told is the treatment


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


def _structured(
    page: SitePage,
    of: Essentials,
    questions: Sequence[QuestionAndAnswer],
    practice: Practice | None,
    site_map: SiteMap,
) -> SafeString:
    home = site_map.home(of.language)
    clinic_url = absolute(home.url if home else "/")
    clinic_id = f"{clinic_url}#clinic"
    parts = []
    if practice is not None:
        parts.append(structured_data.clinic(practice, clinic_url, site_map.languages))
    if of.kind == "treatmentpage" and page.key == TREATMENT_KEY:
        parts.append(structured_data.treatment(name=of.menu_title, description=of.description, url=of.canonical))
        if practice is not None:
            parts[0]["availableService"] = {"@id": f"{of.canonical}#treatment"}
    if questions:
        parts.append(structured_data.faq((one.question, words_of(one.html)) for one in questions))
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


def body_of(page: SitePage, text: TextRenderer, site: Published, *, is_preview: bool = False) -> Body:
    """Read the blocks of a page as they stand today."""
    return BodyReader(
        page,
        text,
        site.evidence,
        site.blocks,
        timezone.localdate(clock.now()),
        practice_is_demo=site.practice is not None and site.practice.is_demo,
        shows_drafts=is_preview,
    ).read()


def view_of(
    page: SitePage, site: Published, *, is_preview: bool = False
) -> tuple[PageView, Furniture, datetime | None]:
    """Return what the templates of the page read, and the moment at which it must be made anew."""
    site_map, practice = site.site_map, site.practice
    node = site_map.by_id.get(page.pk)
    language = node.language if node else page.locale.language_code
    text = TextRenderer(site_map, language, placeholders(practice, lazy(site.price_range, str)(language)))
    is_demo_practice = practice is not None and practice.is_demo
    body = body_of(page, text, site, is_preview=is_preview)
    of = Essentials(
        language=language,
        kind=page.kind,
        title=text.plain(page.title),
        menu_title=text.plain(page.menu_title or page.title),
        description=text.plain(page.search_description),
        canonical=absolute(node.url if node else f"/{language}/"),
        crumbs=site_map.ancestors(node) if node else (),
    )
    hero, sections = body.with_hero() if of.kind == "homepage" else (None, body.sections())
    part = site.reviews(language) if of.kind in WITH_REVIEWS else None
    if part is not None:
        sections = (*sections, Section("reviews", part.heading, part.html))
    sections = (*sections, *accessibility.sections_of(page.key, language, practice))
    if isinstance(page, ContactPage):
        sections = (*sections, *arrival.sections_of(page, text))
    view = PageView(
        kind=of.kind,
        title=of.title,
        head_title=head_title(text.plain(page.seo_title or page.title), practice.name if practice else ""),
        description=of.description,
        eyebrow=text.plain(page.eyebrow),
        lead=text.plain(page.lead),
        is_demo=page.is_demo and is_demo_practice,
        is_preview=is_preview,
        canonical=of.canonical,
        alternates=alternates_of(site_map, node),
        sections=sections,
        children=site_map.children(node) if node and of.kind != "homepage" else (),
        hours=open_ranges(open_times(practice.opening_hours)) if practice and of.kind == "contactpage" else (),
        hero=hero,
        published_at=page.first_published_at if of.kind == "articlepage" else None,
        photo=_photo(page),
        photo_alt=page.photo_alt if isinstance(page, PersonPage) else "",
        places=links_of_problem(page.key, site_map, language) if of.kind == "conditionpage" else (),
        structured_data=_structured(page, of, body.questions(), practice, site_map),
    )
    return (
        view,
        site.furniture_of(language, node),
        next_end(_midnight(body.next_stale_on), page.expire_at),
    )


def _midnight(day: date | None) -> datetime | None:
    """Return the moment at which the day begins where the practice is."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone()) if day else None


def _photo(page: SitePage) -> AbstractRendition | None:
    photo = page.photo if isinstance(page, PersonPage) else None
    return photo.get_rendition("fill-480x600|format-webp") if photo else None


def answer_plainly(visit: Visit) -> HttpResponse:
    """Answer with a page that is drawn from its row alone."""
    view, furniture, until = view_of(visit.page, visit.site or as_published(), is_preview=visit.is_preview)
    response = answer_with(plain_page(furniture, view))
    return response if visit.is_preview else mark_storable(response, until)
