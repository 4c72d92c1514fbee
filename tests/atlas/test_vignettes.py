"""Hand-written drawings whose expected muscle is named by a source."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drypoint.knowledge.atlas import load, rank
from drypoint.knowledge.bodymap.choir import ZONES, female_front
from drypoint.knowledge.bodymap.regions import OPPOSITE, Side


@dataclass(frozen=True)
class Vignette:
    side: Side
    story: str
    drawing: dict[str, Any]
    muscles: tuple[str, ...]
    sources: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.side} {' and '.join(self.muscles)}: {self.story}"


def entry_of(token: str, side: Side, *, is_female: bool) -> dict[str, Any]:
    """Read one place of a drawing: region:coverage, =zone:coverage, ~other side, intensity after @."""
    place, _, share = token.partition(":")
    coverage, _, intensity = share.partition("@")
    where = OPPOSITE[side] if place.startswith("~") else side
    entry: dict[str, Any] = {"coverage": float(coverage)}
    if intensity:
        entry["intensity"] = float(intensity)
    if place.startswith("="):
        zone = ZONES[place[1:]]
        code = zone.left if side == "left" else zone.right
        entry["choir"] = female_front(code) if is_female else code
    else:
        entry["id"] = f"{place.removeprefix('~')}_{where}"
    return entry


def vignettes(name: str) -> list[Vignette]:
    found = []
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            marked, story, drawn, muscles, sources = (part.strip() for part in line.split("|"))
            side: Side = "left" if marked.startswith("left") else "right"
            is_female = marked.endswith("*")
            drawing = {
                "choir_numbering": "female_front" if is_female else "canonical",
                "regions": [entry_of(token, side, is_female=is_female) for token in drawn.split()],
            }
            found.append(Vignette(side, story, drawing, tuple(muscles.split()), tuple(sources.split())))
    return found


FIRST, FURTHER = vignettes("vignettes.txt"), vignettes("vignettes_further.txt")


@pytest.mark.parametrize("one", [*FIRST, *FURTHER], ids=str)
def test_the_expected_muscle_is_among_the_first_three(one: Vignette) -> None:
    """Of two expected muscles, each is among the first four."""
    first = [(candidate["muscle"], candidate["side"]) for candidate in rank(one.drawing)["candidates"]]
    for muscle in one.muscles:
        assert (muscle, one.side) in first[: 2 + len(one.muscles)]


def test_most_expected_muscles_come_first() -> None:
    """Three of four in fine regions, two of three in segments; what shares a whole zone cannot be told apart there."""
    fine = [one for one in (*FIRST, *FURTHER) if not any("choir" in entry for entry in one.drawing["regions"])]
    coarse = [one for one in FURTHER if one not in fine]
    for group, share in ((fine, 3 / 4), (coarse, 2 / 3)):
        right = [rank(one.drawing)["candidates"][0]["muscle"] in one.muscles for one in group]
        assert sum(right) / len(right) >= share


def test_there_are_enough_and_each_cites_a_source_of_the_muscle() -> None:
    known = load().muscles
    assert len(FIRST) >= 40
    assert len(FURTHER) >= 30
    for one in (*FIRST, *FURTHER):
        cited = {
            source for muscle in one.muscles for source in (*known[muscle].sources, *known[muscle].pattern.sources)
        }
        assert set(one.sources) <= cited, one.story
