"""The needle: a shaft that ends in a point, and a handle wound of copper wire."""

from __future__ import annotations

import math

from drypoint.knowledge.figures.engraving import COPPER, INK, PAPER, Point, burin, filled, smooth, stroked


def needle(tip: Point, top: Point, *, handle: float, gauge: float = 1.5, halo: float = 4.5) -> str:
    """Return a needle from its tip to the top of its handle; `handle` and `gauge` are lengths in user units.

    A halo of paper sets it off from the lines behind it.
    """
    length = math.dist(tip, top)
    dx, dy = (top[0] - tip[0]) / length, (top[1] - tip[1]) / length

    def at(distance: float, aside: float = 0.0) -> Point:
        return tip[0] + dx * distance - dy * aside, tip[1] + dy * distance + dx * aside

    shaft = [at((length - handle * 0.7) * step / 8) for step in range(9)]
    turns = round(handle / (gauge * 1.5))
    radius = gauge * 1.75
    winding = "".join(
        smooth([at(foot, -radius), at(foot + gauge * 0.7, 0), at(foot + gauge * 0.5, radius)])
        for foot in (length - handle + handle * turn / turns for turn in range(turns))
    )
    ring = [at(length + radius * (1 + math.cos(k)), radius * math.sin(k)) for k in (0, 1.6, 3.14, 4.7)]
    return (
        (stroked(smooth([at(halo), shaft[-1]]), halo, PAPER) if halo else "")
        + filled(burin(shaft, lambda t, _: gauge * min(1.0, 0.2 + t * 5)), INK)
        + stroked(winding, round(gauge * 0.75, 2), COPPER)
        + stroked(smooth(ring, closed=True), round(gauge * 0.7, 2), COPPER)
    )


def divider() -> str:
    """Return a needle lying between two thin lines, to part two pieces of a page; hidden from screen readers."""
    return (
        '<svg class="divider" viewBox="0 0 288 24" fill="none" stroke="currentColor" stroke-linecap="round" '
        'aria-hidden="true" focusable="false">'
        + stroked("M0 12h88M200 12h88", 0.8)
        + needle((106, 14.5), (178, 9.5), handle=26, gauge=1.2, halo=0)
        + "</svg>"
    )
