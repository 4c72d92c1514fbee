"""Strokes and ticks, and what is measured of them."""

import math

import pytest

from drypoint.knowledge.bodymap.cutting import area, contains
from drypoint.knowledge.bodymap.drawing import Drawing, Mark, Stroke, from_strokes, from_ticks, redrawn
from drypoint.knowledge.bodymap.measures import centroid, change, dice, jaccard, mean_intensity, share, sidedness
from drypoint.knowledge.bodymap.outlines import VIEWS, Sex, View, figure, neighbours
from drypoint.knowledge.bodymap.regions import regions


def at(view: str, region: str) -> tuple[float, float]:
    """Return the middle of a region as shares of the view's box."""
    found = centroid(from_ticks("neutral", [region]), view)
    assert found is not None
    return found


def inside(view: View, region: str) -> tuple[float, float]:
    """Return a point well inside the largest piece of a region, as shares of the view's box."""
    ring = max(view.polygons[region], key=area)
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    places = [
        (min(xs) + (max(xs) - min(xs)) * column / 12, min(ys) + (max(ys) - min(ys)) * row / 12)
        for column in range(1, 12)
        for row in range(1, 12)
    ]
    x, y = min((at for at in places if contains(ring, at)), key=lambda at: math.dist(at, middle))
    left, top, width, height = view.box
    return (x - left) / width, (y - top) / height


def test_a_dot_marks_the_region_under_it() -> None:
    stroke = Stroke("front", (at("front", "kneecap_left"),), 0.004, 7, "stabbing")
    drawing = from_strokes("neutral", [stroke])
    assert set(drawing.marks) == {"kneecap_left"}
    mark = drawing.marks["kneecap_left"]
    assert (mark.intensity, mark.quality) == (7, "stabbing")
    assert 0 < mark.coverage < 0.2


def test_a_line_along_the_thigh_marks_what_it_crosses() -> None:
    path = (at("front", "thigh_front_upper_right"), at("front", "thigh_front_lower_right"))
    drawing = from_strokes("neutral", [Stroke("front", path, 0.02, 4)])
    assert {"thigh_front_upper_right", "thigh_front_lower_right"} <= set(drawing.marks)
    assert not any(region.endswith("left") for region in drawing.marks)


def test_scribbling_all_over_a_view_covers_everything_in_it() -> None:
    strokes = [Stroke("sole_left", ((0, row / 20), (1, row / 20)), 0.08, 5) for row in range(21)]
    drawing = from_strokes("neutral", strokes)
    assert set(drawing.marks) == set(figure("neutral")["sole_left"].rings)
    assert all(mark.coverage == 1 for mark in drawing.marks.values())


def test_where_strokes_overlap_the_strongest_counts() -> None:
    place = at("back", "sacrum_left")
    strokes = [Stroke("back", (place,), 0.01, 8, "burning"), Stroke("back", (place,), 0.02, 3, "aching")]
    mark = from_strokes("neutral", strokes).marks["sacrum_left"]
    assert (mark.intensity, mark.quality) == (8, "burning")


def test_a_stroke_beside_the_body_marks_nothing() -> None:
    assert not from_strokes("neutral", [Stroke("front", ((0.01, 0.99),), 0.005, 5)]).marks


@pytest.mark.parametrize("sex", ["female", "male"])
def test_strokes_keep_their_place_on_another_figure(sex: str) -> None:
    stroke = Stroke("front", (at("front", "kneecap_left"),), 0.004, 5)
    assert set(from_strokes(sex, [stroke]).marks) == {"kneecap_left"}  # type: ignore[arg-type]  # two of the literals


def test_ticks_and_strokes_become_the_same_thing() -> None:
    ticked = from_ticks("neutral", ["heel_left"], intensity=6)
    assert ticked.marks == {"heel_left": Mark(1.0, 6)}
    assert type(from_strokes("neutral", [])) is type(ticked)


def test_share_runs_from_nothing_to_all() -> None:
    assert share(Drawing("neutral", {})) == 0
    assert math.isclose(share(from_ticks("neutral", regions())), 1)
    assert math.isclose(share(from_ticks("female", ["heel_left"])), share(from_ticks("female", ["heel_right"])))


