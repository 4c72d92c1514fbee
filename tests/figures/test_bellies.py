"""A picture for every muscle: schematic, inside the figure, described and light."""

from collections.abc import Sequence
from functools import cache
from xml.etree import ElementTree

import pytest

from drypoint.knowledge.atlas import load
from drypoint.knowledge.bodymap.cutting import Point, contains
from drypoint.knowledge.bodymap.outlines import figure
from drypoint.knowledge.figures.bellies import VIEWS, bellies, fibres, muscle_svg, shown_views, zone_of

SVG = "{http://www.w3.org/2000/svg}"
MUSCLES = sorted(load().muscles)


@cache
def rings_of(view: str) -> list[tuple[str, Sequence[Point], tuple[float, float, float, float]]]:
    """Return each region's rings, and between which edges they lie: outside of them no point needs to be looked for."""
    found = []
    for region, rings in figure("neutral")[VIEWS[view]].polygons.items():
        for ring in rings:
            xs, ys = zip(*ring, strict=True)
            found.append((region, ring, (min(xs), min(ys), max(xs), max(ys))))
    return found


def test_every_muscle_of_the_atlas_has_a_picture_and_no_other() -> None:
    assert sorted(bellies()) == MUSCLES


@pytest.mark.parametrize("muscle", MUSCLES)
def test_a_muscle_lies_inside_the_figure_on_the_left_side(muscle: str) -> None:
    for belly in bellies()[muscle]:
        rings = rings_of(belly.view)
        for fibre in fibres(belly, "neutral"):
            for x, y in fibre:
                near = [(x + a, y + b) for a in (-2, 0, 2) for b in (-2, 0, 2)]
                homes = {
                    region
                    for region, ring, (left, top, right, bottom) in rings
                    if left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2
                    if any(contains(ring, at) for at in near)
                }
                assert any(region.endswith("_left") for region in homes), (muscle, x, y)


@pytest.mark.parametrize("muscle", MUSCLES)
def test_a_picture_is_described_and_weighs_at_most_30_kilobytes(muscle: str) -> None:
    drawn = muscle_svg(muscle, "neutral", "hr")
    root = ElementTree.fromstring(drawn)
    known = load().muscles[muscle]
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title") or "").startswith(known.name.in_("hr"))
    assert "shematski" in (root.findtext(f"{SVG}desc") or "")
    assert len(drawn.encode()) <= 30 * 1024
    assert "style=" not in drawn
    assert ("--copper" in drawn) is bool(known.zone)


@pytest.mark.parametrize("muscle", MUSCLES)
def test_a_picture_shows_the_muscle_and_every_place_of_its_zone(muscle: str) -> None:
    known = load().muscles[muscle]
    zone = zone_of(known)
    assert set(zone) == {f"{part.key}_{'right' if part.opposite else 'left'}" for part in known.zone}
    views = shown_views(muscle, zone, "neutral")
    assert {VIEWS[belly.view] for belly in bellies()[muscle]} <= set(views)
    assert set(zone) == {region for seen in views.values() for region in seen}


def test_without_its_zone_a_picture_carries_no_copper() -> None:
    assert "--copper" not in muscle_svg("soleus", "female", "en", show_zone=False)


def test_an_unknown_muscle_is_refused() -> None:
    with pytest.raises(KeyError):
        muscle_svg("wing", "neutral", "en")
