"""Simulated drawings of dangerous causes and of plain muscle pain, to measure the warnings by.

Each drawing belongs to one of two halves by its own hash: the first was looked at while the rules were written, the
second was not, and is what the report and the release gate measure on.
"""

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from drypoint.knowledge.atlas.causes import causes_of
from drypoint.knowledge.atlas.findings import Findings, read_drawing
from drypoint.knowledge.atlas.load import DATA, load
from drypoint.knowledge.atlas.network import Cause, Level
from drypoint.knowledge.atlas.simulate import NOISES
from drypoint.knowledge.bodymap.outlines import neighbours
from drypoint.knowledge.bodymap.regions import SIDES, of_segment, regions
from drypoint.knowledge.plain import Json, Raw

Half = Literal["first", "second"]

FILE: Final[Path] = DATA / "dangerous_drawings.yaml"
# How people mark: a dot with the fine brush, part of a region, or most of it; and a stroke that runs over the border.
_DOT: Final = (0.005, 0.04)
_DOTS: Final = 0.25
_OVER_THE_BORDER: Final = 0.15
# Where the number was left out.
_NO_NUMBER: Final = 0.2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing, the cause behind it, and the dangers of which one must be named (none for a muscle)."""

    cause: str
    named_by: frozenset[str]
    drawing: Raw

    @property
    def findings(self) -> Findings:
        """The drawing as the atlas reads it."""
        return read_drawing(self.drawing)

    @property
    def half(self) -> Half:
        """The half to which the drawing belongs, by its hash."""
        written = json.dumps(self.drawing, sort_keys=True).encode()
        return "second" if hashlib.sha256(written).digest()[0] & 1 else "first"

    def in_segments(self) -> "Drawn":
        """Give the drawing as on the coarse map: each CHOIR segment once, with its mean coverage."""
        by_segment: dict[int, list[Raw]] = {}
        for entry in self.drawing["regions"]:
            by_segment.setdefault(regions()[entry["id"]].choir, []).append(entry)
        coarse = []
        for segment, entries in by_segment.items():
            covered = sum(entry["coverage"] for entry in entries) / len(of_segment(segment))
            kept = {key: entries[0][key] for key in ("intensity", "quality") if key in entries[0]}
            coarse.append({"choir": segment, "coverage": round(covered, 6), **kept})
        return Drawn(self.cause, self.named_by, {**self.drawing, "regions": coarse})


@cache
def dangerous_causes() -> Sequence[Raw]:
    """Read where dangerous causes hurt."""
    import yaml  # only for those who measure

    causes: Sequence[Raw] = yaml.safe_load(FILE.read_text("utf-8"))["causes"]
    return causes


def _chosen(rng: random.Random, shares: Mapping[str, float]) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]


def _coverage(rng: random.Random) -> float:
    return round(rng.uniform(*_DOT) if rng.random() < _DOTS else rng.betavariate(4, 2), 4)


def _how(rng: random.Random, quality: str) -> Json:
    """Intensity from 1 to 10 in whole numbers, or none; the quality, or none."""
    how: Json = {} if rng.random() < _NO_NUMBER else {"intensity": rng.randint(1, 10)}
    return how if quality == "none" else {**how, "quality": quality}


def _with_smudges(rng: random.Random, entries: list[Json]) -> list[Json]:
    drawn = {entry["id"] for entry in entries}
    for entry in list(entries):
        place = rng.choice(neighbours()[entry["id"]])
        if rng.random() < _OVER_THE_BORDER and place not in drawn:
            drawn.add(place)
            entries.append({**entry, "id": place, "coverage": round(rng.uniform(*_DOT), 4)})
    return entries


def dangerous_drawing(rng: random.Random, cause: Raw) -> Drawn:
    """Draw one patient with a dangerous cause."""
    side = _chosen(rng, cause["sides"])
    quality = _chosen(rng, cause["qualities"])
    how = _how(rng, quality)
    marked: list[str] = []
    while len(marked) < cause["least"]:
        marked = [place for place, share in cause["marks"].items() if rng.random() < share]
    entries = [
        {"id": f"{place}_{one}", "coverage": _coverage(rng), **how}
        for place in marked
        for one in SIDES
        if side in ("both", one)
    ]
    sex = cause["sex"] if rng.random() < 0.5 else "neutral"
    drawing = {"sex": sex, "regions": _with_smudges(rng, entries)}
    return Drawn(cause["id"], frozenset(cause["named_by"]), drawing)


@cache
def _causes() -> Sequence[Cause]:
    return causes_of(load())


def muscle_drawing(rng: random.Random, muscle: str) -> Drawn:
    """Draw one patient with pain of one muscle, as its chart has it, on one side, aching or without a quality."""
    side = rng.choice(SIDES)
    own = [one for one in _causes() if (one.owner, one.side) == (muscle, side)]
    noise = NOISES["little"]
    chance = {Level.ESSENTIAL: noise.essential, Level.SPILL_OVER: noise.spill_over, Level.NEARBY: 0.0}
    how = _how(rng, rng.choice(("aching", "none")))
    entries: list[Json] = []
    zone = rng.choice(own).strengths
    while not entries:
        entries = [
            {"id": region, "coverage": _coverage(rng), **how}
            for region, level in zone.items()
            if rng.random() < chance[level]
        ]
    return Drawn(muscle, frozenset(), {"sex": rng.choice(("female", "male", "neutral")), "regions": entries})


def dangerous_drawings(half: Half, each: int, seed: int) -> list[Drawn]:
    """Draw patients of every dangerous cause and keep one half of them."""
    rng = random.Random(seed)  # noqa: S311  simulation, not secrecy
    drawn = [dangerous_drawing(rng, cause) for cause in dangerous_causes() for _ in range(each)]
    return [one for one in drawn if one.half == half]


def muscle_drawings(half: Half, each: int, seed: int) -> list[Drawn]:
    """Draw patients of every muscle and keep one half of them."""
    rng = random.Random(seed)  # noqa: S311  simulation, not secrecy
    drawn = [muscle_drawing(rng, muscle) for muscle in sorted(load().muscles) for _ in range(each)]
    return [one for one in drawn if one.half == half]
