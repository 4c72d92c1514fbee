"""The reliability diagram of the atlas: what it stated against what was true, drawn from its accuracy report.

Run `python -m drypoint.knowledge.figures.reliability docs/reference/atlas-accuracy.md` to print the figure.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from drypoint.knowledge.figures.canvas import Canvas, Tone
from drypoint.knowledge.figures.scales import Axis

Bins = Sequence[tuple[float, float, int]]

_HEADING: Final = re.compile(r"### (\w+) noise: expected calibration error")
_ROW: Final = re.compile(r"\| (\d\.\d\d) \| (\d\.\d\d) \| █* \| (\d+) \|")
# One line style a level, so that the figure can be read without colour.
_STYLES: Final[tuple[tuple[Tone, str], ...]] = (("soft", "2 3"), ("copper", ""), ("ink", "7 3"))


def read_report(text: str) -> dict[str, Bins]:
    """Return the bins (mean stated, share true, candidates) of each noise level of the accuracy report."""
    found: dict[str, list[tuple[float, float, int]]] = {}
    level = ""
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            level = heading[1].lower()
            found[level] = []
        elif level and (row := _ROW.fullmatch(line)):
            found[level].append((float(row[1]), float(row[2]), int(row[3])))
    return dict(found)


def reliability_svg(levels: Mapping[str, Bins]) -> str:
    """Draw stated (across) against true (upwards) for each noise level; the diagonal is perfect calibration."""
    described = "; ".join(
        f"{name}: " + ", ".join(f"stated {stated:.2f}, true {true:.2f}" for stated, true, _ in bins)
        for name, bins in levels.items()
    )
    canvas = Canvas(
        420, 400, "Reliability of the atlas's probabilities", described, target="file", prefix="reliability"
    )
    across, upwards = Axis(0, 1, 60, 400), Axis(0, 1, 340, 20)
    for value, label in across.ticks():
        canvas.line(across.place(value), 20, across.place(value), 340, tone="rule")
        canvas.text(across.place(value), 358, label, anchor="middle", tone="soft", size=12)
        canvas.line(60, upwards.place(value), 400, upwards.place(value), tone="rule")
        canvas.text(52, upwards.place(value) + 4, label, anchor="end", tone="soft", size=12)
    canvas.line(60, 340, 400, 20, tone="soft", width=0.6)
    for (name, bins), (tone, dash), place in zip(levels.items(), _STYLES, range(len(levels)), strict=False):
        points = [(across.place(stated), upwards.place(true)) for stated, true, _ in bins]
        canvas.path(points, tone=tone, width=1.6, dash=dash)
        for x, y in points:
            canvas.circle(x, y, 2.4, fill=tone, stroke=tone)
        canvas.line(76, 40 + 20 * place, 106, 40 + 20 * place, tone=tone, width=1.6, dash=dash)
        canvas.text(114, 44 + 20 * place, f"{name} noise", size=12)
    canvas.text(230, 384, "stated probability", anchor="middle", size=13)
    canvas.text(60, 14, "share true", size=13)
    return canvas.svg()


if __name__ == "__main__":
    sys.stdout.write(reliability_svg(read_report(Path(sys.argv[1]).read_text("utf-8"))))
