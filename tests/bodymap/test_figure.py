"""The body map as SVG."""

import gzip
import itertools
import json
import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.knowledge.bodymap import MAP_VERSION
from drypoint.knowledge.bodymap.cutting import contains
from drypoint.knowledge.bodymap.outlines import VIEWS, figure
from drypoint.knowledge.bodymap.regions import regions
from drypoint.knowledge.figures.body import BodyMap, body_map_svg
from drypoint.knowledge.figures.copper import hatching, step_of, width_of
from drypoint.knowledge.figures.ink import GRAINS, TONE, curved
from drypoint.knowledge.figures.relief import form_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("sex", ["female", "male", "neutral"])
def test_all_ten_views_together_weigh_at_most_60_kilobytes(sex: str) -> None:
    drawn = body_map_svg(BodyMap(sex=sex, views=VIEWS))  # type: ignore[arg-type]  # the three literals
    assert len(gzip.compress(drawn.encode(), mtime=0)) <= 60 * 1024


def test_every_region_is_an_area_with_its_name() -> None:
    root = ElementTree.fromstring(body_map_svg(BodyMap(views=VIEWS)))
    areas = [path for path in root.iter(f"{SVG}path") if path.get("class") == "region"]
    assert len(areas) == sum(len(figure("neutral")[name].rings) for name in VIEWS)
    assert all(path.findtext(f"{SVG}title") for path in areas)


def test_it_has_a_title_and_says_in_words_where_the_pain_is() -> None:
    root = ElementTree.fromstring(body_map_svg(BodyMap(painful={"heel_left": 0.5}, language="hr")))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Karta tijela: sprijeda, straga"
    assert root.findtext(f"{SVG}desc") == "Peta, lijevo"


def test_both_sides_are_named_beside_the_figure() -> None:
    text = body_map_svg(BodyMap())
    assert text.count("your left") == text.count("your right") == 2


def test_only_painful_regions_are_copper() -> None:
    assert "--copper" not in body_map_svg(BodyMap())
    marked = body_map_svg(BodyMap(views=("front",), painful={"kneecap_left": 1.0}, chosen=frozenset({"shin_left"})))
    assert len(re.findall(r"<path[^>]*--copper", marked)) == 2


def test_a_strict_content_security_policy_lets_it_through() -> None:
    text = body_map_svg(BodyMap(views=VIEWS, painful={"heel_left": 1.0}))
    assert "style=" not in text
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_a_title_from_outside_is_escaped() -> None:
    assert "<b>" not in body_map_svg(BodyMap(title="<b>"))


def test_the_same_figure_is_drawn_the_same_way_every_time() -> None:
    assert body_map_svg(BodyMap(sex="female")) == body_map_svg(BodyMap(sex="female"))


def test_an_area_with_an_address_is_a_link_named_after_its_place() -> None:
    drawn = BodyMap(views=("front", "back"), links={"loin_left": '/en/atlas/loin/?a="b"'})
    root = ElementTree.fromstring(body_map_svg(drawn))
    assert root.get("role") == "group"
    (link,) = root.iter(f"{SVG}a")
    assert (link.get("href"), link.get("aria-label")) == ('/en/atlas/loin/?a="b"', "Loin, left")
    assert [(path.get("data-region"), path.get("aria-hidden")) for path in link] == [("loin_left", "true")]


@pytest.mark.parametrize("view", ["front", "back", "left", "right"])
def test_the_links_of_a_view_go_from_the_head_down_one_side_after_the_other(view: str) -> None:
    drawn = BodyMap(sex="female", views=(view,), links=dict.fromkeys(regions(), "/en/atlas/"))
    order = list(regions())
    root = ElementTree.fromstring(body_map_svg(drawn))
    shown = [str(path.get("data-region")) for link in root.iter(f"{SVG}a") for path in link]
    assert set(shown) == {region for region in order if region in figure("female")[view].rings}
    for side in ("left", "right"):
        places = [order.index(region) for region in shown if region.endswith(side)]
        assert places == sorted(places)
    assert sum(one[-4:] != other[-4:] for one, other in itertools.pairwise(shown)) <= 1


def test_the_ink_lets_a_finger_through_to_the_area_below() -> None:
    root = ElementTree.fromstring(body_map_svg(BodyMap(views=("front",), painful={"shin_left": 1.0})))
    parents = {child: parent for parent in root.iter() for child in parent}
    for path in root.iter(f"{SVG}path"):
        above: list[ElementTree.Element] = [path]
        while above[-1] in parents:
            above.append(parents[above[-1]])
        is_area = path.get("class") == "region"
        is_below_areas = any(one.get("class") == "tone" for one in above)
        assert is_area or is_below_areas or any(one.get("pointer-events") == "none" for one in above)


