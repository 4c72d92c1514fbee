"""What rooms above add to the website: how types of pages draw themselves, addresses, finds of the search, links.

The website knows none of these rooms. Each registers from its apps.py, once; without it its pages are plain ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from drypoint.foundation.core.registries import Registry
from drypoint.public.website.site_map import SiteMap

if TYPE_CHECKING:
    from drypoint.public.website.models import SitePage
    from drypoint.public.website.published import Published


# Stands for every type of page that no other room draws.
ANY_KIND = "*"


@dataclass(frozen=True)
class Link:
    """A link with its words; about says what is behind it, and may be empty."""

    title: str
    url: str
    about: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Alternate:
    """The address of a page in a language; "x-default" stands for whoever reads none of them."""

    hreflang: str
    url: str


@dataclass(frozen=True)
class Address:
    """A page that is no row of the tree, for the map of the site that search engines read."""

    url: str
    alternates: tuple[Alternate, ...]


@dataclass(frozen=True)
class Found:
    """What a search finds beside the pages of the tree: named so, or only described so."""

    named: Sequence[Link] = ()
    described: Sequence[Link] = ()


@dataclass(frozen=True)
class Visit:
    """A page that somebody asks for, or what stands below it; whoever has the site at hand gives it along."""

    page: SitePage
    request: HttpRequest
    site: Published | None = None
    below: object | None = None
    is_preview: bool = False


@dataclass(frozen=True)
class Drawer:
    """How one type of page answers, and what it finds below a page at a path, if anything can stand there."""

    answer: Callable[[Visit], HttpResponse]
    find: Callable[[SitePage, Sequence[str]], object | None] = lambda _page, _path: None


@dataclass(frozen=True)
class Extension:
    """What one room adds: name is the room's with what it is, drawers are by type of page. The rest may be left out."""

    name: str
    order: int
    drawers: Mapping[str, Drawer] = field(default_factory=dict)
    address_of_topic: Callable[[str, SiteMap, str], str] | None = None
    addresses: Callable[[SiteMap], Iterable[Address]] | None = None
    find: Callable[[str, SiteMap, str], Found] | None = None
    links_of_problem: Callable[[str, SiteMap, str], Sequence[Link]] | None = None


_extensions: Registry[Extension] = Registry("extension of the website")


def register_extension(extension: Extension) -> None:
    """Let a room add to the website. Raises TakenError for another of the same name."""
    _extensions.register(extension)


def drawer_of(kind: str) -> Drawer:
    """Return how a type of page answers: as the first room says that draws it, or any. Raises LookupError for none."""
    for one in _extensions:
        drawer = one.drawers.get(kind) or one.drawers.get(ANY_KIND)
        if drawer is not None:
            return drawer
    raise LookupError(f"No room draws pages of the type {kind}.")


def address_of_topic(topic: str, site_map: SiteMap, language: str) -> str:
    """Return where a reader finds what a claim rests on, "" where there is no live page for it."""
    told = (one.address_of_topic(topic, site_map, language) for one in _extensions if one.address_of_topic)
    return next((address for address in told if address), "")


def further_addresses(site_map: SiteMap) -> Iterator[Address]:
    """Give every page that is no row of the tree."""
    for one in _extensions:
        if one.addresses:
            yield from one.addresses(site_map)


def found(words: str, site_map: SiteMap, language: str) -> Found:
    """Return what a search finds beside the pages of the tree."""
    finds = [one.find(words, site_map, language) for one in _extensions if one.find]
    return Found(
        [link for one in finds for link in one.named],
        [link for one in finds for link in one.described],
    )


def links_of_problem(problem: str, site_map: SiteMap, language: str) -> tuple[Link, ...]:
    """Return the links that belong below the page of a problem, by the short name of that page."""
    told = (one.links_of_problem(problem, site_map, language) for one in _extensions if one.links_of_problem)
    return tuple(link for links in told for link in links)
