"""Where a form stands and what of it was typed. Pure but for the URLconf."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.datastructures import MultiValueDict

from drypoint.foundation.core.registries.places import WritingPlace, places

# Of what a form sends, what is not somebody's: Django's token, and what the script adds.
ADDRESS, PAGE = "draft-address", "draft-page"
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", ADDRESS, PAGE})
LONGEST_ADDRESS = 500
MOST_CHARACTERS = 1_000_000

Typed = dict[str, list[str]]


@dataclass(frozen=True)
class PlacedForm:
    """A form as an address names it: the place, what the address says of the row, and where its page is."""

    place: WritingPlace
    ids: Mapping[str, object]
    address: str
    page: str

    @property
    def page_path(self) -> str:
        """Return where the page is, without what follows "?"."""
        return self.page.partition("?")[0]


def spot_of(address: str, hint: str = "") -> PlacedForm | None:
    """Return the form that is sent to an address on this site; hint is where a browser says that it stands.

    Returns None where no room keeps what is typed.
    """
    try:
        parts, given = urlsplit(address), urlsplit(hint)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    place = places.get(match.view_name)
    if place is None:
        return None
    page = _page_of(place, match.kwargs)
    if given.path == page and given.query:
        page = _shortened(page, given.query)
    return PlacedForm(place, match.kwargs, _shortened(parts.path, parts.query), page)


def _page_of(place: WritingPlace, ids: Mapping[str, object]) -> str:
    try:
        return reverse(place.page, kwargs=dict(ids))
    except NoReverseMatch:
        return reverse(place.page)


def _shortened(path: str, query: str) -> str:
    whole = f"{path}?{query}" if query else path
    return whole if len(whole) <= LONGEST_ADDRESS else path


def typed_of(post: QueryDict | MultiValueDict[str, str]) -> Typed:
    """Return what a form sent, without what nobody typed."""
    return {name: list(values) for name, values in post.lists() if name not in _NOT_TYPED}


def is_empty(typed: Typed, place: WritingPlace) -> bool:
    """Say whether nothing stands in the fields that somebody types into."""
    return not place.is_more_than_words and not any(
        value.strip() for name, _label in labelled(typed, place) for value in typed[name]
    )


def labelled(typed: Typed, place: WritingPlace) -> list[tuple[str, str]]:
    """Return the fields that were typed into, with their labels; a form may begin all its names with a prefix."""
    labels = place.fields()
    found = []
    for name in typed:
        label = labels.get(name) or labels.get(name.partition("-")[2])
        if label:
            found.append((name, str(label)))
    return found


def written(typed: Typed) -> str:
    """Return what was typed as the text that is kept."""
    return json.dumps(typed, ensure_ascii=False)


def read(text: str) -> Typed:
    """Return what was typed from the text that is kept."""
    found: Typed = json.loads(text)
    return found


def first_values(typed: Typed) -> dict[str, str]:
    """Return one value of each field."""
    return {name: values[-1] for name, values in typed.items() if values}
