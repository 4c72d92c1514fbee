"""The drawn map: no gaps, no overlaps, exact mirrors."""

import math

import pytest

from drypoint.knowledge.bodymap import MAP_VERSION, regions
from drypoint.knowledge.bodymap.cutting import CuttingError, area, contains, cut
from drypoint.knowledge.bodymap.outlines import VIEWS, View, figure, neighbours
from drypoint.knowledge.bodymap.skeleton import OUTLINES, outlines_text

ALL = [(sex, name) for sex in ("female", "male", "neutral") for name in VIEWS]


def signed(ring: list[tuple[float, float]]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def border_rings(view: View) -> list[list[tuple[float, float]]]:
    """Chain the outer arcs into closed rings."""
    left = [view.arcs[number - 1] for number in sorted(view.border)]
    rings = []
    while left:
        ring = list(left.pop())
        while ring[0] != ring[-1]:
            at = next(i for i, arc in enumerate(left) if ring[-1] in (arc[0], arc[-1]))
            arc = left.pop(at)
            ring += (arc if arc[0] == ring[-1] else arc[::-1])[1:]
        rings.append(ring[:-1])
    return rings


@pytest.mark.parametrize(("sex", "name"), ALL)
def test_the_regions_fill_the_outline_without_gap_or_overlap(sex: str, name: str) -> None:
    view = figure(sex)[name]
    whole = sum(area(ring) for ring in border_rings(view))
    assert math.isclose(sum(view.areas.values()), whole, rel_tol=1e-9)


@pytest.mark.parametrize(("sex", "name"), ALL)
def test_every_inner_arc_is_walked_once_from_each_side(sex: str, name: str) -> None:
    view = figure(sex)[name]
    walks: dict[int, list[float]] = {}
    for rings in view.rings.values():
        for ring in rings:
            sense = math.copysign(1, signed(view.ring(ring)))
            for number in ring:
                walks.setdefault(abs(number), []).append(math.copysign(sense, number * sense))
    assert all(len(found) == 1 for number, found in walks.items() if number in view.border)
    inner = [found for number, found in walks.items() if number not in view.border]
    assert all(sorted(found) == [-1, 1] for found in inner)


@pytest.mark.parametrize("sex", ["female", "male", "neutral"])
def test_left_and_right_are_exact_mirrors(sex: str) -> None:
    views = figure(sex)
    for name, other in (("front", "front"), ("back", "back"), ("left", "right"), ("sole_left", "sole_right")):
        for region, rings in views[name].polygons.items():
            mirror = views[other].polygons[regions()[region].mirror]
            assert [{(-x, y) for x, y in ring} for ring in rings] == [set(ring) for ring in mirror]


def test_the_front_shows_the_patient_s_left_at_the_viewer_s_right() -> None:
    assert figure("neutral")["front"].region_at(0.62, 0.23) in {
        region for region, one in regions().items() if one.side == "left"
    }
    assert figure("neutral")["back"].region_at(0.62, 0.23) in {
        region for region, one in regions().items() if one.side == "right"
    }


def test_proportions_are_those_of_a_standing_adult() -> None:
    front = figure("neutral")["front"]

    def extent(key: str, axis: int) -> tuple[float, float]:
        values = [
            point[axis] for side in ("left", "right") for ring in front.polygons[f"{key}_{side}"] for point in ring
        ]
        return min(values), max(values)

    head = extent("jaw", 1)[1] - extent("forehead", 1)[0]
    height = front.box[3] - 16
    assert 7.0 < height / head < 8.0
    shoulders = extent("shoulder_outer", 0)[1] - extent("shoulder_outer", 0)[0]
    assert 0.23 < shoulders / height < 0.34


def test_female_and_male_figures_differ_where_people_do() -> None:
    def width(sex: str, key: str) -> float:
        points = figure(sex)["front"].polygons[f"{key}_left"]
        return max(x for ring in points for x, _ in ring)

    assert width("female", "outer_hip") > width("neutral", "outer_hip") > width("male", "outer_hip")
    assert width("female", "shoulder_outer") < width("neutral", "shoulder_outer") < width("male", "shoulder_outer")


@pytest.mark.slow
def test_the_stored_outlines_are_those_of_the_skeleton() -> None:
    drawn = outlines_text()
    assert OUTLINES.read_text("utf-8") == drawn
    assert f'"version":"{MAP_VERSION}"' in drawn


def test_neighbours_are_mutual_and_every_region_has_one() -> None:
    for region, others in neighbours().items():
        assert others, region
        assert all(region in neighbours()[other] for other in others)


def test_a_square_cut_in_two_has_two_halves() -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    pieces = cut([square, [(-3.0, 5.0), (13.0, 5.0)]], [("upper", (5, 2)), ("lower", (5, 8))], square)
    assert set(pieces.rings) == {"upper", "lower"}
    assert len(pieces.arcs) == 3


def test_a_piece_without_a_name_is_reported_with_its_place() -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    with pytest.raises(CuttingError, match="from 0,5 to 10,10 has no name"):
        cut([square, [(-3.0, 5.0), (13.0, 5.0)]], [("upper", (5, 2))], square)
    with pytest.raises(CuttingError, match="has the names one, two"):
        cut([square], [("one", (5, 2)), ("two", (5, 8))], square)


def test_points_inside_and_outside() -> None:
    ring = [(0, 0), (4, 0), (4, 4), (0, 4)]
    assert contains(ring, (2, 2))
    assert not contains(ring, (5, 2))


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="no figure"):
        figure("other")
