"""Load the atlas and hold its parts against each other."""

import json
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from drypoint.knowledge.atlas.dangers import Dangers
from drypoint.knowledge.atlas.load_dangers import DangerError, build_dangers
from drypoint.knowledge.atlas.model import (
    CONFIDENCES,
    PRECAUTIONS,
    Atlas,
    AtlasError,
    Complaint,
    Confidence,
    Fact,
    Hazard,
    LookAlike,
    Muscle,
    Source,
    Stretch,
    TriggerPoint,
    ZonePart,
)
from drypoint.knowledge.bodymap import keys
from drypoint.knowledge.bodymap.choir import ZONES
from drypoint.knowledge.language import Text, TextError, languages
from drypoint.knowledge.language.text import text, translated, words_of
from drypoint.knowledge.plain import Raw

DATA: Final = Path(__file__).parent / "facts"
COMPILED: Final = DATA / "atlas.json"

# What other languages say for the English of a fact: by language code, then by the English.
Words = Mapping[str, Mapping[str, str]]
# The names of muscles are also kept in Latin, which nobody is spoken to in.
LATIN: Final = "la"
NO_WORDS: Final = Text(())

_MUSCLE_KEYS: Final = frozenset(
    {
        "id",
        "name",
        "region",
        "indications",
        "nerve",
        "trigger_points",
        "pattern",
        "hazards",
        "hazard_flags",
        "needling",
        "related",
        "look_alikes",
        "stretch",
        "sources",
        "book",
    }
)
# Within reach of these the difficulty is at least C, even where courses teach the muscle early.
_FLOOR_FLAGS: Final = frozenset({"pleura", "spinal_canal", "vertebral_artery", "organ"})
# Share of a look-alike's regions that has to be drawn, unless its entry asks for less.
_LEAST_SHARE: Final = 0.5


class _Checker:
    """Read raw structures of one data file; every complaint names the file's subject."""

    def __init__(self, subject: str, sources: Collection[str], words: Words) -> None:
        self.subject = subject
        self.known_sources = sources
        self.words = words
        self.known_places = frozenset(keys())

    def fail(self, sentence: str) -> AtlasError:
        return AtlasError(f"{self.subject}: {sentence}")

    def exact_keys(self, raw: Raw, wanted: frozenset[str]) -> None:
        if wrong := set(raw) ^ wanted:
            raise self.fail(f"has missing or unknown entries: {', '.join(sorted(wrong))}.")

    def sources(self, raw: Iterable[str]) -> tuple[str, ...]:
        named = tuple(raw)
        if lost := set(named) - set(self.known_sources):
            raise self.fail(f"names sources that sources.yaml does not have: {', '.join(sorted(lost))}.")
        return named

    def confidence(self, raw: Raw) -> Confidence:
        if raw["confidence"] == "sourced" and not raw.get("sources"):
            raise self.fail("calls a fact sourced and names no source.")
        for known in CONFIDENCES:
            if raw["confidence"] == known:
                return known
        raise self.fail(f"“{raw['confidence']}” is no confidence.")

    def text(self, raw: str | Mapping[str, str]) -> Text:
        """Read English words, to which the catalogues know the others, or words by language."""
        try:
            return translated(raw, self.words) if isinstance(raw, str) else text(raw)
        except TextError as error:
            raise self.fail(str(error)) from None

    def reason(self, raw: Raw) -> Text:
        """Read a reason, in other languages as reason_ and their code; else the catalogues have it."""
        own = {code: raw[f"reason_{code}"] for code in languages() if f"reason_{code}" in raw}
        return self.text({**self.text(raw["reason"]).as_dict(), **own})

    def fact(self, raw: Raw, said: Text) -> Fact:
        return Fact(said, self.confidence(raw), self.sources(raw["sources"]))

    def places(self, raw: Iterable[str]) -> tuple[str, ...]:
        named = tuple(raw)
        if lost := set(named) - self.known_places:
            raise self.fail(f"names regions that the body map does not have: {', '.join(sorted(lost))}.")
        if len(set(named)) != len(named):
            raise self.fail("names a region twice.")
        return named

    def zone(self, raw: Iterable[Raw]) -> tuple[ZonePart, ...]:
        parts = tuple(
            ZonePart(
                key=part["region"],
                strength=part["strength"],
                opposite=part.get("side") == "opposite",
                coarse=part["coarse"],
                confidence=self.confidence(part),
                reason=part["reason"],
            )
            for part in raw
        )
        self.places(part.key for part in parts if not part.opposite)
        self.places(part.key for part in parts if part.opposite)
        for part in parts:
            if part.strength not in ("essential", "spill_over") or not part.reason:
                raise self.fail(f"the zone entry {part.key} needs a strength and a reason.")
        return parts


