"""Drawing as an engraver does: lines that swell and fade, laid by rule along a form.

A burin's line has no outline of its own; its width is the shade. So each line here is a filled shape whose two edges
follow the line at half its width. Lengths are in user units of the figure; y grows downwards, as in SVG.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

Point = tuple[float, float]

INK = "currentColor"
COPPER = "var(--copper,#9c4a22)"
PAPER = "var(--paper,#f7f2e8)"

_THINNEST = 0.16


def number(value: float) -> str:
    """Write a coordinate with one decimal at most, as short as SVG allows."""
    text = f"{round(value, 1):.1f}".rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _numbers(values: Iterable[float]) -> str:
    text = ""
    for part in map(number, values):
        separator = "" if not text or part.startswith("-") else " "
        text += separator + part
    return text


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """Return the path through the points as smooth cubics (Catmull-Rom), relative and rounded without drift."""
    if len(points) < 2:
        raise ValueError("A path needs two points or more.")
    count = len(points)

    def tangent(at: int) -> Point:
        before = points[(at - 1) % count] if closed else points[max(at - 1, 0)]
        after = points[(at + 1) % count] if closed else points[min(at + 1, count - 1)]
        return (after[0] - before[0]) / 6, (after[1] - before[1]) / 6

    pen = (round(points[0][0], 1), round(points[0][1], 1))
    path = "M" + _numbers(pen)
    for at in range(count if closed else count - 1):
        end = points[(at + 1) % count]
        leave, arrive = tangent(at), tangent((at + 1) % count)
        target = (round(end[0], 1), round(end[1], 1))
        second = (end[0] - arrive[0] - pen[0], end[1] - arrive[1] - pen[1])
        step = (target[0] - pen[0], target[1] - pen[1])
        if at == 0:
            path += "c" + _numbers((*leave, *second, *step))
        else:
            path += "s" + _numbers((*second, *step))
        pen = target
    return path + ("z" if closed else "")


def _normals(points: Sequence[Point]) -> list[Point]:
    normals = []
    for at in range(len(points)):
        (x0, y0), (x1, y1) = points[max(at - 1, 0)], points[min(at + 1, len(points) - 1)]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        normals.append((-(y1 - y0) / length, (x1 - x0) / length))
    return normals


def _edges(points: Sequence[Point], widths: Sequence[float]) -> str:
    normals = _normals(points)
    halves = [width / 2 for width in widths]
    inner = range(1, len(points) - 1)
    one = [(points[i][0] + normals[i][0] * halves[i], points[i][1] + normals[i][1] * halves[i]) for i in inner]
    other = [(points[i][0] - normals[i][0] * halves[i], points[i][1] - normals[i][1] * halves[i]) for i in inner]
    there = smooth([points[0], *one, points[-1]])
    back = smooth([points[-1], *reversed(other), points[0]])
    return there + back[back.index("c") :] + "z"


def burin(points: Sequence[Point], width: Callable[[float, Point], float]) -> str:
    """Return one engraved line: `width(t, point)` gives its width at t from 0 to 1; where it is too thin, it breaks.

    The line is lifted below 0.16 units, so that light falls on the form where the width nears nothing.
    """
    last = len(points) - 1
    widths = [width(at / last, point) for at, point in enumerate(points)]
    path, start = "", None
    for at, value in enumerate([*widths, 0.0]):
        if value > _THINNEST and start is None:
            start = at
        elif value <= _THINNEST and start is not None:
            if at - start >= 3:
                path += _edges(points[start:at], widths[start:at])
            start = None
    return path


def tapered(points: Sequence[Point], widest: float) -> str:
    """Return a line that swells from nothing to its widest in the middle and fades again."""
    return burin(points, lambda t, _: _THINNEST * 1.01 + widest * math.sin(math.pi * t))


def _dense(points: Sequence[Point]) -> list[Point]:
    """Return the smooth curve through the points as many short straight pieces (Catmull-Rom)."""
    curve = [points[0]]
    for at in range(len(points) - 1):
        p0, p1, p2, p3 = points[max(at - 1, 0)], points[at], points[at + 1], points[min(at + 2, len(points) - 1)]
        for k in range(1, 9):
            t = k / 8
            w0, w1 = (-t + 2 * t**2 - t**3) / 2, (2 - 5 * t**2 + 3 * t**3) / 2
            w2, w3 = (t + 4 * t**2 - 3 * t**3) / 2, (-(t**2) + t**3) / 2
            curve.append(
                (w0 * p0[0] + w1 * p1[0] + w2 * p2[0] + w3 * p3[0], w0 * p0[1] + w1 * p1[1] + w2 * p2[1] + w3 * p3[1])
            )
    return curve


def along(points: Sequence[Point], count: int) -> list[Point]:
    """Return `count` points at equal distances along the smooth curve through the points."""
    curve = _dense(points)
    lengths = [math.dist(a, b) for a, b in pairwise(curve)]
    total = sum(lengths)
    result, piece, passed = [], 0, 0.0
    for index in range(count):
        wanted = total * index / (count - 1)
        while piece < len(lengths) - 1 and passed + lengths[piece] < wanted:
            passed += lengths[piece]
            piece += 1
        (x0, y0), (x1, y1) = curve[piece], curve[piece + 1]
        part = (wanted - passed) / (lengths[piece] or 1.0)
        result.append((x0 + (x1 - x0) * part, y0 + (y1 - y0) * part))
    return result


def fringe(points: Sequence[Point], *, count: int, length: float, lean: float = 0.35) -> str:
    """Return short strokes that stand on one side of a line, longest in its middle: the shade beside a furrow.

    A negative length puts them on the other side; `lean` slants them along the line.
    """
    feet = along(points, count)
    path = ""
    for at, ((x, y), (nx, ny)) in enumerate(zip(feet, _normals(feet), strict=True)):
        reach = length * (0.35 + 0.65 * math.sin(math.pi * (at + 0.5) / count))
        path += f"M{_numbers((x, y))}l{_numbers((reach * (nx - ny * lean), reach * (ny + nx * lean)))}"
    return path


def ruled(outline: Sequence[Point], *, spacing: float, angle: float) -> str:
    """Return parallel lines that fill an outline, `spacing` apart, turned by `angle` in radians."""
    cosine, sine = math.cos(angle), math.sin(angle)
    turned = [(x * cosine + y * sine, y * cosine - x * sine) for x, y in outline]
    level = min(y for _, y in turned) + spacing / 2
    path = ""
    while level < max(y for _, y in turned):
        crossings = sorted(
            x0 + (level - y0) / (y1 - y0) * (x1 - x0)
            for (x0, y0), (x1, y1) in zip(turned, [*turned[1:], turned[0]], strict=True)
            if (y0 <= level) != (y1 <= level)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            x, y = left * cosine - level * sine, left * sine + level * cosine
            path += f"M{_numbers((x, y))}l{_numbers(((right - left) * cosine, (right - left) * sine))}"
        level += spacing
    return path


def filled(path: str, colour: str = INK) -> str:
    """Return an element that fills the path (for lines of burin and tapered)."""
    return f'<path fill="{colour}" stroke="none" d="{path}"/>' if path else ""


def stroked(path: str, width: float, colour: str = INK, *, opacity: float = 1.0) -> str:
    """Return an element that strokes the path with one width."""
    seen = "" if opacity == 1.0 else f' opacity="{number(opacity)}"'
    return f'<path stroke="{colour}" stroke-width="{width:g}"{seen} d="{path}"/>' if path else ""


def figure(view: tuple[float, float, float, float], *, prefix: str, title: str, desc: str, body: str) -> str:
    """Return a whole SVG image with its title and description, whose ids begin with the prefix."""
    box = " ".join(number(value) for value in view)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="engraving" viewBox="{box}" role="img" fill="none" '
        f'stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(desc)}</desc>'
        f"{body}</svg>"
    )
