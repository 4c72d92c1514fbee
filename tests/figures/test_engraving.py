"""The drawings are well made: valid, described, light, the same every time."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.knowledge.figures import icons
from drypoint.knowledge.figures.engraving import along, burin, number, ruled, smooth
from drypoint.knowledge.figures.mechanism import STEPS, MechanismLabels, mechanism
from drypoint.knowledge.figures.muscle import Spindle, engraved_muscle
from drypoint.knowledge.figures.needle import divider

SVG = "{http://www.w3.org/2000/svg}"
coordinates = st.floats(min_value=-900, max_value=900)
points = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=12)


def _mechanism() -> str:
    return mechanism(MechanismLabels("Gdje <djeluje>", "Mišić & živac", "Mišić", "Živac", "Leđna moždina", "Mozak"))


def _muscle() -> str:
    return engraved_muscle(640, 440, "A needle", "Fibres & a knot")


@pytest.mark.parametrize(("draw", "prefix", "budget"), [(_muscle, "muscle", 9_216), (_mechanism, "mechanism", 14_336)])
def test_a_figure_is_valid_described_and_light(draw: Callable[[], str], prefix: str, budget: int) -> None:
    svg = draw()
    root = ElementTree.fromstring(svg)
    ids = [element.get("id") for element in root.iter() if element.get("id")]

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    assert set((root.get("aria-labelledby") or "").split()) <= set(ids)
    assert len(ids) == len(set(ids))
    assert all(name is not None and name.startswith(f"{prefix}-") for name in ids)
    assert len(brotli.compress(svg.encode())) <= budget
    assert svg == draw()


@pytest.mark.parametrize("draw", [_muscle, _mechanism, divider])
def test_a_drawing_carries_no_style_no_script_and_no_colour_of_its_own(draw: Callable[[], str]) -> None:
    svg = draw()
    assert "style=" not in svg
    assert "<style" not in svg
    assert "<script" not in svg
    outside_fallbacks = re.sub(r"var\(--[a-z]+,#[0-9a-f]{6}\)", "", svg)
    assert not re.search(r"#[0-9a-f]{3,6}\b", outside_fallbacks)


def test_the_mechanism_has_a_group_for_each_step() -> None:
    groups = {group.get("id") for group in ElementTree.fromstring(_mechanism()).iter(f"{SVG}g")}
    assert {f"mechanism-{step}" for step in STEPS} <= groups


def test_labels_are_written_as_text_and_never_as_markup() -> None:
    hostile = mechanism(MechanismLabels("<b>", "&", "<i>", "a & b", "<svg>", "'\""))
    assert ElementTree.fromstring(hostile).find(f"{SVG}title").text == "<b>"  # type: ignore[union-attr]
    assert "<i>" not in hostile


def test_the_knot_lies_in_the_muscle() -> None:
    spindle = Spindle(start=(0, 0), end=(200, 0), radius=40, fibres=9, steps=12)
    x, y = spindle.knot
    assert 0 < x < 200
    assert abs(y - spindle.place(spindle.knot_along, 0)[1]) < spindle.girth(spindle.knot_along)


def test_fibres_never_cross() -> None:
    spindle = Spindle(start=(6, 318), end=(634, 274), radius=104, fibres=37, steps=21)
    for step in range(1, 40):
        bent = [spindle.bent(step / 40, -1 + 2 * k / 80) for k in range(81)]
        assert bent == sorted(bent)


@given(st.floats(min_value=-1e4, max_value=1e4))
def test_a_number_is_written_short_and_read_back_within_its_rounding(value: float) -> None:
    assert abs(float(number(value)) - value) <= 0.0501
    assert not number(value).endswith(".")


@given(points)
def test_a_relative_path_ends_where_its_last_point_is(line: list[tuple[float, float]]) -> None:
    path = smooth(line)
    values = [float(part) for part in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", path)]
    x, y = values[0], values[1]
    steps = [values[2:8], *(values[at : at + 4] for at in range(8, len(values), 4))]
    for step in steps:
        x, y = x + step[-2], y + step[-1]
    assert (x, y) == pytest.approx(line[-1], abs=0.06 * len(line))


@given(points, st.integers(min_value=2, max_value=30))
def test_points_along_a_line_keep_its_ends(line: list[tuple[float, float]], count: int) -> None:
    spread = along(line, count)
    assert len(spread) == count
    assert spread[0] == pytest.approx(line[0])
    assert spread[-1] == pytest.approx(line[-1], abs=1e-6)


def test_a_line_too_thin_to_print_is_lifted() -> None:
    line = [(float(x), 0.0) for x in range(12)]
    assert burin(line, lambda t, _: 0.0) == ""
    assert burin(line, lambda t, _: 0.0 if 0.4 < t < 0.6 else 1.0).count("M") == 2


def test_ruling_stays_inside_its_outline() -> None:
    path = ruled([(0, 0), (10, 0), (10, 10), (0, 10)], spacing=2, angle=0.0)
    starts = [tuple(map(float, pair)) for pair in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", path)]
    assert len(starts) == 5
    assert all(x == 0 and 0 < y < 10 for x, y in starts)


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_an_icon_is_valid_and_hidden_from_screen_readers(name: str) -> None:
    root = ElementTree.fromstring(icons.icon(name))
    assert root.get("aria-hidden") == "true"
    assert root.get("stroke") == "currentColor"


def test_an_unknown_icon_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="needle"):
        icons.icon("unicorn")
