"""Load the catalogue of screening and hold its parts against each other."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from drypoint.knowledge.language import FALLBACK, Text, TextError
from drypoint.knowledge.language.text import text
from drypoint.knowledge.plain import Raw
from drypoint.knowledge.screening.model import (
    BASES,
    KINDS,
    LEVELS,
    URGENCIES,
    Brand,
    Catalogue,
    Combination,
    Drug,
    Item,
    ScreeningError,
    Source,
)

FACTS: Final = Path(__file__).parent / "facts"
COMPILED: Final = FACTS / "screening.json"

_ITEM: Final = frozenset(Item.__dataclass_fields__)
_DRUG: Final = frozenset(Drug.__dataclass_fields__)
_BRAND: Final = frozenset(Brand.__dataclass_fields__)
_COMBINATION: Final = frozenset({"if", "muscle_flags", "regions", "then", "basis"})
_LINKS: Final = frozenset(
    {
        "block_area",
        "block_flags",
        "block_modality",
        "block_muscles",
        "flags",
        "raise_flags",
        "raise_regions",
        "regions",
        "warn_muscles",
    }
)
# A source that stands for what nobody has looked up.
_UNREAD: Final = "GK"
# In a combination: not one item but any two of a level.
_ANY_TWO: Final = "any two review items"

Entry = TypeVar("Entry", Item, Drug)


class _Checker:
    """Read the raw structure of one subject; every complaint names it."""

    def __init__(self, subject: str) -> None:
        self.subject = subject

    def fail(self, sentence: str) -> ScreeningError:
        return ScreeningError(f"{self.subject}: {sentence}")

    def exact_keys(self, raw: Raw, wanted: frozenset[str]) -> None:
        if wrong := set(raw) ^ wanted:
            raise self.fail(f"has missing or unknown entries: {', '.join(sorted(wrong))}.")

    def one_of(self, value: object, known: Iterable[str], what: str) -> None:
        if value not in tuple(known):
            raise self.fail(f"“{value}” is no {what}.")

    def words(self, raw: Raw, *names: str) -> None:
        for name in names:
            if not isinstance(raw[name], str) or not raw[name].strip():
                raise self.fail(f"{name} is blank.")


def _item(raw: Raw, sources: Mapping[str, Source], regions: Iterable[str]) -> Item:
    check = _Checker(f"Item {raw.get('id', '(without id)')}")
    check.exact_keys(raw, _ITEM)
    check.words(raw, "id", "group", "topic", "ask", "check")
    check.one_of(raw["kind"], KINDS, "kind")
    check.one_of(raw["level"], LEVELS, "level")
    check.one_of(raw["basis"], BASES, "basis")
    check.one_of(raw["region"], regions, "region")
    if (raw["kind"] == "red_flag") != (raw["urgency"] is not None):
        raise check.fail("a red flag has an urgency, and nothing else has one.")
    if raw["urgency"] is not None:
        check.one_of(raw["urgency"], URGENCIES, "urgency")
    if lost := set(raw["sources"]) - set(sources):
        raise check.fail(f"names sources that sources.yaml does not have: {', '.join(sorted(lost))}.")
    if raw["basis"] == "sourced" and not set(raw["sources"]) - {_UNREAD}:
        raise check.fail("calls itself sourced and names no source that was read.")
    if not raw["sources"]:
        raise check.fail("names no source; GK stands for general knowledge.")
    if unknown := set(raw["links"]) - _LINKS:
        raise check.fail(f"has unknown links: {', '.join(sorted(unknown))}.")
    return Item(**{**raw, "sources": tuple(raw["sources"]), "links": MappingProxyType(dict(raw["links"]))})


def _drug(raw: Raw, items: Mapping[str, Item]) -> Drug:
    check = _Checker(f"Drug {raw.get('id', '(without id)')}")
    check.exact_keys(raw, _DRUG)
    check.words(raw, "id", "inn", "inn_hr", "drug_class", "atc")
    check.one_of(raw["level"], LEVELS, "level")
    check.one_of(raw["item"], items, "item")
    if raw["level"] != items[raw["item"]].level:
        raise check.fail(f"has another level than its item {raw['item']}.")
    for brand in raw["brands"]:
        check.exact_keys(brand, _BRAND)
        if brand["seen"] and not brand["source"]:
            raise check.fail(f"the brand {brand['name']} is said to be seen, and not where.")
    return Drug(**{**raw, "brands": tuple(Brand(**brand) for brand in raw["brands"])})


def _combination(raw: Raw, items: Mapping[str, Item]) -> Combination:
    check = _Checker(f"Combination {raw.get('if', '(without items)')}")
    check.exact_keys(raw, _COMBINATION)
    check.words(raw, "then", "basis")
    for name in raw["if"]:
        check.one_of(name, (*items, _ANY_TWO), "item")
    return Combination(tuple(raw["if"]), tuple(raw["muscle_flags"]), tuple(raw["regions"]), raw["then"], raw["basis"])


def _by_id(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in found:
            raise ScreeningError(f"The id {entry.id} stands twice.")
        found[entry.id] = entry
    return MappingProxyType(found)


def _names(raw: Raw, items: Mapping[str, Item], drugs: Mapping[str, Drug]) -> Mapping[str, Text]:
    if unknown := set(raw) - set(items):
        raise ScreeningError(f"names.yaml names what is no item: {', '.join(sorted(unknown))}.")
    said = {key: {FALLBACK: item.topic, **raw.get(key, {})} for key, item in items.items()}
    said |= {key: {FALLBACK: drug.inn, "hr": drug.inn_hr} for key, drug in drugs.items()}
    try:
        return MappingProxyType({key: text(words) for key, words in said.items()})
    except TextError as error:
        raise ScreeningError(f"names.yaml: {error}") from None


def build(raw: Raw) -> Catalogue:
    """Build and check a catalogue from plain structures. Raise ScreeningError when anything does not fit."""
    sources = {key: Source(id=key, **entry) for key, entry in raw["sources"].items()}
    rules = raw["rules"]
    if set(rules["levels"]) != set(LEVELS) or set(rules["urgencies"]) != set(URGENCIES):
        raise ScreeningError("rules.yaml: the levels or urgencies are not the ones that the room knows.")
    regions = {name: tuple(places) for name, places in rules["region_to_indication"].items()}
    items = _by_id(_item(one, sources, regions) for one in raw["items"])
    drugs = _by_id(_drug(one, items) for one in raw["drugs"])
    if both := set(items) & set(drugs):
        raise ScreeningError(f"These ids are items and drugs: {', '.join(sorted(both))}.")
    add_ons = raw["bleeding_add_ons"]
    return Catalogue(
        items=items,
        drugs=drugs,
        names=_names(raw["names"], items, drugs),
        bleeding_add_ons=MappingProxyType({name: tuple(words) for name, words in add_ons["groups"].items()}),
        bleeding_add_ons_source=add_ons["source"],
        combinations=tuple(_combination(one, items) for one in rules["combinations"]),
        sources=MappingProxyType(sources),
        levels=MappingProxyType({level: rules["levels"][level] for level in LEVELS}),
        urgencies=MappingProxyType({urgency: rules["urgencies"][urgency] for urgency in URGENCIES}),
        regions=MappingProxyType(regions),
        emergency_number=rules["emergency_number"],
        caveats=tuple(rules["caveats"]),
        drug_matching=tuple(rules["drug_matching"]),
    )


@cache
def load() -> Catalogue:
    """Load the catalogue as shipped. It is read once per process."""
    return build(json.loads(COMPILED.read_text("utf-8")))
