"""One search over all rooms: each says what it finds for the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise

from drypoint.foundation.core.registries import Registry, Viewing

MOST_OF_A_KIND = 20


@dataclass(frozen=True)
class SearchHit:
    """Something that was found: what it is called, where it is, and a few words that tell it from its like."""

    title: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class SearchProvider:
    """What a room finds, for those who hold the capability; title stands above it. The best come first."""

    name: str
    order: int
    title: str | Promise
    capability: str
    find: Callable[[Viewing, str], Iterable[SearchHit]]


@dataclass(frozen=True)
class SearchGroup:
    """The hits of one kind."""

    title: str
    hits: tuple[SearchHit, ...]


search_providers: Registry[SearchProvider] = Registry("search provider")


def register_search(provider: SearchProvider) -> None:
    """Let the desk's search find what a room holds."""
    search_providers.register(provider)


def found_everywhere(viewing: Viewing, words: str, most: int = MOST_OF_A_KIND) -> list[SearchGroup]:
    """Return what this member of staff may find for the words, kind by kind; kinds without a hit are left out."""
    found = []
    for provider in search_providers:
        if words and viewing.actor.may(provider.capability):
            hits = tuple(islice(provider.find(viewing, words), most))
            if hits:
                found.append(SearchGroup(str(provider.title), hits))
    return found
