"""Measure the warnings on simulated drawings, and write docs/reference/atlas-warnings.md."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from drypoint.knowledge.atlas.drawn_dangers import Drawn, Half, dangerous_drawings, muscle_drawings
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.voices import UNFOLDED, Voices, voices

SEED: Final = 20261128
EACH: Final = 100
# The goals of the release: named at least, flagged and asked at most.
LEAST_NAMED: Final = 0.95
MOST_FLAGGED: Final = 0.10
MOST_ASKS: Final = 2.0
# The numbers at which plain muscle drawings are tried; None leaves it out.
INTENSITIES: Final[tuple[int | None, ...]] = (None, 3, 5, 8, 10)


@dataclass(frozen=True, slots=True)
class Named:
    """How many dangerous drawings are named: by any danger that stands unfolded, and by the ids of ask_first alone."""

    count: int
    named: float
    named_by_id: float
    missed: Counter[str]


@dataclass(frozen=True, slots=True)
class Plain:
    """What is said of plain muscle drawings: the share with a flag, mean asks in all, mean that stand unfolded."""

    count: int
    flagged: float
    asks: float
    unfolded: float


def _said(one: Drawn) -> Voices:
    return voices(load().dangers, one.findings)


def measure_dangerous(drawn: Sequence[Drawn]) -> Named:
    """Count the dangerous drawings of which a danger is named, as a flag or as an ask that stands unfolded."""
    named = by_id = 0
    missed: Counter[str] = Counter()
    for one in drawn:
        spoken = _said(one)
        flags = {flag.danger.id for flag in spoken.flags}
        dangers = flags | {danger.id for ask in spoken.unfolded for danger in ask.dangers}
        named += bool(dangers & one.named_by)
        by_id += bool((flags | {ask.id for ask in spoken.unfolded}) & one.named_by)
        missed[one.cause] += not dangers & one.named_by
    return Named(len(drawn), named / len(drawn), by_id / len(drawn), missed)


def measure_plain(drawn: Sequence[Drawn]) -> Plain:
    """Count flags and asks on plain muscle drawings."""
    spoken = [_said(one) for one in drawn]
    return Plain(
        len(drawn),
        sum(bool(one.flags) for one in spoken) / len(drawn),
        math.fsum(len(one.asks) for one in spoken) / len(drawn),
        math.fsum(len(one.unfolded) for one in spoken) / len(drawn),
    )


def at_intensity(drawn: Sequence[Drawn], intensity: int | None) -> list[Drawn]:
    """Give drawings again with one number everywhere, or with none."""
    changed = []
    for one in drawn:
        entries = [
            {key: value for key, value in entry.items() if key != "intensity"} for entry in one.drawing["regions"]
        ]
        more = {} if intensity is None else {"intensity": intensity}
        changed.append(replace(one, drawing={**one.drawing, "regions": [{**entry, **more} for entry in entries]}))
    return changed


def warnings_report(each: int = EACH) -> str:
    """Measure everything and return the report as Markdown; each is the number of drawings of each cause and muscle."""
    rows = []
    missed: list[str] = []
    plain_rows = []
    halves: tuple[tuple[Half, str], ...] = (("first", "looked at"), ("second", "kept apart"))
    for half, called in halves:
        dangerous, plain = dangerous_drawings(half, each, SEED), muscle_drawings(half, each // 5, SEED)
        for map_, is_coarse in (("fine regions", False), ("CHOIR segments", True)):
            of_map = [one.in_segments() for one in dangerous] if is_coarse else dangerous
            found = measure_dangerous(of_map)
            rows.append(f"| {called} | {map_} | {found.count} | {found.named:.3f} | {found.named_by_id:.3f} |")
            muscles = [one.in_segments() for one in plain] if is_coarse else plain
            said = measure_plain(muscles)
            plain_rows.append(
                f"| {called} | {map_} | {said.count} | {said.flagged:.3f} | {said.asks:.2f} | {said.unfolded:.2f} |"
            )
            if half == "second" and not is_coarse:
                missed = [f"{cause} {count}" for cause, count in found.missed.most_common() if count]
    by_number = []
    for intensity in INTENSITIES:
        said = measure_plain(at_intensity(muscle_drawings("second", each // 5, SEED), intensity))
        by_number.append(f"| {'none' if intensity is None else intensity} | {said.flagged:.3f} | {said.asks:.2f} |")
    return "\n".join(
        [
            *_OPENING,
            *rows,
            "",
            f"Missed, kept apart, in fine regions: {', '.join(missed)}.",
            *_PLAIN,
            *plain_rows,
            *_NUMBERS,
            *by_number,
            "",
        ]
    )


_OPENING: Final = [
    "# How often the atlas warns",
    "",
    "Written by `python -m drypoint.knowledge.atlas warnings`; do not edit by hand.",
    "",
    "**Nothing here is measured on patients.** The drawings are simulated: where each dangerous cause hurts, and how",
    "often, is our own reading of the sources that `facts/dangerous_drawings.yaml` names for it. A quarter of the",
    "marks are dots of 0.5 to 4 % of their region, a fifth of the drawings have no number, some strokes run over the",
    "border, and no fact about the person is given. The drawings fall into halves by their own hash; the rules were",
    "written with the first, and the second was kept apart. Both halves come from one generator, so that the second",
    "shows that the rules were not fitted to single drawings; it does not show that the generator is true.",
    "",
    "Its totals were read twice while the rules were still changed, its drawings never.",
    "",
    "Named: a danger that the cause is counts as said, as a flag or in an ask that stands unfolded (the first",
    f"{UNFOLDED}, and every emergency). By id: the danger leads the ask that names it.",
    "",
    f"Goals, held by a test on the half kept apart, in fine regions: named at least {LEAST_NAMED:g}; a flag on at most",
    f"{MOST_FLAGGED:g} of plain muscle drawings at any number; at most {MOST_ASKS:g} asks there on average.",
    "",
    "## Dangerous drawings",
    "",
    "| Half | Map | Drawings | Named | By id |",
    "|---|---|---|---|---|",
]
_PLAIN: Final = [
    "",
    "## Plain muscle drawings",
    "",
    "One muscle, as its chart has it, with little noise, aching or without a quality.",
    "",
    "| Half | Map | Drawings | With a flag | Asks | Unfolded |",
    "|---|---|---|---|---|---|",
]
_NUMBERS: Final = [
    "",
    "The same, kept apart, in fine regions, with one number everywhere:",
    "",
    "| Number | With a flag | Asks |",
    "|---|---|---|",
]
