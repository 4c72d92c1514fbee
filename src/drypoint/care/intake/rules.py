"""Pure decisions about pain drawings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final, Literal

from drypoint.knowledge.bodymap.drawing import Drawing
from drypoint.knowledge.bodymap.outlines import neighbours
from drypoint.knowledge.plain import Json

# How long a device that was handed over lets its holder draw.
OPEN_LIFETIME: Final = timedelta(hours=2)
# An opened sheet on which nothing was marked is of no use to anybody after this.
EMPTY_KEPT: Final = timedelta(days=1)
MOST_NOTE: Final = 2_000


def as_contract(drawing: Drawing) -> Json:
    """Return a drawing in the form that the atlas ranks (docs/reference/atlas.md)."""
    return {
        "sex": drawing.sex,
        "regions": [
            {"id": region, "coverage": mark.coverage, "intensity": mark.intensity, "quality": mark.quality}
            for region, mark in drawing.marks.items()
        ],
    }


def has_marks(strokes: Iterable[object], ticks: Iterable[object]) -> bool:
    """Say whether anything is marked on a sheet."""
    return any(True for _ in strokes) or any(True for _ in ticks)


def is_same_problem(one: Iterable[str], other: Iterable[str]) -> bool:
    """Say whether two drawings, given by their marked regions, can tell of one problem.

    They do where they share a region or mark neighbouring ones, and where either marks nothing: that nothing hurts is
    said of every problem. A shoulder and a knee are two.
    """
    here, there = set(one), set(other)
    if not here or not there:
        return True
    near = here.union(*(neighbours().get(region, ()) for region in here))
    return not near.isdisjoint(there)


def weight_word(bits: float) -> Literal["strongly", "clearly", "somewhat"]:
    """Return how much a region speaks for or against a muscle, in a word: 2 bits are odds of 4 to 1, 1 bit 2 to 1.

    The borders are the project's own wording of the model's numbers, no published scale.
    """
    if bits >= 2:
        return "strongly"
    return "clearly" if bits >= 1 else "somewhat"


def as_rows(counts: Mapping[str, tuple[int, int]]) -> list[Json]:
    """Return the counts as rows for a table or a file."""
    return [
        {"muscle": muscle, "confirmed": confirmed, "rejected": rejected}
        for muscle, (confirmed, rejected) in sorted(counts.items())
    ]
