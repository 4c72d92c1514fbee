"""A small drawing board for plots: engraved lines in SVG, for the page or for paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Tone = Literal["ink", "soft", "rule", "copper", "paper"]

_ID = re.compile(r"[A-Za-z][\w-]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# On a page the tones follow the page's own variables, so that dark mode needs no second figure.
_SCREEN: dict[Tone, str] = {
    "ink": "var(--ink, #1d1a16)",
    "soft": "var(--soft, #5c5548)",
    "rule": "var(--line, #d9d0be)",
    "copper": "var(--copper, #9c4a22)",
    "paper": "var(--paper, #f7f2e8)",
}
_PRINT: dict[Tone, str] = {
    "ink": "#1d1a16",
    "soft": "#5c5548",
    "rule": "#c9c0b0",
    "copper": "#9c4a22",
    "paper": "#ffffff",
}
_LIGHT = "--ink:#1d1a16;--soft:#5c5548;--line:#d9d0be;--copper:#9c4a22;--paper:#f7f2e8"
_DARK = "--ink:#efe8db;--soft:#b5ac9b;--line:#3b352d;--copper:#e2925f;--paper:#161412"
# The house's own face on a page, typst's own on paper.
_FONT = "Drypoint Serif, Libertinus Serif, Georgia, Times New Roman, serif"

Points = Sequence[tuple[float, float]]
Target = Literal["page", "file", "paper"]


@dataclass(slots=True)
class Canvas:
    """Collects shapes; ``svg`` writes them out.

    ``target`` is where the figure goes: ``page`` for inline SVG that takes the page's colours, ``file`` for a file of
    its own with light and dark colours, ``paper`` for fixed colours. Lengths are in user units.
    """

    width: float
    height: float
    title: str
    description: str
    target: Target = "page"
    prefix: str = "figure"
    shapes: list[str] = field(default_factory=list)

    def tone(self, name: Tone) -> str:
        """Return the colour of a tone for the target."""
        return (_PRINT if self.target == "paper" else _SCREEN)[name]

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, tone: Tone = "ink", width: float = 0.8, dash: str = ""
    ) -> None:
        """Draw a straight line; ``dash`` is a pattern such as “2 3”."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.shapes.append(
            f'<path d="M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}" fill="none" stroke="{self.tone(tone)}" '
            f'stroke-width="{width:g}"{dashed}/>'
        )

    def path(
        self, points: list[tuple[float, float]], *, tone: Tone = "ink", width: float = 0.8, dash: str = ""
    ) -> None:
        """Draw an open line through points."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        steps = "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
        self.shapes.append(
            f'<path d="M{steps}" fill="none" stroke="{self.tone(tone)}" stroke-width="{width:g}" '
            f'stroke-linejoin="round"{dashed}/>'
        )

    def polygon(self, points: Points, *, fill: Tone | None, stroke: Tone | None = None, width: float = 0.8) -> None:
        """Draw a closed shape."""
        steps = "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
        filled = self.tone(fill) if fill else "none"
        edge = f' stroke="{self.tone(stroke)}" stroke-width="{width:g}"' if stroke else ""
        self.shapes.append(f'<path d="M{steps}Z" fill="{filled}"{edge}/>')

    def circle(self, x: float, y: float, radius: float, *, fill: Tone | None, stroke: Tone = "ink") -> None:
        """Draw a circle with a fine edge."""
        filled = self.tone(fill) if fill else "none"
        self.shapes.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{filled}" stroke="{self.tone(stroke)}" '
            'stroke-width="0.8"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: Anchor = "start",
        tone: Tone = "ink",
        size: float = 13,
        bold: bool = False,
    ) -> None:
        """Write words on a base line."""
        weight = ' font-weight="600"' if bold else ""
        self.shapes.append(
            f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" font-size="{size:g}" fill="{self.tone(tone)}"'
            f"{weight}>{_written(words)}</text>"
        )

    def svg(self) -> str:
        """Return the figure with its title and description."""
        if not _ID.fullmatch(self.prefix):
            raise ValueError(f"“{self.prefix}” cannot be the id of a figure; use letters, digits and hyphens.")
        size = f'width="{self.width:g}" height="{self.height:g}" ' if self.target != "page" else ""
        style = ""
        if self.target == "file":
            dark = f"@media (prefers-color-scheme:dark){{svg{{{_DARK}}}}}"
            style = f"<style>svg{{{_LIGHT};background:var(--paper)}}{dark}</style>"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" {size}role="img" '
            f'aria-labelledby="{self.prefix}-title {self.prefix}-desc" font-family="{_FONT}">'
            f'<title id="{self.prefix}-title">{_written(self.title)}</title>'
            f'<desc id="{self.prefix}-desc">{_written(self.description)}</desc>{style}{"".join(self.shapes)}</svg>\n'
        )


def _written(words: str) -> str:
    return escape(_CONTROL.sub(" ", words))
