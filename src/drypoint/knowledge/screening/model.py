"""The values of the room: what is asked and found, which drugs count, and what a reading marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from drypoint.knowledge.language import Text
from drypoint.knowledge.plain import Raw

LEVELS: Final = ("stop", "review", "caution")
URGENCIES: Final = ("emergency", "same_day", "soon", "routine")
KINDS: Final = ("contraindication", "precaution", "red_flag")
BASES: Final = ("sourced", "partly sourced, rest general knowledge", "unsourced/general knowledge")
STATES: Final = ("present", "negated", "stopped", "other_person", "possible")
LANGUAGES: Final = ("hr", "en", "de")
# The kind of a mark that names a drug against clotting.
ANTITHROMBOTIC: Final = "antithrombotic"

Level = Literal["stop", "review", "caution"]
State = Literal["present", "negated", "stopped", "other_person", "possible"]


class ScreeningError(ValueError):
    """The facts or the words do not fit together; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, and how much of it was read."""

    id: str
    cite: str
    url: str | None
    read: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question, and the finding that its answer makes: contraindication, precaution or red flag.

    `links` says what a finding blocks or raises on the body (areas, muscles, hazard flags, a modality). `basis` says
    whether a source carries the item, and `sources` which.
    """

    id: str
    kind: str
    group: str
    region: str
    level: Level
    urgency: str | None
    topic: str
    ask: str
    check: str
    links: Raw
    sources: tuple[str, ...]
    basis: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand name, where it is sold, and where it was seen; a brand that nobody looked up has no source."""

    name: str
    market: str
    seen: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug against clotting. `item` is the question that it belongs to: anticoagulant or antiplatelet."""

    id: str
    inn: str
    inn_hr: str
    drug_class: str
    atc: str
    atc_checked: bool
    level: Level
    item: str
    brands: tuple[Brand, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Combination:
    """What several findings, or a finding and a place, mean together."""

    items: tuple[str, ...]
    muscle_flags: tuple[str, ...]
    regions: tuple[str, ...]
    then: str
    basis: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that screening knows, checked against itself."""

    items: Mapping[str, Item]
    drugs: Mapping[str, Drug]
    # What each item and drug is called on a page.
    names: Mapping[str, Text]
    bleeding_add_ons: Mapping[str, tuple[str, ...]]
    bleeding_add_ons_source: str
    combinations: tuple[Combination, ...]
    sources: Mapping[str, Source]
    levels: Mapping[str, str]
    urgencies: Mapping[str, str]
    regions: Mapping[str, tuple[str, ...]]
    emergency_number: str
    caveats: tuple[str, ...]
    drug_matching: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportMark:
    """Words of a text that matter for needling: `text` is `whole[start:end]`.

    `key` names an item or a drug of the catalogue, from which `kind`, `level` and `source` come. `state` says what the
    text says of it: present, negated, stopped, true of another person, or only possible.
    """

    start: int
    end: int
    text: str
    key: str
    kind: str
    state: State
    level: Level
    source: str


@dataclass(frozen=True, slots=True)
class ReportReading:
    """What was marked in a text, in the order of the text. `clearance` is False whatever was found."""

    language: str
    marks: tuple[ReportMark, ...]
    clearance: Literal[False] = False
