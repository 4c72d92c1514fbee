"""Hand-written drawings whose expected muscle is named by a source."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from drypoint.knowledge.atlas import load, rank


@dataclass(frozen=True)
class Vignette:
    side: str
    story: str
    drawn: dict[str, float]
    muscle: str
    sources: tuple[str, ...]


def vignettes() -> list[Vignette]:
    found = []
    for line in Path(__file__).with_name("vignettes.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            side, story, drawn, muscle, sources = (part.strip() for part in line.split("|"))
            places = {place: float(share) for place, share in (one.split(":") for one in drawn.split())}
            found.append(Vignette(side, story, places, muscle, tuple(sources.split())))
    return found


@pytest.mark.parametrize("one", vignettes(), ids=lambda one: f"{one.side} {one.muscle}: {one.story}")
def test_the_expected_muscle_is_among_the_first_three(one: Vignette) -> None:
    answer = rank({"regions": [{"id": f"{key}_{one.side}", "coverage": share} for key, share in one.drawn.items()]})
    first = [(candidate["muscle"], candidate["side"]) for candidate in answer["candidates"][:3]]
    assert (one.muscle, one.side) in first


def test_there_are_forty_and_each_cites_a_source_of_the_muscle() -> None:
    known = load()
    assert len(vignettes()) >= 40
    for one in vignettes():
        cited = {*known.muscles[one.muscle].sources, *known.muscles[one.muscle].pattern.sources}
        assert set(one.sources) <= cited, one.story
