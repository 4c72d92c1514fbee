"""What lies in the body of a page, block by block, as the editor stores it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict, TypeVar, cast

T = TypeVar("T")
# Items of a list, stored with or without the ids that the editor adds.
Listed = Sequence[object]


def items_of(listed: Listed | None, _of: type[T]) -> list[T]:
    """Return the values of a list block, stored with or without the ids that the editor adds."""
    return [
        cast("T", item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item)
        for item in listed or ()
    ]


class StoredBlock(TypedDict):
    """One block: its kind, and what its kind holds."""

    type: str
    value: Mapping[str, object]


class Heading(TypedDict):
    """A heading; its level is "2" or "3"."""

    text: str
    level: str


class RichText(TypedDict):
    """A text with markup."""

    html: str


class StoredAnswer(TypedDict):
    """A question with its answer."""

    question: str
    html: str


class Event(TypedDict):
    """Something that happened, on a line of time."""

    when: str
    html: str
    sources: NotRequired[Listed]


class Timeline(TypedDict):
    """Events, the first one first."""

    events: Listed


class Step(TypedDict):
    """One step of the mechanism."""

    title: str
    html: str
    certainty_note: NotRequired[str]
    sources: NotRequired[Listed]


class Mechanism(TypedDict):
    """The steps from the needle to the brain, by their keys."""

    steps: Mapping[str, Step]


class ChosenClaim(TypedDict):
    """A claim by its id; None where it is gone."""

    claim: int | None


class Warned(TypedDict):
    """What must not be overlooked."""

    title: str
    html: str
    emergency: NotRequired[bool]


class StoredFact(TypedDict):
    """A label with its value."""

    label: str
    value: str
    sources: NotRequired[Listed]


class Facts(TypedDict):
    """Facts, in the order of the editor."""

    items: Listed


class StoredLandmark(TypedDict):
    """Something near the practice; direction is one of eight, such as "ne"."""

    name: str
    metres: int
    direction: str


class Price(TypedDict):
    """What a service costs; None where it is asked for."""

    service: str
    duration_minutes: int | None
    amount_cents: int | None
    currency: str
    note: str | None


class Prices(TypedDict):
    """A table of prices; demo says that they are invented."""

    rows: Listed
    demo: NotRequired[bool]


class Invitation(TypedDict):
    """A text with a button."""

    html: str
    label: str
    to: str


class StoredDrawing(TypedDict):
    """One of our drawings."""

    name: str
    caption: NotRequired[str]
    alt: NotRequired[str]


class ChosenImage(TypedDict, total=False):
    """A picture of the collection, with what it shows."""

    image: int | None
    decorative: bool
    alt_text: str


class Pictured(TypedDict):
    """A picture with its caption."""

    picture: ChosenImage | None
    caption: NotRequired[str]
