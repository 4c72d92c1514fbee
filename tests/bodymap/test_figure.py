"""The body map as SVG."""

import gzip
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from drypoint.knowledge.bodymap.outlines import VIEWS, figure
from drypoint.knowledge.figures.body import BodyMap, body_map_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("sex", ["female", "male", "neutral"])
def test_four_views_weigh_at_most_60_kilobytes(sex: str) -> None:
    drawn = body_map_svg(BodyMap(sex=sex, views=("front", "back", "left", "right")))  # type: ignore[arg-type]  # literals
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
    assert [path.get("data-region") for path in link] == ["loin_left"]


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
