"""The sketch of what lies around the practice: north up, as far from the middle as it is in metres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.figures.canvas import Canvas

# The eight directions, clockwise from the north.
DIRECTIONS: Final = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_SIZE = 360.0
_MIDDLE = _SIZE / 2
_REACH = 140.0
_APART = 14.0  # degrees between two that lie in one direction
_ROUND = (10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000)


@dataclass(frozen=True)
class SketchSpot:
    """Something that a visitor knows or sees: in which direction of the practice, and how many metres away."""

    direction: str
    metres: int


@dataclass(frozen=True)
class SketchWords:
    """What the sketch says: its title, its description, the letter of the north, and the metres of each circle."""

    title: str
    description: str
    north: str
    metres: str


def rings(spots: Sequence[SketchSpot]) -> tuple[int, ...]:
    """Return the circles in metres: the farthest holds every spot, and one of about half of it."""
    farthest = max((spot.metres for spot in spots), default=_ROUND[0])
    outer = next((step for step in _ROUND if step >= farthest), math.ceil(farthest / 1000) * 1000)
    return (outer // 2, outer)


def places(spots: Sequence[SketchSpot]) -> list[tuple[float, float]]:
    """Return where each spot lies on the sheet; those of one direction stand beside each other."""
    outer = rings(spots)[-1]
    found = []
    for number, spot in enumerate(spots):
        alike = [other for other, one in enumerate(spots) if one.direction == spot.direction]
        aside = (alike.index(number) - (len(alike) - 1) / 2) * min(_APART, 40.0 / len(alike))
        angle = math.radians(DIRECTIONS.index(spot.direction) * 45.0 + aside)
        away = max(22.0, _REACH * spot.metres / outer)
        found.append((_MIDDLE + away * math.sin(angle), _MIDDLE - away * math.cos(angle)))
    return found


def surroundings(spots: Sequence[SketchSpot], words: SketchWords) -> str:
    """Return the sketch as SVG: the practice in the middle, each spot with the number that it has in the list."""
    canvas = Canvas(_SIZE, _SIZE, words.title, words.description, prefix="surroundings")
    outer = rings(spots)[-1]
    for ring in rings(spots):
        radius = _REACH * ring / outer
        circle = [
            (_MIDDLE + radius * math.sin(turn / 36 * math.tau), _MIDDLE - radius * math.cos(turn / 36 * math.tau))
            for turn in range(37)
        ]
        canvas.path(circle, tone="rule", width=0.8, dash="3 4")
        written = words.metres.format(metres=ring)
        canvas.text(_MIDDLE + radius * 0.5 + 4, _MIDDLE + radius * 0.87 + 12, written, tone="soft", size=12)
    canvas.path(
        [(_MIDDLE, 24.0), (_MIDDLE - 6, 36.0), (_MIDDLE, 32.0), (_MIDDLE + 6, 36.0), (_MIDDLE, 24.0)], width=1.2
    )
    canvas.text(_MIDDLE, 18, words.north, anchor="middle", bold=True, size=13)
    for place in places(spots):
        canvas.line(_MIDDLE, _MIDDLE, *place, tone="soft", width=0.7)
    canvas.polygon(
        [
            (_MIDDLE, _MIDDLE - 10),
            (_MIDDLE + 9, _MIDDLE - 2),
            (_MIDDLE + 9, _MIDDLE + 9),
            (_MIDDLE - 9, _MIDDLE + 9),
            (_MIDDLE - 9, _MIDDLE - 2),
        ],
        fill="copper",
    )
    for number, (x, y) in enumerate(places(spots), start=1):
        canvas.circle(x, y, 11, fill="paper", stroke="ink")
        canvas.text(x, y + 4.5, str(number), anchor="middle", bold=True, size=12)
    return canvas.svg()
