import xml.etree.ElementTree as ET

import pytest

from drypoint.knowledge.figures.people import draw_people
from drypoint.knowledge.figures.points import PointsRow, PointsWords, draw_points
from drypoint.knowledge.figures.side_by_side import ComparisonRow, draw_side_by_side

WORDS = PointsWords("Differences", "What is drawn", "less", "more", "Hatched: what people notice")


@pytest.mark.parametrize("out_of", [100, 1_000, 10_000])
def test_so_many_squares_are_copper_as_people_are_affected(out_of):
    svg = draw_people(7.4, out_of, title="7", description="7 of many")
    assert svg.count('fill="var(--copper') == 7
    assert len(svg) < 40_000
    ET.fromstring(svg)


@pytest.mark.parametrize(("affected", "out_of"), [(1, 50), (101, 100), (-1, 100)])
def test_a_field_that_cannot_be_is_refused(affected, out_of):
    with pytest.raises(ValueError, match=r"There is no field|cannot be"):
        draw_people(affected, out_of, title="", description="")


def test_the_axis_of_points_is_as_long_as_the_scale():
    svg = draw_points([PointsRow("One", 0.5, 0.1, 0.8)], (1.5, 2.0), WORDS)
    assert ">10</text>" in svg
    assert ">Differences</title>" in svg
    ET.fromstring(svg)


def test_an_assumed_difference_is_dashed():
    row = PointsRow("One", 2.0, 1.0, 3.0, is_assumed=True)
    assert "stroke-dasharray" in draw_points([row], (1.5, 2.0), WORDS)
    assert "stroke-dasharray" not in draw_points([PointsRow("One", 2.0, 1.0, 3.0)], (1.5, 2.0), WORDS)


def test_results_side_by_side_are_not_added_up():
    lines = [
        ComparisonRow("published", "A <review>", "neck", -1.0, -2.0, -0.5),
        ComparisonRow("trial", "B 2030", "", None, -1.0, 1.0),
    ]
    svg = draw_side_by_side(lines, title="Points", description="Two", sides=("← less", "more →"))
    root = ET.fromstring(svg)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "A <review>" in texts
    assert "−1.00 (−2.00; −0.50)" in texts
    assert "(−1.00; 1.00)" in texts


@pytest.mark.parametrize("draw", [lambda: draw_points([], (1, 2), WORDS),
                                  lambda: draw_side_by_side([], title="", description="", sides=("", ""))])  # fmt: skip
def test_nothing_is_drawn_of_nothing(draw):
    with pytest.raises(ValueError, match="There is no"):
        draw()
