"""How needling may act, in one picture of four parts: muscle, nerve, spinal cord, brain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from drypoint.knowledge.figures.engraving import (
    COPPER,
    INK,
    PAPER,
    Point,
    along,
    burin,
    figure,
    filled,
    fringe,
    number,
    ruled,
    smooth,
    stroked,
    tapered,
)
from drypoint.knowledge.figures.muscle import Spindle, fibres, knot
from drypoint.knowledge.figures.needle import needle

STEPS = ("mechanical", "peripheral", "segmental", "central")
"""The four parts in the order of the signal; each is the group `mechanism-<step>` of the picture."""


@dataclass(frozen=True)
class MechanismLabels:
    """What the picture says, in the reader's language: one short word for each part (18 characters fit)."""

    title: str
    desc: str
    muscle: str
    nerve: str
    spinal_cord: str
    brain: str


_BRAIN: tuple[Point, ...] = (
    (146, 118), (149, 90), (165, 60), (196, 36), (238, 23), (284, 24), (326, 40), (356, 68),
    (369, 102), (363, 131), (342, 147), (312, 150), (284, 155), (254, 164), (222, 168), (198, 161),
    (190, 146), (196, 136), (178, 139), (157, 133),
)  # fmt: skip
_FURROWS: tuple[tuple[Point, ...], ...] = (
    ((196, 136), (222, 128), (254, 117), (284, 103), (306, 92), (316, 80)),  # lateral
    ((264, 25), (258, 44), (265, 62), (252, 82), (253, 104)),  # central
    ((238, 31), (233, 52), (239, 72), (227, 92), (229, 112)),  # precentral
    ((290, 33), (281, 54), (287, 71), (276, 92)),  # postcentral
    ((230, 56), (208, 57), (188, 70), (168, 84)),  # superior frontal
    ((226, 90), (204, 91), (186, 101), (164, 112)),  # inferior frontal
    ((216, 116), (200, 114), (184, 124)),
    ((287, 68), (308, 70), (328, 80), (346, 94)),  # intraparietal
    ((202, 150), (234, 146), (266, 134), (298, 120), (320, 106)),  # superior temporal
    ((224, 158), (256, 152), (288, 142), (318, 130), (344, 124)),  # inferior temporal
    ((334, 51), (329, 63), (337, 76)),  # parieto-occipital
    ((354, 94), (345, 108), (352, 124)),  # lunate
    ((205, 36), (214, 48), (208, 57)),
    ((312, 44), (306, 56), (311, 69)),
)
_CEREBELLUM: tuple[Point, ...] = (
    (292, 160), (312, 155), (336, 154), (354, 161), (354, 176), (338, 189), (314, 192), (294, 182), (288, 170),
)  # fmt: skip
_STEM_FRONT: tuple[Point, ...] = (
    (262, 163),
    (255, 176),
    (259, 191),
    (269, 200),
    (273, 216),
    (278, 244),
    (284, 284),
    (286, 302),
)
_STEM_BACK: tuple[Point, ...] = ((287, 168), (288, 186), (289, 202), (290, 220), (293, 244), (297, 284), (298, 302))

_CORD: Point = (292.0, 360.0)
_CORD_HALF: tuple[Point, ...] = (
    (0, -47), (6, -52), (34, -54), (62, -40), (76, -12), (74, 16), (56, 40), (28, 53), (6, 53), (1.5, 36),
)  # fmt: skip
_GREY_HALF: tuple[Point, ...] = (
    (0, -6), (9, -9), (17, -20), (27, -36), (39, -46), (45, -40), (38, -26), (31, -10), (36, 2), (47, 14),
    (47, 28), (35, 34), (22, 27), (12, 12), (0, 8),
)  # fmt: skip


def _mirrored(half: tuple[Point, ...], centre: Point) -> list[Point]:
    x, y = centre
    right = [(x + px, y + py) for px, py in half]
    left = [(x - px, y + py) for px, py in reversed(half) if px]
    return right + left


def _label(step: int, at: Point, word: str) -> str:
    x, y = at
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="10" stroke-width=".9"/>'
        f'<g fill="{INK}" stroke="none" font-family="system-ui,sans-serif">'
        f'<text x="{number(x)}" y="{number(y + 4.5)}" font-size="13" font-weight="600" '
        f'text-anchor="middle">{step}</text>'
        f'<text x="{number(x + 17)}" y="{number(y + 5)}" font-size="15">{escape(word)}</text></g>'
    )


def _acts_here(at: Point) -> str:
    x, y = at
    return (
        f'<g stroke="{COPPER}"><circle cx="{number(x)}" cy="{number(y)}" r="2.6" fill="{COPPER}" stroke="none"/>'
        f'<circle cx="{number(x)}" cy="{number(y)}" r="6" stroke-width=".8"/></g>'
    )


def _muscle(word: str) -> str:
    spindle = Spindle(start=(4, 392), end=(196, 430), radius=40, fibres=23, steps=13, knot_along=0.5, swell=0.95)
    x, y = spindle.knot
    skin = [(6 + 19 * k, 340 + 0.0016 * (6 + 19 * k - 82) ** 2) for k in range(9)]
    return (
        filled(tapered(skin, 1.3) + fibres(spindle))
        + stroked(fringe(skin[1:-1], count=22, length=6, lean=0.9), 0.45)
        + knot(spindle, 13)
        + needle((x, y), (x - 34, 246), handle=44, gauge=1.5, halo=4)
        + _acts_here((x, y))
        + _label(1, (16, 462), word)
    )