def test_stronger_pain_is_darker_without_colour() -> None:
    """Ink laid down in a region, as length of lines by their width, grows with every step."""
    laid = []
    for step in range(1, 11):
        path = hatching("neutral", "front", "thigh_front_upper_left", step)
        x = y = length = 0.0
        for command, dx, dy in re.findall(r"([ml ]?)(-?\d+) ?(-?\d+)", path):
            length += 0.0 if command == "m" else math.hypot(float(dx), float(dy))
            x, y = x + float(dx), y + float(dy)
        laid.append(length * width_of(step))
    assert laid == sorted(laid)
    assert laid[-1] > 3 * laid[0]


@pytest.mark.parametrize(("strength", "step"), [(0, 0), (-1, 0), (math.nan, 0), (0.01, 1), (0.5, 5), (1, 10), (7, 10)])
def test_a_strength_is_drawn_in_one_of_ten_steps(strength: float, step: int) -> None:
    assert step_of(strength) == step


def test_copper_lines_stay_inside_their_region() -> None:
    view = figure("female")["back"]
    (ring,) = view.polygons["loin_right"]
    x = y = 0.0
    for _, dx, dy in re.findall(r"([ml ]?)(-?\d+) ?(-?\d+)", hatching("female", "back", "loin_right", 8)):
        x, y = x + float(dx) / GRAINS, y + float(dy) / GRAINS
        near = any(contains(ring, (x + a, y + b)) for a in (-0.5, 0, 0.5) for b in (-0.5, 0, 0.5))
        assert near, (x, y)


def test_a_mirror_image_marks_the_other_side() -> None:
    drawn = body_map_svg(BodyMap(views=("right",), painful={"kneecap_right": 1.0}))
    root = ElementTree.fromstring(drawn)
    copper = [path.get("data-region") for path in root.iter(f"{SVG}path") if "--copper" in (path.get("fill") or "")]
    assert copper == ["kneecap_right"]
    assert 'class="pain"' in drawn
    assert 'class="pain"' not in body_map_svg(BodyMap(views=("right",), painful={"kneecap_left": 1.0}))


@given(st.lists(st.tuples(st.floats(-400, 400), st.floats(-100, 1000)), min_size=2, max_size=40))
def test_a_curve_ends_where_its_last_point_is(points: list[tuple[float, float]]) -> None:
    """However long the line, rounding does not add up."""
    path = curved(points)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mqtl])([-\d ]+)", path):
        values = [int(value) for value in re.findall(r"-?\d+", numbers)]
        for place in range(0, len(values), 4 if command == "q" else 2):
            x, y = x + values[place + (2 if command == "q" else 0)], y + values[place + (3 if command == "q" else 1)]
    assert (x, y) == (round(points[-1][0] * GRAINS), round(points[-1][1] * GRAINS))


def test_the_stored_shade_is_that_of_today_s_outlines() -> None:
    kept = json.loads(TONE.read_text("utf-8"))
    assert kept["version"] == MAP_VERSION
    form = form_of("neutral", "sole_left")
    again = [[round(float(value)) for value in row[::5]] for row in form.height[::5]]
    pairs = zip(kept["figures"]["neutral"]["sole_left"]["heights"], again, strict=True)
    assert all(abs(a - b) <= 1 for old, new in pairs for a, b in zip(old, new, strict=True))


def test_the_form_rises_from_the_outline_and_is_darkest_away_from_the_light() -> None:
    form = form_of("neutral", "sole_left")
    assert form.height[~form.body].max() == 0
    assert form.height.max() > 20
    columns = form.shade.sum(axis=0)
    assert columns[form.columns // 2 :].sum() > columns[: form.columns // 2].sum()


def test_a_figure_of_marked_regions_only_draws_no_other_area_and_the_same_body() -> None:
    drawn = BodyMap(painful={"loin_left": 1.0}, chosen=frozenset({"heel_left"}), links={"nape_left": "/nape/"})
    few, every = (
        ElementTree.fromstring(body_map_svg(replace(drawn, only_marked=only_marked))) for only_marked in (True, False)
    )
    assert {path.get("data-region") for path in few.iter(f"{SVG}path")} == {None, "loin_left", "heel_left", "nape_left"}
    lines = [
        [path.get("d") for path in root.iter(f"{SVG}path") if path.get("class") != "region"] for root in (few, every)
    ]
    assert lines[0] == lines[1]
