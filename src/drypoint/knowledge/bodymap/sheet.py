"""A sheet on which somebody marks where it hurts: strokes and ticked regions, as they are stored and sent.

A stored stroke is {"view", "width", "intensity", "quality", "points": [x, y, x, y, …]}; width and points are whole
ten-thousandths of the view's height and box, so that a long drawing stays small. A stored tick is {"region",
"intensity", "quality"}.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from drypoint.knowledge.bodymap.drawing import Drawing, Mark, Quality, Stroke, from_strokes
from drypoint.knowledge.bodymap.outlines import Sex
from drypoint.knowledge.bodymap.regions import MAP_VERSION, regions
from drypoint.knowledge.plain import Raw

UNIT: Final = 10_000
MOST_STROKES: Final = 1_000
MOST_POINTS: Final = 40_000
QUALITIES: Final[tuple[Quality, ...]] = get_args(Quality)
MOST_INTENSITY: Final = 10

_STROKE_KEYS: Final = {"view", "width", "intensity", "quality", "points"}


class SheetError(ValueError):
    """What was sent is no sheet; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A region that somebody chose from the list: it hurts there, this much (0 to 10) and in this way."""

    region: str
    intensity: int
    quality: Quality = "aching"

    def __post_init__(self) -> None:
        """Refuse a region or an intensity that does not exist."""
        if self.region not in regions():
            raise SheetError(f"The body map has no region {self.region}.")
        if not 0 <= self.intensity <= MOST_INTENSITY:
            raise SheetError("Intensity runs from 0 to 10.")

    def as_json(self) -> dict[str, object]:
        """Return the stored form."""
        return {"region": self.region, "intensity": self.intensity, "quality": self.quality}


def read_strokes(raw: object) -> tuple[Stroke, ...]:
    """Read stored or sent strokes. Raises SheetError unless every one of them can be drawn."""
    if not isinstance(raw, list):
        raise SheetError("The strokes must be a list.")
    if len(raw) > MOST_STROKES:
        raise SheetError(f"A drawing holds at most {MOST_STROKES} strokes.")
    strokes = tuple(_stroke(one) for one in raw)
    if sum(len(stroke.points) for stroke in strokes) > MOST_POINTS:
        raise SheetError(f"A drawing holds at most {MOST_POINTS} points.")
    return strokes


def _stroke(raw: object) -> Stroke:
    if not isinstance(raw, Mapping) or set(raw) != _STROKE_KEYS:
        raise SheetError(f"A stroke consists of {', '.join(sorted(_STROKE_KEYS))}.")
    points = raw["points"]
    if not isinstance(points, list) or len(points) % 2 or not all(_is_whole(value) for value in points):
        raise SheetError("The points of a stroke are pairs of whole numbers.")
    if not _is_whole(raw["width"]) or not _is_whole(raw["intensity"]):
        raise SheetError("Width and intensity of a stroke are whole numbers.")
    if raw["quality"] not in QUALITIES:
        raise SheetError(f"The quality of a stroke is one of {', '.join(QUALITIES)}.")
    if not isinstance(raw["view"], str):
        raise SheetError("The view of a stroke is a name.")
    pairs = tuple((x / UNIT, y / UNIT) for x, y in zip(points[::2], points[1::2], strict=True))
    try:
        return Stroke(raw["view"], pairs, raw["width"] / UNIT, float(raw["intensity"]), raw["quality"])
    except ValueError as error:
        raise SheetError(str(error)) from None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def strokes_as_json(strokes: Iterable[Stroke]) -> list[dict[str, object]]:
    """Return the stored form of strokes."""
    return [
        {
            "view": stroke.view,
            "width": round(stroke.width * UNIT),
            "intensity": round(stroke.intensity),
            "quality": stroke.quality,
            "points": [round(value * UNIT) for point in stroke.points for value in point],
        }
        for stroke in strokes
    ]


def read_ticks(raw: Iterable[Raw]) -> tuple[Tick, ...]:
    """Read stored ticks, leaving out regions that a later map no longer has."""
    return tuple(Tick(one["region"], one["intensity"], one["quality"]) for one in raw if one["region"] in regions())


def read_sheet(sex: Sex, strokes: Sequence[Stroke], ticks: Sequence[Tick], map_version: str = MAP_VERSION) -> Drawing:
    """Read strokes and ticks as one drawing, the strokes on the map on which they were drawn.

    A ticked region counts as drawn on in full. Where both say something of a region, the stronger sets intensity and
    quality.
    """
    marks = dict(from_strokes(sex, strokes, map_version).marks)
    for tick in ticks:
        drawn = marks.get(tick.region)
        if drawn is not None and drawn.intensity > tick.intensity:
            marks[tick.region] = Mark(1.0, drawn.intensity, drawn.quality)
        else:
            marks[tick.region] = Mark(1.0, tick.intensity, tick.quality)
    return Drawing(sex, {region: marks[region] for region in regions() if region in marks}, map_version)


def marks_as_json(drawing: Drawing) -> dict[str, dict[str, object]]:
    """Return what a drawing says of each region, as it is stored: coverage to three digits, never 0."""
    return {
        region: {
            "coverage": max(0.001, round(mark.coverage, 3)),
            "intensity": round(mark.intensity, 1),
            "quality": mark.quality,
        }
        for region, mark in drawing.marks.items()
    }


def drawing_from_json(sex: Sex, marks: Mapping[str, Raw], map_version: str) -> Drawing:
    """Read stored marks. Raises ValueError when the present map lacks one of their regions: then read the strokes."""
    return Drawing(
        sex,
        {region: Mark(one["coverage"], one["intensity"], one["quality"]) for region, one in marks.items()},
        map_version,
    )