def _points(check: _Checker, raw: Raw, zone: tuple[ZonePart, ...]) -> tuple[TriggerPoint, ...]:
    """Read the placed trigger points; together they must cover the muscle's zone and stay inside it."""
    own = {(part.key, part.opposite): part for part in zone}
    points = []
    for point in raw["placed"]:
        parts = []
        for strength in ("essential", "spill_over"):
            for name in point[strength]:
                opposite, key = name.startswith("other:"), name.removeprefix("other:")
                if (key, opposite) not in own:
                    raise check.fail(f"the trigger point {point['id']} leaves the muscle's zone at {name}.")
                whole = own[key, opposite]
                parts.append(ZonePart(key, strength, opposite, whole.coarse, whole.confidence, whole.reason))
        points.append(
            TriggerPoint(
                point["id"],
                check.text(point["label"]),
                tuple(parts),
                check.confidence(point),
                check.sources(point["sources"]),
            )
        )
    if points:
        covered = {(part.key, part.opposite) for point in points for part in point.zone}
        if lost := set(own) - covered:
            raise check.fail(f"no trigger point explains {', '.join(sorted(key for key, _ in lost))}.")
    return tuple(points)


def _hazards(check: _Checker, raw: Iterable[Raw]) -> tuple[Hazard, ...]:
    hazards = []
    for one in raw:
        if one["kind"] not in PRECAUTIONS:
            raise check.fail(f"“{one['kind']}” is no kind of hazard.")
        structure = check.text(one["structure"])
        hazards.append(Hazard(structure, one["kind"], check.confidence(one), check.sources(one["sources"])))
    return tuple(hazards)


def _muscle(raw: Raw, sources: Collection[str], words: Words, *, changed_here: bool) -> Muscle:
    check = _Checker(f"Muscle {raw.get('id', '(without id)')}", sources, words)
    check.exact_keys(raw, _MUSCLE_KEYS)
    zone = check.zone(raw["pattern"]["zones"])
    for strength in ("essential", "spill_over"):
        for coarse in raw["pattern"]["coarse"][strength]:
            if coarse not in ZONES:
                raise check.fail(f"“{coarse}” is no zone of the coarse map.")
    needling, nerve, points = raw["needling"], raw["nerve"], raw["trigger_points"]
    if _FLOOR_FLAGS & set(raw["hazard_flags"]) and needling["difficulty"] in "AB":
        raise check.fail(
            "lies near pleura, spinal canal, vertebral artery or an organ and must be at least difficulty C."
        )
    stretch, depth = raw["stretch"], needling["depth"]
    return Muscle(
        id=raw["id"],
        name=check.text({code: name for code, name in raw["name"].items() if code != LATIN}),
        name_la=raw["name"][LATIN],
        region=raw["region"],
        indications=tuple(raw["indications"]),
        nerve=check.fact(nerve, check.text(nerve["name"])),
        segments=tuple(nerve["segments"]),
        point_count=check.fact(points, check.text(str(points["count"]))),
        points=_points(check, points, zone),
        pattern=check.fact(raw["pattern"], NO_WORDS),
        zone=zone,
        hazards=_hazards(check, raw["hazards"]),
        hazard_flags=tuple(raw["hazard_flags"]),
        difficulty=needling["difficulty"],
        position=check.fact(needling["position"], check.text(needling["position"]["text"])),
        depth=check.fact(depth, check.text(depth["text"])) if depth else None,
        synergists=tuple(raw["related"]["synergists"]),
        antagonists=tuple(raw["related"]["antagonists"]),
        look_alikes=tuple(raw["look_alikes"]),
        stretch=Stretch(check.text(words_of(stretch)), check.confidence(stretch)) if stretch else None,
        sources=check.sources(raw["sources"]),
        changed_here=changed_here,
    )