def _nerve(word: str) -> str:
    trunk: list[Point] = [(160, 394), (164, 380), (176, 368), (192, 364)]
    dorsal: list[Point] = [(192, 364), (204, 350), (216, 334), (232, 322), (248, 318)]
    ventral: list[Point] = [(192, 364), (210, 376), (228, 388), (246, 390)]
    endings: tuple[list[Point], ...] = (
        [(160, 394), (154, 402), (144, 404), (134, 402)],
        [(160, 394), (158, 406), (150, 413), (143, 416)],
        [(160, 392), (150, 394), (142, 392)],
    )
    path = ""
    for aside in (-3.2, -1.1, 1.1, 3.2):
        path += burin(
            along([(x + aside * 0.4, y + aside) for x, y in trunk], 9), lambda t, _: 0.5 + 0.5 * math.sin(math.pi * t)
        )
    for root in (dorsal, ventral):
        for aside in (-1.6, 0, 1.6):
            path += burin(along([(x + aside * 0.4, y + aside) for x, y in root], 9), lambda t, _: 0.75 - 0.25 * t)
    for ending in endings:
        path += burin(along(ending, 6), lambda t, _: 1.3 - t)
    ganglion: list[Point] = [(204, 347), (209, 334), (220, 325), (228, 328), (222, 341), (211, 350)]
    shape = smooth(ganglion, closed=True)
    return (
        filled(path)
        + f'<path fill="{PAPER}" stroke-width=".9" d="{shape}"/>'
        + stroked(ruled(ganglion, spacing=2.6, angle=0.5), 0.45)
        + _acts_here((134, 402))
        + _label(2, (138, 304), word)
    )


def _spinal_cord(word: str) -> str:
    outline, grey = _mirrored(_CORD_HALF, _CORD), _mirrored(_GREY_HALF, _CORD)
    x, y = _CORD
    body = f'<path fill="{PAPER}" stroke-width="1.3" d="{smooth(outline, closed=True)}"/>'
    shade = ""
    for index in range(40):
        turn = 0.25 + 2.65 * index / 39
        far = (x + 71 * math.cos(turn), y + 48 * math.sin(turn))
        near = (x + 60 * math.cos(turn), y + 41 * math.sin(turn))
        shade += f"M{number(far[0])} {number(far[1])}L{number(near[0])} {number(near[1])}"
    return (
        body
        + stroked(shade, 0.45)
        + stroked(smooth(grey, closed=True), 0.9)
        + stroked(ruled(grey, spacing=2.7, angle=0.6), 0.5)
        + stroked(f"M{number(x)} {number(y - 47)}v30M{number(x)} {number(y + 36)}v-22", 0.8)
        + f'<circle cx="{number(x)}" cy="{number(y + 1)}" r="2" fill="{PAPER}" stroke-width=".8"/>'
        + _acts_here((x - 38, y - 38))
        + _label(3, (226, 440), word)
    )


def _brain(word: str) -> str:
    outline = f'<path fill="{PAPER}" stroke-width="1.4" d="{smooth(_BRAIN, closed=True)}"/>'
    furrows, shade = "", ""
    for furrow in _FURROWS:
        line = along(furrow, 9)
        furrows += burin(line, lambda t, _: 0.5 + 1.1 * math.sin(math.pi * (0.15 + 0.75 * t)))
        length = sum(math.dist(a, b) for a, b in pairwise(line))
        shade += fringe(line, count=max(6, int(length / 3)), length=-6.5)
    shade += fringe([*_BRAIN[6:15]], count=70, length=7, lean=0.2)
    leaves = ""
    for level in range(6):
        low = level / 5
        leaf: list[Point] = [(292 + 3 * low, 164 + 18 * low), (316, 159 + 27 * low), (340, 158 + 25 * low),
                             (354, 164 + 12 * low)]  # fmt: skip
        leaves += tapered(along(leaf, 7), 0.9)
    cord = burin(along(_STEM_FRONT, 12), lambda t, _: 1.3 - 0.5 * t) + burin(
        along(_STEM_BACK, 12), lambda t, _: 1.1 - 0.4 * t
    )
    tracts = "".join(
        tapered([(272 + k + t * 16, 188 + t * 110) for t in (0, 0.25, 0.5, 0.75, 1)], 0.5) for k in (1, 5, 9)
    )
    return (
        filled(cord + tracts)
        + f'<path fill="{PAPER}" stroke-width="1" d="{smooth(_CEREBELLUM, closed=True)}"/>'
        + filled(leaves)
        + outline
        + filled(furrows)
        + stroked(shade, 0.45)
        + _acts_here((274, 178))
        + _label(4, (40, 60), word)
    )


def mechanism(labels: MechanismLabels) -> str:
    """Draw the four levels at which needling may act; a copper point marks each.

    Every level is a group with the id `mechanism-mechanical`, `-peripheral`, `-segmental` or `-central`, so that a
    style sheet can let the others step back.
    """
    parts = (
        _muscle(labels.muscle),
        _nerve(labels.nerve),
        _spinal_cord(labels.spinal_cord),
        _brain(labels.brain),
    )
    groups = {step: f'<g id="mechanism-{step}">{part}</g>' for step, part in zip(STEPS, parts, strict=True)}
    body = groups["central"] + groups["segmental"] + groups["mechanical"] + groups["peripheral"]
    return figure((0, 10, 400, 470), prefix="mechanism", title=labels.title, desc=labels.desc, body=body)
