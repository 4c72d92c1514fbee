"""Pictures of single muscles: the belly as engraved fibres over a faint figure, with the referral zone in copper.

Where a muscle lies is schematic (facts/bellies.txt says so): placed by hand after textbook anatomy, not measured.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from drypoint.knowledge.atlas import load
from drypoint.knowledge.atlas.model import Muscle, ZonePart
from drypoint.knowledge.bodymap.cutting import Point
from drypoint.knowledge.bodymap.outlines import Sex, figure
from drypoint.knowledge.bodymap.regions import region_id
from drypoint.knowledge.bodymap.skeleton import placed_on
from drypoint.knowledge.figures.body import region_name
from drypoint.knowledge.figures.copper import COPPER, hatching, step_of, tint_of, width_of
from drypoint.knowledge.figures.engraving import PAPER, along
from drypoint.knowledge.figures.ink import GRAINS, TWINS, curved, number, sketch
from drypoint.knowledge.language.phrases import phrases

_WORDS: Final = phrases(__package__)
# Names of the views in the data, and of the views of the figure on which they are drawn: always the left side.
VIEWS: Final = {
    "front": "front",
    "back": "back",
    "left": "left",
    "palm": "palm_left",
    "handback": "handback_left",
    "sole": "sole_left",
}
_DRAWN: Final = {"left": "side"}
_STRENGTHS: Final = {"essential": 0.65, "spill_over": 0.2}
# Fibres lie this far apart (units) and are drawn through this many points.
_FIBRES_APART: Final = 2.4
_POINTS: Final = 7
_MARGIN: Final = 34.0
_TALL: Final = 480.0
_GAP: Final = 30.0
# No picture is narrower than this share of its height, nor wider than that.
_SLIMMEST: Final = 0.62
_SMALLEST: Final = 150.0
# The pen's width fits a panel that shows so much of the body (units); nearer, it is finer, down to this share.
_PEN_FITS: Final = 620.0
_FINEST: Final = 0.35
_PEN: Final = re.compile(r'stroke-width="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Belly:
    """Part of a muscle on one view: rows of points from origin to insertion, as they are written in the data."""

    view: str
    rows: tuple[tuple[str, ...], ...]


@cache
def bellies() -> Mapping[str, tuple[Belly, ...]]:
    """Return the bellies of each muscle by its id."""
    found: dict[str, list[Belly]] = {}
    text = resources.files(__package__).joinpath("facts/bellies.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            muscle, view, rows = (part.strip() for part in line.split("|"))
            split = tuple(tuple(row.split()) for row in rows.split(">"))
            found.setdefault(muscle, []).append(Belly(view, split))
    return MappingProxyType({muscle: tuple(parts) for muscle, parts in found.items()})


@cache
def fibres(belly: Belly, sex: Sex) -> tuple[tuple[Point, ...], ...]:
    """Return the fibres of a belly on the left side of a figure, in units of its view."""
    drawn = _DRAWN.get(belly.view, belly.view)
    # The drawn half is the left one in front and the right one behind; a right hand is drawn from behind.
    turned = -1.0 if belly.view in ("back", "handback") else 1.0
    suffix = "@hand" if belly.view in ("palm", "handback") else ""
    rows = [[(turned * x, y) for x, y in (placed_on(drawn, sex, word + suffix) for word in row)] for row in belly.rows]
    width = max(_length(row) for row in rows)
    apart = _FIBRES_APART * (2.2 if figure(sex)[VIEWS[belly.view]].box[3] < 500 else 1.0)
    count = max(4, min(26, round(width / apart)))
    spread = [along(row, count) for row in rows]
    return tuple(tuple(along([row[place] for row in spread], _POINTS)) for place in range(count))


def _length(row: Sequence[Point]) -> float:
    return math.fsum(math.dist(one, two) for one, two in pairwise(row))


def muscle_svg(muscle_id: str, sex: Sex, language: str, *, show_zone: bool = True) -> str:
    """Return a picture of a muscle of the left side, cropped to the part of the body, with its zone in copper.

    It shows the views where the muscle is seen, and as many more as show the rest of its zone, cropped to that rest.
    Raise KeyError when there is no such muscle.
    """
    muscle = load().muscles[muscle_id]
    zone = zone_of(muscle) if show_zone else {}
    panels, x = [], 0.0
    for view, named in shown_views(muscle_id, zone, sex).items():
        parts = [belly for belly in bellies()[muscle_id] if VIEWS[belly.view] == view]
        left, top, width, height = _crop(view, parts, named, sex)
        wide = _TALL * width / height
        panels.append(
            f'<svg x="{number(x)}" width="{number(wide)}" height="{_TALL:g}" '
            f'viewBox="{number(left)} {number(top)} {number(width)} {number(height)}">'
            f"{_finer(_panel(view, parts, zone, sex, (left, top, left + width, top + height)), height)}</svg>"
        )
        x += wide + _GAP
    title, schematic, felt = (_WORDS[key].in_(language) for key in ("muscle", "schematic", "felt_here"))
    names = "; ".join(region_name(region, language) for region in zone)
    desc = f"{felt.format(zone=names)} {schematic}" if names else schematic
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="muscle-picture" viewBox="0 0 {number(x - _GAP)} {_TALL:g}" '
        f'role="img" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">'
        f"<title>{escape(title.format(name=muscle.name.in_(language)))}</title><desc>{escape(desc)}</desc>{''.join(panels)}</svg>"
    )


def zone_of(muscle: Muscle) -> dict[str, float]:
    """Return the regions of a zone as they are drawn, the muscle on the left side, with their strength from 0 to 1."""

    def side(part: ZonePart) -> str:
        return region_id(part.key, "right" if part.opposite else "left")

    return {side(part): _STRENGTHS[part.strength] for part in muscle.zone}


def shown_views(muscle_id: str, zone: Mapping[str, float], sex: Sex) -> dict[str, tuple[str, ...]]:
    """Return the views of a picture with the regions of the zone to which each is cropped.

    First those where the muscle lies, then, one by one, the view that shows most of what is not seen yet.
    """
    views = {
        view: tuple(region for region in zone if region in figure(sex)[view].rings)
        for view in dict.fromkeys(VIEWS[belly.view] for belly in bellies()[muscle_id])
    }
    unseen = {region: zone[region] for region in zone if not any(region in seen for seen in views.values())}
    while unseen:
        best = max(
            (view for view in VIEWS.values() if view not in views),
            key=lambda view: sum(strength for region, strength in unseen.items() if region in figure(sex)[view].rings),
        )
        views[best] = tuple(region for region in unseen if region in figure(sex)[best].rings)
        unseen = {region: strength for region, strength in unseen.items() if region not in views[best]}
    return views


def _crop(view: str, parts: Iterable[Belly], zone: Iterable[str], sex: Sex) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is shown: the muscle and its zone, with air, in a pleasant proportion."""
    seen = figure(sex)[view]
    points = [point for belly in parts for fibre in fibres(belly, sex) for point in fibre]
    points += [point for region in zone for ring in seen.polygons.get(region, ()) for point in ring]
    left, right = min(x for x, _ in points) - _MARGIN, max(x for x, _ in points) + _MARGIN
    top, bottom = min(y for _, y in points) - _MARGIN, max(y for _, y in points) + _MARGIN
    height = max(bottom - top, _SMALLEST, (right - left) / 1.4)
    width = max(right - left, height * _SLIMMEST)
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height


