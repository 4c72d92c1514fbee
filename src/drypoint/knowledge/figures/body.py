"""The body map as accessible SVG: an etched figure on which copper marks pain.

The areas are filled along the very points that neighbours share; the lines that one sees run smoothly through them.

Ink and copper follow the page (`currentColor` and the custom property `--copper`), so that the figure works in light
and dark and on paper. No style attributes and no scripts: a strict content security policy lets it through.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Final, Literal

from drypoint.knowledge.bodymap.cutting import Point
from drypoint.knowledge.bodymap.outlines import Sex, View, figure
from drypoint.knowledge.bodymap.regions import regions

Language = Literal["en", "hr"]

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "title": "Body map",
        "front": "Front",
        "back": "Back",
        "left": "Left side",
        "right": "Right side",
        "palm_left": "Left palm",
        "palm_right": "Right palm",
        "handback_left": "Back of the left hand",
        "handback_right": "Back of the right hand",
        "sole_left": "Left sole",
        "sole_right": "Right sole",
        "your_left": "your left",
        "your_right": "your right",
    },
    "hr": {
        "title": "Karta tijela",
        "front": "Sprijeda",
        "back": "Straga",
        "left": "Lijeva strana",
        "right": "Desna strana",
        "palm_left": "Lijevi dlan",
        "palm_right": "Desni dlan",
        "handback_left": "Lijeva nadlanica",
        "handback_right": "Desna nadlanica",
        "sole_left": "Lijevi taban",
        "sole_right": "Desni taban",
        "your_left": "Vaša lijeva",
        "your_right": "Vaša desna",
    },
}
_COPPER: Final = "var(--copper, #a5522a)"
# A turn sharper than this stays a corner; anything flatter is drawn as one smooth curve.
_CORNER_COSINE: Final = 0.6
# Where the light comes from, and how the engraver answers it: hatching where the surface turns away.
_LIGHT: Final = (-0.80, -0.60)
_HATCH_STEP: Final = 4.4
_GAP: Final = 24.0
_CAPTION: Final = 34.0


@dataclass(frozen=True, slots=True)
class BodyMap:
    """What to draw. painful maps regions to a strength from 0 to 1; chosen regions get a copper border.

    links maps regions to addresses: such an area becomes a link named after its region, and the figure a group of
    links instead of a picture. only_marked leaves out the areas of all other regions, which nobody sees; that halves
    the weight.
    """

    sex: Sex = "neutral"
    views: tuple[str, ...] = ("front", "back")
    painful: Mapping[str, float] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    only_marked: bool = False
    language: Language = "en"
    title: str | None = None
    inner_borders: bool = True


def body_map_svg(drawn: BodyMap) -> str:
    """Return the figure as an SVG element with a title and a description that names the painful regions."""
    words = _WORDS[drawn.language]
    parts, x, height = [], 0.0, 0.0
    for name in drawn.views:
        view = figure(drawn.sex)[name]
        left, top, width, tall = view.box
        parts.append(_view(view, drawn, f"translate({_number(x - left)} {_number(_CAPTION - top)})", x, width))
        x += width + _GAP
        height = max(height, tall + _CAPTION)
    title = drawn.title or f"{words['title']}: {', '.join(words[name].lower() for name in drawn.views)}"
    role = "group" if drawn.links else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_number(x - _GAP)} {_number(height)}" role="{role}" '
        f'class="body-map" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">'
        f"<title>{escape(title)}</title>{_description(drawn)}{''.join(parts)}</svg>"
    )


def _description(drawn: BodyMap) -> str:
    marked = [region for region in regions() if drawn.painful.get(region, 0) > 0 or region in drawn.chosen]
    if not marked:
        return ""
    return f"<desc>{escape('; '.join(region_name(region, drawn.language) for region in marked))}</desc>"


def region_name(region: str, language: Language) -> str:
    """Name a region with its side, in plain words."""
    one = regions()[region]
    if language == "hr":
        return f"{one.name_hr}, {'lijevo' if one.side == 'left' else 'desno'}"
    return f"{one.name_en}, {one.side}"


def _view(view: View, drawn: BodyMap, place: str, x: float, width: float) -> str:
    areas = "".join(
        _area(region, rings, view, drawn)
        for region, rings in view.rings.items()
        if not drawn.only_marked or drawn.painful.get(region) or region in drawn.chosen or region in drawn.links
    )
    outer, inner = [], []
    for number, arc in enumerate(view.arcs, start=1):
        if number in view.border:
            outer.append(_move(arc[0]) + _curve(arc))
        else:
            inner.append(_move(arc[0]) + _straight(arc))
    details = "".join(_move(row[0]) + _curve(row) for row in view.details)
    lines = [f'<path class="hatching" stroke-width=".55" opacity=".5" d="{_hatching(view)}"/>']
    if drawn.inner_borders:
        lines.append(
            f'<path class="inner" stroke-width=".6" opacity=".45" stroke-dasharray="1.6 2.6" d="{"".join(inner)}"/>'
        )
    lines.append(f'<path class="details" stroke-width=".9" opacity=".8" d="{details}"/>')
    lines.append(f'<path class="outline" stroke-width="1.7" d="{"".join(outer)}"/>')
    captions = _captions(view.name, drawn.language, x, width)
    return f'<g class="view view-{view.name}">{captions}<g transform="{place}">{areas}{"".join(lines)}</g></g>'


def _captions(name: str, language: Language, x: float, width: float) -> str:
    words = _WORDS[language]
    text = f'<text x="{_number(x + width / 2)}" y="14" {_TEXT}>{words[name]}</text>'
    if name in ("front", "back"):
        ends = ("your_right", "your_left") if name == "front" else ("your_left", "your_right")
        for word, anchor, at in ((ends[0], "start", x + 6), (ends[1], "end", x + width - 6)):
            text += f'<text x="{_number(at)}" y="760" {_TEXT.replace("middle", anchor)}>{words[word]}</text>'
    return text


_TEXT: Final = 'text-anchor="middle" font-size="15" fill="currentColor" stroke="none"'


def _area(
    region: str,
    rings: Iterable[Sequence[int]],
    view: View,
    drawn: BodyMap,
) -> str:
    path = []
    for ring in rings:
        points = view.ring(ring)
        path.append(f"{_move(points[0])}{_straight(points)}z")
    strength = max(0.0, min(1.0, drawn.painful.get(region, 0.0)))
    fill = f'fill="{_COPPER}" fill-opacity="{0.15 + 0.7 * strength:.2f}"' if strength else 'fill="transparent"'
    border = f' stroke="{_COPPER}" stroke-width="2.4"' if region in drawn.chosen else ' stroke="none"'
    name = escape(region_name(region, drawn.language))
    area = (
        f'<path class="region" data-region="{region}" {fill}{border} d="{"".join(path)}"><title>{name}</title></path>'
    )
    link = drawn.links.get(region)
    return f'<a href="{escape(link)}" aria-label="{name}">{area}</a>' if link else area


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _pair(dx: float, dy: float) -> str:
    second = _number(dy)
    return _number(dx) + (second if second.startswith("-") else f" {second}")


def _move(point: Point) -> str:
    return f"M{_pair(*point)}"


def _straight(points: Sequence[Point]) -> str:
    steps = (_pair(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points))
    return f"l{' '.join(steps)}"


def _curve(points: Sequence[Point]) -> str:
    """Smooth Bézier curve through the points, relative to where the pen is."""
    tangents = _tangents(points)
    strokes: list[str] = []
    for index in range(len(points) - 1):
        start, end = points[index], points[index + 1]
        reach = math.dist(start, end) / 3
        one = _rounded(start, tangents[index][1], reach)
        two = _rounded(end, tangents[index + 1][0], -reach)
        strokes.append("c" + " ".join(_pair(x - start[0], y - start[1]) for x, y in (one, two, end)))
    return "".join(strokes)


def _rounded(point: Point, tangent: Point, reach: float) -> Point:
    return (round(point[0] + tangent[0] * reach, 1), round(point[1] + tangent[1] * reach, 1))


def _unit(start: Point, end: Point) -> Point:
    length = math.dist(start, end) or 1.0
    return ((end[0] - start[0]) / length, (end[1] - start[1]) / length)


def _tangents(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Directions of arriving at and leaving each point; they differ only at corners."""
    found = []
    for index, point in enumerate(points):
        arrive = _unit(points[index - 1], point) if index else _unit(point, points[1])
        leave = _unit(point, points[index + 1]) if index < len(points) - 1 else arrive
        if arrive[0] * leave[0] + arrive[1] * leave[1] > _CORNER_COSINE and 0 < index < len(points) - 1:
            before, after = math.dist(points[index - 1], point), math.dist(point, points[index + 1])
            share = before / (before + after)
            blend = (arrive[0] * (1 - share) + leave[0] * share, arrive[1] * (1 - share) + leave[1] * share)
            smooth = _unit((0.0, 0.0), blend)
            arrive = leave = smooth
        found.append((arrive, leave))
    return found


