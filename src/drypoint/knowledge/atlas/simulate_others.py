"""Simulated patients as they may come: without a muscle, with both sides, with several causes, with dots for areas.

The shares are settings, stated in the report; nobody counted them.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from drypoint.knowledge.atlas.findings import Finding, Findings, Quality
from drypoint.knowledge.atlas.network import Cause
from drypoint.knowledge.atlas.simulate import ACTIVE, STRAY, Noise, Patient, draw_zone, smudge
from drypoint.knowledge.atlas.widespread import widespread_parts
from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.bodymap.outlines import neighbours

PatientKind = Literal["muscles", "both_sides", "look_alike", "muscle_and_look_alike", "widespread", "no_chart"]

# How many of a hundred patients are of each kind.
SHARES: Final[Mapping[PatientKind, int]] = MappingProxyType(
    {"muscles": 50, "both_sides": 12, "look_alike": 16, "muscle_and_look_alike": 10, "widespread": 4, "no_chart": 8}
)
WITHOUT_A_MUSCLE: Final[frozenset[PatientKind]] = frozenset({"look_alike", "widespread", "no_chart"})
# So many draw a dot where others draw an area, and how much of a region a dot covers.
DOTS: Final = 0.25
DOT: Final = (0.005, 0.04)
# Of five parts of the body, how many hurt in widespread pain, and the share of their places that is marked.
_PARTS: Final = (4, 5)
_MARKED: Final = (0.15, 0.6)
# How many regions an area on no chart has, each number as often.
_SIZES: Final = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A patient of one kind; the patient's active muscles are empty where none caused the drawing."""

    kind: PatientKind
    has_dots: bool
    patient: Patient


@dataclass(slots=True)
class _Drawing:
    """A drawing in the making: coverage and feeling by region, and the muscles behind it."""

    rng: random.Random
    noise: Noise
    muscles: Sequence[Cause]
    others: Sequence[Cause]
    coverage: dict[str, float]
    quality: dict[str, Quality]
    active: set[tuple[str, str]]

    def one_to_three_muscles(self) -> bool:
        """Draw the zones of one, two or three muscles, each anywhere."""
        count = self.rng.choices((1, 2, 3), ACTIVE)[0]
        return min(self.muscle() for _ in range(count))

    def muscle(self) -> bool:
        """Draw one muscle's zone."""
        cause = self.rng.choice(self._of_one_muscle())
        self.active.add(cause.owner_and_side)
        return draw_zone(self.rng, cause, self.noise, self.coverage)

    def both_sides(self) -> bool:
        """Draw one muscle's zone on both sides."""
        chosen = self.rng.choice(self._of_one_muscle())
        both = [one for one in self.muscles if (one.owner, one.point) == (chosen.owner, chosen.point)]
        self.active.update(cause.owner_and_side for cause in both)
        return min(draw_zone(self.rng, cause, self.noise, self.coverage) for cause in both)

    def look_alike(self) -> bool:
        """Draw the places of one look-alike, in one of its feelings."""
        name = self.rng.choice(sorted({one.owner for one in self.others if one.kind == "look_alike"}))
        cause = self.rng.choice([one for one in self.others if one.owner == name])
        own: dict[str, float] = {}
        is_felt = draw_zone(self.rng, cause, self.noise, own)
        feelings = [one for one in get_args(Quality) if one in cause.qualities]
        if feelings:
            self.quality |= dict.fromkeys(own, self.rng.choice(feelings))
        self.coverage |= own
        return is_felt

    def muscle_and_look_alike(self) -> bool:
        """Draw a muscle and a look-alike, each anywhere."""
        return self.muscle() and self.look_alike()

    def widespread(self) -> bool:
        """Mark places all over four or five of the five parts of the body."""
        parts = widespread_parts()
        chosen = self.rng.sample(sorted(parts), self.rng.choice(_PARTS))
        marked = self.rng.uniform(*_MARKED)
        places = [region for part in chosen for region in parts[part] if self.rng.random() < marked]
        self.coverage |= {region: self.rng.betavariate(4, 2) for region in places}
        return all(any(region in self.coverage for region in parts[part]) for part in chosen)

    def no_chart(self) -> bool:
        """Let an area grow from anywhere over neighbours."""
        area = [self.rng.choice(list(regions()))]
        size = self.rng.choice(_SIZES)
        while len(area) < size:
            area.append(self.rng.choice([place for one in area for place in neighbours()[one] if place not in area]))
        self.coverage |= {region: self.rng.betavariate(4, 2) for region in area}
        return True

    def _of_one_muscle(self) -> list[Cause]:
        name = self.rng.choice(sorted({cause.owner for cause in self.muscles}))
        side = self.rng.choice(("left", "right"))
        return [cause for cause in self.muscles if (cause.owner, cause.side) == (name, side)]

    def finished(self, *, has_dots: bool) -> Patient:
        """Add smudges and stray marks, and make dots of all marks if dots are drawn."""
        smudge(self.rng, self.noise, self.coverage)
        for region in regions():
            if region not in self.coverage and self.rng.random() < self.noise.stray:
                self.coverage[region] = self.rng.uniform(*STRAY)
        return Patient(
            Findings(
                "neutral",
                tuple(
                    Finding(
                        region,
                        self.rng.uniform(*DOT) if has_dots else self.coverage[region],
                        quality=self.quality.get(region),
                    )
                    for region in regions()
                    if region in self.coverage
                ),
            ),
            frozenset(self.active),
        )


_DRAWN_BY: Final[Mapping[PatientKind, Callable[[_Drawing], bool]]] = MappingProxyType(
    {
        "muscles": _Drawing.one_to_three_muscles,
        "both_sides": _Drawing.both_sides,
        "look_alike": _Drawing.look_alike,
        "muscle_and_look_alike": _Drawing.muscle_and_look_alike,
        "widespread": _Drawing.widespread,
        "no_chart": _Drawing.no_chart,
    }
)


def visitors(noise: Noise, muscles: Sequence[Cause], others: Sequence[Cause], count: int, seed: int) -> list[Visitor]:
    """Draw patients of every kind by their shares; the same seed gives the same patients."""
    rng = random.Random(seed)  # noqa: S311  simulation, not secrecy
    return [
        visitor(rng, rng.choices(list(SHARES), list(SHARES.values()))[0], noise, muscles, others) for _ in range(count)
    ]


def visitor(
    rng: random.Random, kind: PatientKind, noise: Noise, muscles: Sequence[Cause], others: Sequence[Cause]
) -> Visitor:
    """Draw one patient of a kind; every cause leaves at least one mark."""
    has_dots = rng.random() < DOTS
    while True:
        drawing = _Drawing(rng, noise, muscles, others, {}, {}, set())
        if _DRAWN_BY[kind](drawing):
            return Visitor(kind, has_dots, drawing.finished(has_dots=has_dots))
