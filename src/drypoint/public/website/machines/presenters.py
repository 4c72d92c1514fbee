"""The map of the site and the feed, as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from drypoint.public.website.drawn import ForEverybody
from drypoint.public.website.extensions import Address, Alternate
from drypoint.public.website.furniture import absolute, alternates_of
from drypoint.public.website.presenters import newest_first
from drypoint.public.website.site_map import Node, SiteMap

MOST_ARTICLES = 20


@dataclass(frozen=True)
class SiteMapEntry:
    """An address of the site with its translations; changed_at is None where nobody knows it."""

    url: str
    changed_at: datetime | None
    alternates: tuple[Alternate, ...]


@dataclass(frozen=True)
class SiteMapFile(ForEverybody):
    """Every address of the site, for search engines."""

    template: ClassVar[str] = "website/sitemap.xml"
    entries: tuple[SiteMapEntry, ...]


def site_map_file(site_map: SiteMap, further: Iterable[Address]) -> SiteMapFile:
    """Return the pages of the tree, then those that are no rows of it."""
    pages = (
        SiteMapEntry(absolute(node.url), node.changed_at, alternates_of(site_map, node)) for node in site_map.nodes
    )
    others = (SiteMapEntry(one.url, None, one.alternates) for one in further)
    return SiteMapFile((*pages, *others))


@dataclass(frozen=True)
class Feed(ForEverybody):
    """The newest articles, each with its whole address."""

    template: ClassVar[str] = "website/feed.xml"
    name: str
    language: str
    home: str
    address: str
    articles: tuple[tuple[Node, str], ...]


def feed(name: str, language: str, address: str, nodes: Sequence[Node]) -> Feed:
    """Return the articles of a language, the newest first."""
    articles = newest_first(node for node in nodes if node.kind == "articlepage" and node.language == language)
    newest = tuple((node, absolute(node.url)) for node in articles[:MOST_ARTICLES])
    return Feed(name, language, absolute(f"/{language}/"), absolute(address), newest)