def _hatching(view: View) -> str:
    """Short curved strokes inside the outline where it turns from the light, longer the further it turns."""
    strokes: list[str] = []
    scale = 0.5 if view.box[3] < 400 else 1.0
    for number in sorted(view.border):
        arc = view.arcs[number - 1]
        inward = _inward(view, number)
        walked = 0.0
        for start, end in pairwise(arc):
            length = math.dist(start, end)
            direction = _unit(start, end)
            normal = (-direction[1] * inward, direction[0] * inward)
            shade = normal[0] * _LIGHT[0] + normal[1] * _LIGHT[1]
            while walked < length:
                if shade > 0.15:
                    at = (start[0] + direction[0] * walked, start[1] + direction[1] * walked)
                    strokes.append(_stroke(at, normal, shade * scale, len(strokes)))
                walked += _HATCH_STEP * scale
            walked -= length
    return "".join(strokes)


def _stroke(at: Point, normal: Point, shade: float, count: int) -> str:
    # The lengths vary in a fixed rhythm: a hand, not a ruler, and the same hand every time.
    reach = shade * (9 + 5 * math.sin(count * 1.7) + 3 * math.sin(count * 0.61))
    middle = (normal[0] * reach * 0.55, normal[1] * reach * 0.55 + reach * 0.10)
    end = (normal[0] * reach, normal[1] * reach + reach * 0.30)
    return f"{_move(at)}q{_pair(*middle)} {_pair(*end)}"


def _inward(view: View, number: int) -> int:
    """Which side of a border arc is inside: 1 when it is walked forwards by its region, -1 otherwise."""
    for rings in view.rings.values():
        for ring in rings:
            if number in ring:
                return 1 if _turns_right(view.ring(ring)) else -1
            if -number in ring:
                return -1 if _turns_right(view.ring(ring)) else 1
    return 1


def _turns_right(ring: Sequence[Point]) -> bool:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)) > 0
