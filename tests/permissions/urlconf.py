"""Walk the URLconf: every pattern of ours, Wagtail's and allauth's, with an address that leads to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

CONVERTER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
BY_KIND = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x", "slug": "x", "str": "x"}


@dataclass(frozen=True)
class Route:
    """One pattern of the URLconf, written as a whole ("edit/pages/<int:page_id>/edit/")."""

    pattern: str
    parts: tuple[Any, ...]
    view: Callable[..., Any]

    def address(self, ids: dict[str, Any], regexes: dict[str, str]) -> str:
        """Return a path that this pattern matches; ids fill in its parameters, regexes its regular expressions."""
        return "/" + "".join(_filled(part, ids, regexes) for part in self.parts)


def _filled(part: Any, ids: dict[str, Any], regexes: dict[str, str]) -> str:
    if isinstance(part, LocalePrefixPattern):
        return str(part)
    text = str(part)
    if isinstance(part, RegexPattern):
        if text in regexes:
            return regexes[text]
        text = text.removeprefix("^").removesuffix("$")
        literal = CONVERTER.sub("", text)
        assert not re.search(r"[\\()\[\]*+?|]", literal), f"Give REGEXES in table.py an address for {str(part)!r}."
    else:
        assert isinstance(part, RoutePattern), f"An unknown kind of pattern: {part!r}."
    return CONVERTER.sub(lambda found: str(ids.get(found["name"], BY_KIND[found["kind"] or "str"])), text)


def routes(resolver: URLResolver | None = None, pattern: str = "", parts: tuple[Any, ...] = ()) -> Iterator[Route]:
    """Yield every route below the resolver. An entry of an unknown kind fails, so that none is skipped."""
    for entry in (resolver or get_resolver()).url_patterns:
        here, where = pattern + str(entry.pattern), (*parts, entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, here, where)
        else:
            assert isinstance(entry, URLPattern), f"An unknown kind of entry: {entry!r}."
            yield Route(here, where, entry.callback)