def test_sidedness_names_the_side() -> None:
    assert sidedness(from_ticks("neutral", ["heel_left"])) == 1
    assert sidedness(from_ticks("neutral", ["heel_right"])) == -1
    assert math.isclose(sidedness(from_ticks("neutral", ["heel_left", "heel_right"])), 0, abs_tol=1e-12)
    assert sidedness(Drawing("neutral", {})) == 0


def test_the_centroid_of_a_symmetric_pain_lies_on_the_midline() -> None:
    middle = centroid(from_ticks("neutral", ["breastbone_left", "breastbone_right"]), "front")
    assert middle is not None
    assert math.isclose(middle[0], 0.5, abs_tol=1e-9)
    assert centroid(from_ticks("neutral", ["sacrum_left"]), "front") is None


def test_overlap_of_equal_disjoint_and_half_drawings() -> None:
    one, other = from_ticks("neutral", ["heel_left"]), from_ticks("neutral", ["heel_right"])
    both = from_ticks("neutral", ["heel_left", "heel_right"])
    assert jaccard(one, one) == dice(one, one) == 1
    assert jaccard(one, other) == dice(one, other) == 0
    assert math.isclose(jaccard(one, both), 1 / 2)
    assert math.isclose(dice(one, both), 2 / 3)
    assert jaccard(Drawing("neutral", {}), Drawing("neutral", {})) == 1


def test_change_names_what_came_and_went() -> None:
    before = from_ticks("neutral", ["heel_left", "arch_left"], intensity=8)
    after = from_ticks("neutral", ["heel_left", "achilles_left"], intensity=4)
    changed = change(before, after)
    assert changed.gained == {"achilles_left"}
    assert changed.lost == {"arch_left"}
    assert (changed.intensity_before, changed.intensity_after) == (8, 4)
    assert mean_intensity(Drawing("neutral", {})) == 0


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        ({"view": "top"}, "no view"),
        ({"points": ()}, "points between 0 and 1"),
        ({"points": ((1.2, 0.5),)}, "points between 0 and 1"),
        ({"points": ((math.nan, 0.5),)}, "points between 0 and 1"),
        ({"width": 0.0}, "width"),
        ({"intensity": 11.0}, "Intensity"),
    ],
)
def test_a_stroke_that_cannot_be_drawn_is_refused(spoilt: dict[str, object], sentence: str) -> None:
    good = {"view": "front", "points": ((0.5, 0.5),), "width": 0.01, "intensity": 5.0}
    with pytest.raises(ValueError, match=sentence):
        Stroke(**{**good, **spoilt})  # type: ignore[arg-type]  # spoilt on purpose


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(ValueError, match="no region wing_left"):
        Drawing("neutral", {"wing_left": Mark(1, 5)})
    with pytest.raises(ValueError, match="Coverage"):
        Mark(0, 5)


@pytest.mark.parametrize("sex", ["female", "male", "neutral"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_drawing_made_on_the_first_map_is_still_read(sex: Sex, view: str) -> None:
    """A dot on the middle of a region of the old outlines still means that region, though the outlines moved since."""
    old = figure(sex, "1")[view]
    for region in old.rings:
        place = inside(old, region)
        drawing = from_strokes(sex, [Stroke(view, (place,), 0.016, 6, "burning")], map_version="1")
        assert drawing.marks[region].quality == "burning"
        assert drawing.map_version == "1"


def test_an_old_stroke_shown_on_the_new_figure_keeps_its_place() -> None:
    """Every old dot lands on the same region or beside it; read by today's outlines without moving, many would not."""
    missed = []
    for name in ("front", "back"):
        old, new = figure("neutral", "1")[name], figure("neutral")[name]
        for region in old.rings:
            shown = redrawn("neutral", Stroke(name, (inside(old, region),), 0.01, 5), "1")
            found = new.region_at(*shown.points[0])
            if found != region and found not in neighbours()[region]:
                missed.append((name, region, found))
    assert not missed


def test_a_version_of_the_map_that_never_was_is_refused() -> None:
    with pytest.raises(ValueError, match="no version “7” of the body map"):
        from_strokes("neutral", [Stroke("front", ((0.5, 0.5),), 0.01, 5)], map_version="7")
