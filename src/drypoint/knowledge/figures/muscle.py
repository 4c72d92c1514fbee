"""A spindle of muscle with one taut band and the knot in it, engraved along its fibres."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from drypoint.knowledge.figures.engraving import (
    COPPER,
    Point,
    burin,
    figure,
    filled,
    fringe,
    smooth,
    stroked,
    tapered,
)
from drypoint.knowledge.figures.needle import needle


@dataclass(frozen=True)
class Spindle:
    """A muscle lying from `start` to `end` (tendon to tendon); lengths in user units.

    `knot_along` says where on the way the knot lies (0 to 1), `knot_across` how far from the middle line (-1 to 1).
    """

    start: Point
    end: Point
    radius: float
    fibres: int
    steps: int
    knot_along: float = 0.54
    knot_across: float = -0.2
    swell: float = 1.25

    @property
    def length(self) -> float:
        """The distance between the two tendons' ends."""
        return math.dist(self.start, self.end)

    def girth(self, u: float) -> float:
        """Return half the thickness at u from 0 to 1: a belly between two narrow tendons."""
        belly = math.sin(math.pi * min(max((u - 0.07) / 0.86, 0.0), 1.0))
        return self.radius * (0.085 + 0.03 * abs(2 * u - 1) ** 6 + 0.885 * math.pow(belly, 1.45))

    def place(self, u: float, across: float) -> Point:
        """Return the point at u along and `across` the muscle, before the knot pushes it aside."""
        sag = 0.075 * self.length * math.sin(math.pi * u) * 0.35
        x = self.start[0] + (self.end[0] - self.start[0]) * u
        y = self.start[1] + (self.end[1] - self.start[1]) * u - sag
        nx, ny = -(self.end[1] - self.start[1]) / self.length, (self.end[0] - self.start[0]) / self.length
        reach = across * self.girth(u)
        return x + nx * reach, y + ny * reach

    @property
    def knot(self) -> Point:
        """The centre of the knot."""
        return self.place(self.knot_along, self.knot_across)

    def bent(self, u: float, across: float) -> float:
        """Return `across` after the band has drawn the fibres together and the knot has pushed them apart."""
        aside = across - self.knot_across
        drawn = aside * (1 - 0.42 * math.exp(-((aside / 0.2) ** 2)) * math.sin(math.pi * u) ** 2)
        nearness = math.exp(-(((u - self.knot_along) / 0.062) ** 2))
        side = math.tanh(aside / 0.035)
        pushed = side * 0.15 * nearness * math.exp(-abs(drawn) / 0.2)
        weave = 0.014 * math.sin(11 * u + 5 * across) * math.sin(math.pi * u)
        return self.knot_across + drawn + pushed + weave


def _shade(spindle: Spindle, theta: float, index: int) -> Callable[[float, Point], float]:
    """Return the width rule of one fibre: thin where light falls from above, heavy below and along the taut band."""
    across = math.sin(theta)
    lit = max(0.0, math.cos(theta + 0.62)) ** 3
    reach = (0.0, 0.13, 0.06, 0.17)[index % 4]

    def width(t: float, _: Point) -> float:
        belly = math.sin(math.pi * t)
        band = math.exp(-(((across - spindle.knot_across) / 0.14) ** 2))
        ends = min(1.0, max(0.0, (min(t, 1 - t) - reach) / 0.1))
        near = math.exp(-(((t - spindle.knot_along) / 0.11) ** 2))
        glint = 0.5 * lit * math.exp(-(((t - 0.38) / 0.1) ** 2)) * (1 - band)
        tone = 0.42 + 0.78 * (1 - lit) * belly + band * (0.35 + 0.55 * near)
        return spindle.swell * (tone - glint) * ends

    return width


def fibres(spindle: Spindle) -> str:
    """Return the path of all fibres of the muscle, to be filled."""
    path = ""
    for index in range(spindle.fibres):
        theta = math.radians(-82 + 164 * index / (spindle.fibres - 1))
        across = math.sin(theta)
        steps = [step / spindle.steps for step in range(spindle.steps + 1)]
        points = [spindle.place(u, spindle.bent(u, across)) for u in steps]
        path += burin(points, _shade(spindle, theta, index))
    return path


def _rounding(spindle: Spindle, *, count: int, first: float, last: float) -> str:
    """Return short arcs across the shadowed side, which say that the belly is round."""
    path = ""
    for index in range(count):
        u = first + (last - first) * index / (count - 1)
        depth = 0.42 + 0.12 * math.cos(7 * u)
        arc = [depth + (0.985 - depth) * k / 4 for k in range(5)]
        path += tapered([spindle.place(u + 0.02 * (1 - a * a), a) for a in arc], 0.5)
    return path


def knot(spindle: Spindle, size: float) -> str:
    """Return the knot: fibres drawn short and thick, marked in copper; `size` is half its length."""
    x, y = spindle.knot
    tilt = math.atan2(spindle.end[1] - spindle.start[1], spindle.end[0] - spindle.start[0])
    path = ""
    for index in range(-4, 5):
        offset = index / 4.6
        tall = 0.4 * size * math.sqrt(1 - offset * offset)
        bow = 0.1 * size * offset
        arc = [(offset * size + bow * (1 - k * k), k * tall) for k in (-1, -0.5, 0, 0.5, 1)]
        turned = [
            (x + a * math.cos(tilt) - b * math.sin(tilt), y + a * math.sin(tilt) + b * math.cos(tilt)) for a, b in arc
        ]
        path += tapered(turned, 0.085 * size)
    return filled(path, COPPER)


def engraved_muscle(width: float, height: float, title: str, desc: str) -> str:
    """Draw the sign of the house: a needle through the skin reaches the knot in a muscle's taut band.

    Width and height set the picture's proportion (640 by 440 is what it is drawn for); the muscle keeps its shape and
    is centred. Title and desc are what a screen reader says.
    """
    spindle = Spindle(start=(6, 318), end=(634, 274), radius=104, fibres=37, steps=21)
    x, y = spindle.knot
    skin = [(24 + 74 * k, 128 + 0.0011 * (24 + 74 * k - 330) ** 2 * 0.42) for k in range(9)]
    skin = [(sx, sy + 7 * math.exp(-(((sx - x - 36) / 30) ** 2))) for sx, sy in skin]
    under = [(sx, sy + 9) for sx, sy in skin]
    body = (
        filled(tapered(skin, 1.5) + tapered(under, 0.6))
        + stroked(fringe(under[1:-1], count=46, length=9, lean=0.9), 0.45)
        + filled(fibres(spindle) + _rounding(spindle, count=46, first=0.24, last=0.8))
        + knot(spindle, 25)
        + needle((x, y), (x + 54, 22), handle=74, gauge=2.1, halo=6)
        + stroked(smooth([(x + 0.1, y), (x, y)]), 5, COPPER)
    )
    scale = max(640 / width, 440 / height)
    view = (320 - width * scale / 2, 220 - height * scale / 2, width * scale, height * scale)
    return figure(view, prefix="muscle", title=title, desc=desc, body=body)
