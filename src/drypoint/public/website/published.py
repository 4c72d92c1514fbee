"""The site as visitors see it, kept by the process until the generation of the public pages rises.

Every publication raises the generation in its own transaction (guard.py), so that whoever asks after the commit reads
everything again. Inside a transaction nothing is kept: it may be rolled back.
"""

from __future__ import annotations

from functools import cached_property

from django.db import connection
from django.utils import translation

from drypoint.foundation.core.front.page_store import generation_in_database
from drypoint.foundation.practice.models import Practice
from drypoint.foundation.practice.queries import the_practice
from drypoint.knowledge.language.searching import Index
from drypoint.public.claims.queries import CitedEvidence, read_evidence
from drypoint.public.reviews.plugs import SitePart, on_site
from drypoint.public.website.body import KeptBlocks, price_range
from drypoint.public.website.furniture import Furniture, furniture
from drypoint.public.website.queries import read_prices, read_site_map
from drypoint.public.website.searching import index_of
from drypoint.public.website.site_map import Node, SiteMap


class Published:
    """What all pages share, as of one generation.

    A part is read when it is first asked for, so that it may be newer than the generation and is never older.
    """

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.blocks = KeptBlocks()
        self._indexes: dict[str, Index] = {}
        self._reviews: dict[str, SitePart | None] = {}
        self._prices: dict[str, str] = {}

    @cached_property
    def site_map(self) -> SiteMap:
        """Return the live pages."""
        return read_site_map()

    @cached_property
    def evidence(self) -> CitedEvidence:
        """Return the claims and the sources."""
        return read_evidence()

    @cached_property
    def practice(self) -> Practice | None:
        """Return what the practice says of itself; nobody may change this row, it is shared by all threads."""
        return the_practice()

    def search_index(self, language: str) -> Index:
        """Return the pages of a language as the search reads them."""
        if language not in self._indexes:
            self._indexes[language] = index_of(language, self.site_map, self.evidence)
        return self._indexes[language]

    def price_range(self, language: str) -> str:
        """Return in a sentence what visits cost, "" where the page of prices names none."""
        if language not in self._prices:
            node = self.site_map.by_key("prices", language)
            with translation.override(language):
                self._prices[language] = price_range(read_prices(node.id) if node else ())
        return self._prices[language]

    def reviews(self, language: str) -> SitePart | None:
        """Return what the home page and that of the team say of reviews, None where there is nothing."""
        if language not in self._reviews:
            self._reviews[language] = on_site(language)
        return self._reviews[language]

    def furniture_of(self, language: str, node: Node | None) -> Furniture:
        """Return what stands around the content; node is None on pages that are not in the tree."""
        return furniture(self.site_map, self.practice, language, node)


_kept = Published(-1)


def as_published() -> Published:
    """Return the site as it is now: one query, and no other while nothing is published."""
    global _kept
    generation = generation_in_database(0)
    if connection.in_atomic_block:
        return Published(generation)
    kept = _kept
    if kept.generation != generation:
        _kept = kept = Published(generation)
    return kept