def _panel(
    view: str, parts: Iterable[Belly], zone: Mapping[str, float], sex: Sex, crop: tuple[float, float, float, float]
) -> str:
    twin = TWINS.get(view, view)
    figure_lines = sketch(sex, view, crop)
    tints, hatched = "", ""
    for region, strength in zone.items():
        if region not in figure(sex)[view].rings:
            continue
        step = step_of(strength)
        tint = f'fill="{COPPER}" fill-opacity="{tint_of(step):.2f}" stroke="none"'
        tints += f'<path {tint} d="{_shape(sex, view, region)}"/>'
        lines = hatching(sex, twin, _named_in(region, is_mirrored=twin != view), step)
        turned = ' transform="scale(-1 1)"' if twin != view else ""
        hatched += f'<path stroke-width="{GRAINS * width_of(step):.1f}"{turned} d="{lines}"/>'
    copper = f'{tints}<g stroke="{COPPER}" transform="scale({1 / GRAINS:g})">{hatched}</g>' if tints else ""
    drawn = "".join(_belly(fibres(belly, sex)) for belly in parts)
    return f'{copper}<g class="faint" opacity=".6">{figure_lines}</g>{drawn}'


def _finer(drawn: str, height: float) -> str:
    """Draw with a finer pen what is seen from near, so that the lines of all panels are alike; height is in units."""
    share = min(1.0, max(_FINEST, height / _PEN_FITS))
    if share == 1.0:
        return drawn
    return _PEN.sub(lambda found: f'stroke-width="{number(float(found[1]) * share)}"', drawn)


def _named_in(region: str, *, is_mirrored: bool) -> str:
    from_side, to_side = ("left", "right") if region.endswith("left") else ("right", "left")
    return region.removesuffix(from_side) + to_side if is_mirrored else region


def _shape(sex: Sex, view: str, region: str) -> str:
    rings = figure(sex)[view].polygons[region]
    return "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "z" for ring in rings)


def _belly(threads: Sequence[Sequence[Point]]) -> str:
    """Fibres as fine lines, the two outer ones heavier, over a veil of paper that lifts the muscle off the figure."""
    rim = [
        *threads[0],
        *(thread[-1] for thread in threads[1:-1]),
        *threads[-1][::-1],
        *(t[0] for t in threads[-2:0:-1]),
    ]
    veil = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in rim) + "z"
    fine = "".join(curved(thread) for thread in threads[1:-1])
    edges = curved(threads[0]) + curved(threads[-1])
    return (
        f'<path fill="{PAPER}" fill-opacity=".72" stroke="none" d="{veil}"/>'
        f'<g class="belly" transform="scale({1 / GRAINS:g})"><path stroke-width="{0.75 * GRAINS:g}" d="{fine}"/>'
        f'<path stroke-width="{1.5 * GRAINS:g}" d="{edges}"/></g>'
    )
