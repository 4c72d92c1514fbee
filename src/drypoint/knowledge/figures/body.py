"""The body map as accessible SVG: an etched figure on which copper marks pain.

The areas are filled along the very points that neighbours share; the lines that one sees run smoothly through them.

Ink and copper follow the page (`currentColor` and the custom property `--copper`), so that the figure works in light
and dark and on paper. No style attributes and no scripts: a strict content security policy lets it through.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Final

from drypoint.knowledge.bodymap.outlines import Sex, figure
from drypoint.knowledge.bodymap.regions import regions
from drypoint.knowledge.figures.copper import COPPER, marks, step_of, tint_of
from drypoint.knowledge.figures.ink import TWINS, borders, lines, number, shade, shapes
from drypoint.knowledge.language import FALLBACK
from drypoint.knowledge.language.phrases import phrases

_WORDS: Final = phrases("drypoint.knowledge.bodymap")
_GAP: Final = 24.0
_CAPTION: Final = 34.0
_LETTERS: Final = 24.0
# Width of a letter against its height, with some air: captions shrink where a view is narrow.
_LETTER_WIDTH: Final = 0.56
_WHOLE: Final = frozenset({"front", "back", "left", "right"})


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
    language: str = FALLBACK
    title: str | None = None
    inner_borders: bool = True


def body_map_svg(drawn: BodyMap) -> str:
    """Return the figure as an SVG element with a title and a description that names the painful regions.

    Whole views stand in one row; hands and soles in a second one below them. The shade of all views comes first: a
    view and its mirror image are then near enough to each other for compression to send them once.
    """
    tones, parts, wide, bottom = [], [], 0.0, 0.0
    for row in ([name for name in drawn.views if (name in _WHOLE) is whole] for whole in (True, False)):
        x, height = 0.0, 0.0
        for name in row:
            _, _, width, tall = figure(drawn.sex)[name].box
            tones.append(_tone(name, drawn, x, bottom))
            parts.append(_view(name, drawn, x, bottom))
            x += width + _GAP
            height = max(height, tall + _CAPTION)
        wide, bottom = max(wide, x - _GAP), bottom + (height + _GAP if row else 0.0)
    views = ", ".join(_said(name, drawn.language).lower() for name in drawn.views)
    title = drawn.title or f"{_said('title', drawn.language)}: {views}"
    role = "group" if drawn.links else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(wide)} {number(bottom - _GAP)}" role="{role}" '
        f'class="body-map" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">'
        f"<title>{escape(title)}</title>{_description(drawn)}{''.join(tones)}{''.join(parts)}</svg>"
    )


def _description(drawn: BodyMap) -> str:
    marked = [region for region in regions() if drawn.painful.get(region, 0) > 0 or region in drawn.chosen]
    if not marked:
        return ""
    return f"<desc>{escape('; '.join(region_name(region, drawn.language) for region in marked))}</desc>"


def region_name(region: str, language: str) -> str:
    """Name a region with its side, in plain words."""
    one = regions()[region]
    return _said(f"on_{one.side}", language).format(place=one.name.in_(language))


def _said(phrase: str, language: str) -> str:
    return _WORDS[phrase].in_(language)


def _place(name: str, drawn: BodyMap, x: float, y: float) -> str:
    """Where a view stands. A mirror image is its drawn twin, turned over as a whole."""
    left, top, _, _ = figure(drawn.sex)[name].box
    turned = " scale(-1 1)" if name in TWINS else ""
    return f"translate({number(x - left)} {number(y + _CAPTION - top)}){turned}"


def _tone(name: str, drawn: BodyMap, x: float, y: float) -> str:
    return f'<g class="tone" transform="{_place(name, drawn, x, y)}">{shade(drawn.sex, TWINS.get(name, name))}</g>'


def _view(name: str, drawn: BodyMap, x: float, y: float) -> str:
    twin = TWINS.get(name, name)
    painful = {_in_twin(region, is_mirrored=twin != name): strength for region, strength in drawn.painful.items()}
    ink = (borders(drawn.sex, twin) if drawn.inner_borders else "") + lines(drawn.sex, twin)
    return (
        f'<g class="view view-{name}">{_captions(name, drawn.language, x, y, figure(drawn.sex)[name].box[2])}'
        f'<g transform="{_place(name, drawn, x, y)}">{_areas(name, drawn)}{marks(drawn.sex, twin, painful)}'
        f'<g class="ink" pointer-events="none">{ink}</g></g></g>'
    )


def _areas(name: str, drawn: BodyMap) -> str:
    """All regions of a view, or the marked ones. The undrawn half of a half view is the drawn one turned over.

    Each half goes from the head down: whoever walks through links by keyboard goes the way that a body is told.
    """
    twin = TWINS.get(name, name)
    paths = shapes(drawn.sex, twin)
    found: tuple[list[str], list[str]] = ([], [])
    for region in sorted(figure(drawn.sex)[name].rings, key=_from_the_head_down):
        if drawn.only_marked and not _is_marked(region, drawn):
            continue
        there = _in_twin(region, is_mirrored=twin != name)
        if there in paths:
            found[0].append(_area(region, paths[there], drawn))
        else:
            found[1].append(_area(region, paths[regions()[region].mirror], drawn))
    turned = f'<g transform="scale(-1 1)">{"".join(found[1])}</g>' if found[1] else ""
    return "".join(found[0]) + turned


@cache
def _from_the_head_down(region: str) -> int:
    return list(regions()).index(region)


def _is_marked(region: str, drawn: BodyMap) -> bool:
    return bool(drawn.painful.get(region)) or region in drawn.chosen or region in drawn.links


def _in_twin(region: str, *, is_mirrored: bool) -> str:
    """Name the region of the drawn twin that becomes this one when it is turned over."""
    known = regions().get(region)
    return known.mirror if is_mirrored and known else region


def _captions(name: str, language: str, x: float, y: float, width: float) -> str:
    text = _caption(_said(name, language), x + width / 2, y + 19, width, "middle")
    if name in ("front", "back"):
        ends = ("your_right", "your_left") if name == "front" else ("your_left", "your_right")
        for word, anchor, at in ((ends[0], "start", x + 6), (ends[1], "end", x + width - 6)):
            text += _caption(_said(word, language), at, y + 780, 130.0, anchor)
    return text


def _caption(words: str, x: float, y: float, room: float, anchor: str) -> str:
    size = min(_LETTERS, room / (len(words) * _LETTER_WIDTH))
    return (
        f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" font-size="{number(size)}" '
        f'fill="currentColor" stroke="none">{escape(words)}</text>'
    )


def _area(region: str, path: str, drawn: BodyMap) -> str:
    step = step_of(drawn.painful.get(region, 0.0))
    fill = f'fill="{COPPER}" fill-opacity="{tint_of(step):.2f}"' if step else 'fill="transparent"'
    border = f' stroke="{COPPER}" stroke-width="2.4"' if region in drawn.chosen else ' stroke="none"'
    name = escape(region_name(region, drawn.language))
    link = drawn.links.get(region)
    unread = ' aria-hidden="true"' if link else ""  # the link says the name
    area = f'<path class="region" data-region="{region}"{unread} {fill}{border} d="{path}"><title>{name}</title></path>'
    return f'<a href="{escape(link)}" aria-label="{name}">{area}</a>' if link else area
