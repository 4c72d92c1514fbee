"""What a search on the website answers: pages by their words, and straight answers to what people ask most."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page

from drypoint.knowledge.language.searching import Index, Searched
from drypoint.public.claims.queries import CitedEvidence
from drypoint.public.website.extensions import Found, Link, found
from drypoint.public.website.links import enquiry_url
from drypoint.public.website.site_map import Node, SiteMap
from drypoint.public.website.texts import claim_ids_of, texts_of

MOST: Final = 20
# Which straight answer belongs to which page, or to the form.
ASK: Final = "ask"
ANSWERED: Final = frozenset({ASK, "prices", "contact"})
_NAMED: Final = 30.0  # from this score on a page was asked for by a name of its own
_SEPARATOR: Final = re.compile(r"[,;\n]+")
# What stands on the empty page of results, in this order, where the site has it.
_LEADS_ON: Final = ("conditions", "atlas", "dry-needling", "prices", "contact", "faq")


@dataclass(frozen=True)
class Results:
    """What a search found: links, the best first; answered names the straight answer that stands above them, if any."""

    links: Sequence[Link]
    answered: str = ""
    leads_on: Sequence[Link] = ()


@cache
def everyday_words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return the words that people type, by language and the short name of the page that they want."""
    folder = resources.files(__package__).joinpath("facts/searched")
    found_words = {
        entry.name.removesuffix(".toml"): MappingProxyType(tomllib.loads(entry.read_text("utf-8")))
        for entry in folder.iterdir()
    }
    return MappingProxyType(found_words)


def index_of(language: str, site_map: SiteMap, evidence: CitedEvidence) -> Index:
    """Read the live pages of a language and the words that lead to them."""
    words = everyday_words().get(language, {})
    nodes = {node.id: node for node in site_map.nodes if node.language == language}
    documents = [_document(nodes[page.pk], page, words, evidence) for page in _pages(nodes)]
    documents.append(Searched(ASK, (_("Ask the practice"), *words.get(ASK, ()))))
    return Index(language, documents)


def _pages(nodes: Mapping[int, Node]) -> Sequence[Page]:
    return list(Page.objects.live().filter(pk__in=list(nodes)).order_by("path").specific())


def _document(node: Node, page: Page, words: Mapping[str, Sequence[str]], evidence: CitedEvidence) -> Searched:
    known = evidence.claims
    claims = [known[one].texts.get(node.language, "") for one in claim_ids_of(page) if one in known]
    own = [part.strip() for part in _SEPARATOR.split(page.search_words)]
    return Searched(
        key=str(node.id),
        names=(node.title, node.menu_title, *own, *words.get(node.key, ())),
        about=f"{node.eyebrow} {node.lead} {node.description}",
        text=" ".join([*(strip_tags(one.text) for one in texts_of(page)), *claims]),
    )


def results_for(words: str, language: str, site_map: SiteMap, index: Index) -> Results:
    """Return what is found for the words that somebody typed."""
    if not words:
        return Results(())
    scored = index.find(words)
    beside = found(words, site_map, language)
    first = [key for key, score in scored if score >= _NAMED]
    others = [key for key, score in scored if score < _NAMED]
    links = in_order(_links(first, language, site_map), beside, _links(others, language, site_map))
    return Results(
        links,
        _answered(first, site_map),
        () if links else leads_on(language, site_map),
    )


def in_order(first: Sequence[Link], beside: Found, others: Sequence[Link]) -> list[Link]:
    """Return pages that are called so, what other rooms name so, pages that say so, what is only described so; once."""
    found_once: dict[str, Link] = {}
    for link in (*first, *beside.named, *others, *beside.described):
        found_once.setdefault(link.url, link)
    return list(found_once.values())[:MOST]


def _links(keys: Sequence[str], language: str, site_map: SiteMap) -> list[Link]:
    told = []
    for key in keys:
        if key == ASK:
            address = enquiry_url(language)
            if address:
                told.append(Link(_("Ask the practice"), address, _("By a form, with your report if you have one.")))
            continue
        node = site_map.by_id[int(key)]
        told.append(Link(node.title, node.url, node.description))
    return told


def _answered(first: Sequence[str], site_map: SiteMap) -> str:
    if not first:
        return ""
    key = first[0] if first[0] == ASK else site_map.by_id[int(first[0])].key
    return key if key in ANSWERED else ""


def leads_on(language: str, site_map: SiteMap) -> list[Link]:
    """Return where somebody can go on who found nothing."""
    nodes = (site_map.by_key(key, language) for key in _LEADS_ON)
    return [Link(node.title, node.url, node.description) for node in nodes if node is not None]
