"""What this room adds to the website: its pages, their addresses, what a search finds, links below problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.rules import ClaimState, state_of
from drypoint.public.library.atlas.addresses import all_public_spots, url_of
from drypoint.public.library.atlas.answers import answer_with_atlas, hits, spot_alternates, spot_below
from drypoint.public.library.atlas.content import places_of_problem
from drypoint.public.library.calculator.addresses import calculator_url
from drypoint.public.library.evidence.addresses import url_of_topic
from drypoint.public.library.evidence.rendering import (
    addresses_below,
    answer_with_evidence,
    answer_with_harms,
    place_below,
)
from drypoint.public.library.kinds import ATLAS_KIND, EVIDENCE_KIND, HARMS_KIND
from drypoint.public.website.extensions import Address, Alternate, Drawer, Extension, Found, Link
from drypoint.public.website.furniture import absolute
from drypoint.public.website.published import as_published
from drypoint.public.website.site_map import SiteMap


def _evidence_addresses(site_map: SiteMap) -> Iterator[Address]:
    for node in site_map.nodes:
        if node.kind == EVIDENCE_KIND:
            yield from addresses_below(node, site_map, in_use())


def _atlas_addresses(site_map: SiteMap) -> Iterator[Address]:
    for node in site_map.nodes:
        if node.kind == ATLAS_KIND:
            for spot in all_public_spots():
                yield Address(absolute(url_of(spot, node.url, node.language)), spot_alternates(site_map, node, spot))


def _calculator_addresses(site_map: SiteMap) -> Iterator[Address]:
    own = tuple(Alternate(language, absolute(calculator_url(language))) for language in site_map.languages)
    return (Address(one.url, own) for one in own)


def _found(words: str, site_map: SiteMap, language: str) -> Found:
    named, described = hits(words, site_map, language)
    return Found(named, described)


def _places_of_problem(problem: str, site_map: SiteMap, language: str) -> tuple[Link, ...]:
    atlas = site_map.atlas(language)
    return places_of_problem(problem, atlas.url, language) if atlas else ()


EVIDENCE = Extension(
    "library.evidence",
    100,
    drawers={EVIDENCE_KIND: Drawer(answer_with_evidence, place_below), HARMS_KIND: Drawer(answer_with_harms)},
    address_of_topic=url_of_topic,
    addresses=_evidence_addresses,
)
ATLAS = Extension(
    "library.atlas",
    200,
    drawers={ATLAS_KIND: Drawer(answer_with_atlas, spot_below)},
    addresses=_atlas_addresses,
    find=_found,
    links_of_problem=_places_of_problem,
)
CALCULATOR = Extension("library.calculator", 300, addresses=_calculator_addresses)


def claims_that_wait(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say how many claims wait for a clinician's review, from what the process keeps until something is published."""
    today = timezone.localdate(viewing.at)
    claims = as_published().evidence.claims.values()
    due = sum(state_of(claim.facts, today) is not ClaimState.REVIEWED for claim in claims)
    if due:
        sentence = ngettext(
            "%(count)d claim on the website waits for a clinician's review.",
            "%(count)d claims on the website wait for a clinician's review.",
            due,
        )
        yield WaitingLine(sentence % {"count": due}, reverse("library_desk:claims"), "warn")
