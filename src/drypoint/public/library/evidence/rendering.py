"""Answer with a page of the evidence: the furniture of every page around what the data says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from drypoint.foundation.core.front.page_store import mark_storable
from drypoint.knowledge.evidence.questions import Against, Asked
from drypoint.knowledge.measures.smallest_change import PAIN_0_10
from drypoint.public.claims.editions import InUse, in_use
from drypoint.public.claims.topics import AGAINST_SHORT, ASKED, CONDITIONS
from drypoint.public.library.calculator.addresses import calculator_url
from drypoint.public.library.evidence.addresses import TopicPlace, place_at, places, url_of_topic
from drypoint.public.library.evidence.harms import harms
from drypoint.public.library.evidence.presenters import (
    ConditionEvidencePage,
    EvidenceFirstPage,
    HarmsShownPage,
    Judging,
    QuestionPage,
    choices,
)
from drypoint.public.library.evidence.showing import Reader
from drypoint.public.website import structured_data
from drypoint.public.website.drawn import answer_with
from drypoint.public.website.extensions import Address, Alternate, Visit
from drypoint.public.website.furniture import Furniture, MenuLink, absolute
from drypoint.public.website.models import SitePage
from drypoint.public.website.presenters import PageView
from drypoint.public.website.published import as_published
from drypoint.public.website.rendering import view_of
from drypoint.public.website.site_map import Node, SiteMap


def place_of(parts: Sequence[str], language: str) -> TopicPlace | None:
    """Return the place at the end of an address, None where the evidence in use has nothing to show."""
    used = in_use()
    return place_at(parts, language, used.answers, Reader(used, "", language).conditions)


def addresses_below(node: Node, site_map: SiteMap, used: InUse) -> list[Address]:
    """Return every page of the data below a page of the evidence with its translations."""
    conditions = Reader(used, "", node.language).conditions
    found = dict.fromkeys([*(TopicPlace(condition) for condition in conditions), *places(used.answers)])
    return [
        Address(absolute(f"{node.url}{place.path(node.language)}"), _alternates(node, site_map, place))
        for place in found
    ]


def _alternates(node: Node, site_map: SiteMap, place: TopicPlace) -> tuple[Alternate, ...]:
    translations = site_map.translations(node)
    found = [
        Alternate(language, absolute(f"{other.url}{place.path(language)}")) for language, other in translations.items()
    ]
    main = translations.get(site_map.main_language)
    if main is not None:
        found.append(Alternate("x-default", absolute(f"{main.url}{place.path(site_map.main_language)}")))
    return tuple(found)


def place_below(page: SitePage, path: Sequence[str]) -> TopicPlace | None:
    """Return the page of the data at the path below a page of the evidence."""
    return place_of(path, page.locale.language_code)


def answer_with_harms(visit: Visit) -> HttpResponse:
    """Answer with what harm is known."""
    view, furniture, until = view_of(visit.page, visit.site or as_published(), is_preview=visit.is_preview)
    used = in_use()
    response = answer_with(HarmsShownPage(furniture, view, harms(used.library), used.loaded_at))
    return response if visit.is_preview else mark_storable(response, until)


def answer_with_evidence(visit: Visit) -> HttpResponse:
    """Answer with the first page of the evidence, or with a page of the data below it."""
    site, place = visit.site or as_published(), visit.below if isinstance(visit.below, TopicPlace) else None
    site_map = site.site_map
    view, furniture, until = view_of(visit.page, site, is_preview=visit.is_preview)
    used = in_use()
    node = site_map.by_id.get(visit.page.pk)
    reader = Reader(used, node.url if node else "", furniture.page_language)
    if place is None:
        chosen = _chosen(visit.request, reader)
        if chosen is not None:
            return redirect(reader.url(chosen))
        response = answer_with(
            EvidenceFirstPage(
                furniture,
                view,
                address=reader.base_url,
                condition_links=reader.condition_links(),
                choices=choices(reader.conditions),
                groups=reader.groups(with_figures=False),
                calculator_url=calculator_url(furniture.page_language),
            )
        )
    else:
        if node is not None:
            view, furniture = _placed(view, furniture, site_map, node, place, reader)
        response = answer_with(_page_at(place, reader, furniture, view, site_map))
    # What was asked for by a form is redirected; a page itself is the same for everybody.
    return response if visit.is_preview else mark_storable(response, until)


def _page_at(
    place: TopicPlace, reader: Reader, furniture: Furniture, view: PageView, site_map: SiteMap
) -> ConditionEvidencePage | QuestionPage:
    judging = Judging(
        page=site_map.by_key("how-we-judge", furniture.page_language),
        calculator_url=calculator_url(furniture.page_language),
        loaded_at=reader.used.loaded_at,
        smallest_changes=PAIN_0_10,
    )
    if place.asked is None:
        others = reader.others(place.condition)
        return ConditionEvidencePage(furniture, view, reader.groups(place), others, judging)
    return QuestionPage(furniture, view, reader.groups(place), reader.neighbours(place), reader.filters(place), judging)


def _chosen(request: HttpRequest, reader: Reader) -> TopicPlace | None:
    """Return the place that the form of the first page asks for: as near as there is something to show."""
    condition = request.GET.get("condition", "")
    if condition not in reader.conditions:
        return None
    asked = next((one for one in Asked if one == request.GET.get("asked")), None)
    against = next((one for one in Against if one == request.GET.get("against")), None)
    exact = (TopicPlace(condition, asked, against), TopicPlace(condition, asked)) if asked else ()
    there = set(places(reader.used.answers))
    return next((place for place in exact if place in there), TopicPlace(condition))


def _placed(
    view: PageView, furniture: Furniture, site_map: SiteMap, node: Node, place: TopicPlace, reader: Reader
) -> tuple[PageView, Furniture]:
    """Return title, address and trail of a page of the data in place of those of the page above it."""
    trail = [(node.menu_title, node.url), (str(CONDITIONS[place.condition]), reader.url(TopicPlace(place.condition)))]
    if place.asked:
        trail.append((str(ASKED[place.asked]), reader.url(TopicPlace(place.condition, place.asked))))
    if place.against:
        trail.append((str(AGAINST_SHORT[place.against]), reader.url(place)))
    above = [(one.menu_title, one.url) for one in site_map.ancestors(node)]
    title = ": ".join(part for part, _url in trail[1:3])
    full_title = " · ".join(part for part, _url in trail[1:])
    description = _(
        "%(title)s: what reviews and trials of dry needling found, how sure that is, and every number behind it."
    )
    home = site_map.home(node.language)
    canonical = absolute(reader.url(place))
    crumbs = structured_data.breadcrumbs([(name, absolute(url)) for name, url in (*above, *trail)])
    practice = furniture.practice
    parts = (
        (structured_data.clinic(practice, absolute(home.url if home else "/"), site_map.languages),) if practice else ()
    )
    view = replace(
        view,
        title=title,
        head_title=f"{full_title} · {practice.name}" if practice else full_title,
        description=description % {"title": full_title},
        eyebrow=node.menu_title,
        lead="",
        canonical=canonical,
        alternates=_alternates(node, site_map, place),
        sections=(),
        structured_data=structured_data.script_text(structured_data.graph(*parts, crumbs)),
    )
    translations = site_map.translations(node)
    languages = tuple(
        replace(one, url=f"{translations[one.code].url}{place.path(one.code)}") if one.code in translations else one
        for one in furniture.languages
    )
    breadcrumb = tuple(MenuLink(name, url) for name, url in (*above, *trail))
    return view, replace(furniture, languages=languages, breadcrumb=breadcrumb)


def topic_url(topic: str, language: str) -> str:
    """Return the address of a topic's page, "" where there is none."""
    return url_of_topic(topic, as_published().site_map, language)