def _look_alike(raw: Raw, sources: Collection[str], words: Words) -> LookAlike:
    check = _Checker(f"Look-alike {raw['id']}", sources, words)
    keys, felt = check.places(raw["regions"]), raw.get("felt", {})
    most, some = (frozenset(felt.get(share, ())) for share in ("most", "some"))
    if most & some or (most | some) - set(keys):
        raise check.fail("says twice, or of a region that is none of its own, how many feel it.")
    return LookAlike(
        id=raw["id"],
        kind=raw["kind"],
        name=check.text(raw["name"]),
        keys=keys,
        felt_by_most=most,
        felt_by_some=some,
        side=raw["sides"],
        is_felt_across=raw.get("across", False),
        qualities=frozenset(raw["qualities"]),
        least_share=raw.get("least_share", _LEAST_SHARE),
        reason=check.reason(raw),
        sources=check.sources(raw["sources"]),
    )


def _dangers(raw: Raw, sources: Collection[str]) -> Dangers:
    try:
        return build_dangers(raw, sources)
    except DangerError as error:
        raise AtlasError(str(error)) from None


def _complaint(raw: Raw, sources: Collection[str]) -> Complaint:
    check = _Checker(f"Complaint {raw['id']}", sources, {})
    if lost := set(raw["zones"]) - set(ZONES):
        raise check.fail(f"names zones that there are not: {', '.join(sorted(lost))}.")
    shares: dict[str, tuple[float, float]] = {}
    for muscle, (low, high) in raw["prevalence"].items():
        if not 0 < low <= high <= 1:
            raise check.fail(f"the shares of {muscle} must rise and lie above 0 and up to 1.")
        shares[muscle] = (low, high)
    return Complaint(raw["id"], frozenset(raw["zones"]), MappingProxyType(shares), check.sources(raw["sources"]))


def _cross_check(atlas: Atlas) -> None:
    for complaint in atlas.complaints:
        if lost := set(complaint.prevalence) - set(atlas.muscles):
            raise AtlasError(f"Complaint {complaint.id}: names unknown muscles: {', '.join(sorted(lost))}.")
    for muscle in atlas.muscles.values():
        for kind, named, known in (
            ("muscles", (*muscle.synergists, *muscle.antagonists), atlas.muscles),
            ("look-alikes", muscle.look_alikes, atlas.look_alikes),
        ):
            if lost := set(named) - set(known):
                raise AtlasError(f"Muscle {muscle.id}: names unknown {kind}: {', '.join(sorted(lost))}.")
        for other in muscle.synergists:
            if muscle.id not in atlas.muscles[other].synergists:
                raise AtlasError(f"Muscle {muscle.id}: is a synergist of {other}, but not the other way round.")


def build(raw: Raw, overlay: Iterable[Raw] = ()) -> Atlas:
    """Build and check an atlas from plain structures.

    A muscle of the overlay (a practice's own correction) takes the place of the one with its id and is marked as
    changed here. Raise AtlasError when anything does not fit.
    """
    words: Words = raw["words"]
    sources = {key: Source(id=key, **entry) for key, entry in raw["sources"].items()}
    muscles = {one["id"]: _muscle(one, sources, words, changed_here=False) for one in raw["muscles"]}
    for one in overlay:
        if one.get("id") not in muscles:
            raise AtlasError(f"The overlay changes “{one.get('id')}”, which is no muscle of the atlas.")
        muscles[one["id"]] = _muscle(one, sources, words, changed_here=True)
    atlas = Atlas(
        muscles=MappingProxyType(muscles),
        sources=MappingProxyType(sources),
        look_alikes=MappingProxyType({one["id"]: _look_alike(one, sources, words) for one in raw["look_alikes"]}),
        dangers=_dangers(raw["dangers"], sources),
        complaints=tuple(_complaint(one, sources) for one in raw["complaints"]),
    )
    _cross_check(atlas)
    return atlas


@cache
def load() -> Atlas:
    """Load the atlas as shipped. It is read once per process."""
    return build(json.loads(COMPILED.read_text("utf-8")))


def load_with(overlay: Path) -> Atlas:
    """Load the atlas with a practice's corrections: a folder of muscle files in the form of the shipped ones."""
    import yaml  # only practices with corrections pay for YAML

    raw = json.loads(COMPILED.read_text("utf-8"))
    return build(raw, [yaml.safe_load(path.read_text("utf-8")) for path in sorted(overlay.glob("*.yaml"))])
