"""tool.js, picker.js and zones.js in the templates that they belong to, with mouse and fingers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import Browser, Page, expect

from drypoint.foundation.body.picking import MusclesInput, RegionsInput
from drypoint.knowledge.bodymap.drawing import from_strokes
from drypoint.knowledge.bodymap.sheet import read_strokes
from tests.browser.workbench import BASE, FIGURES, open_page, tool_page

pytestmark = pytest.mark.browser
READY = "[data-drawing][data-ready=yes]"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened, _server = tool_page(browser, has_touch=True)
    opened.goto(BASE)
    opened.wait_for_selector(READY)
    yield opened
    opened.context.close()


def drawn(page: Page) -> list[dict[str, Any]]:
    """Return the strokes that the form would send now."""
    sent: str = page.evaluate("new FormData(document.querySelector('form')).get('strokes')")
    strokes: list[dict[str, Any]] = json.loads(sent)
    return strokes


def middle(page: Page, region: str) -> tuple[float, float]:
    box = page.locator(f"[data-figure] [data-region={region}]").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def dot(page: Page, x: float, y: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.up()


def line(page: Page, *, left: float = 300, right: float = 500, y: float = 400) -> None:
    page.mouse.move(left, y)
    page.mouse.down()
    page.mouse.move(right, y, steps=5)
    page.mouse.up()


@pytest.mark.parametrize("region", ["kneecap_left", "kneecap_right"])
@pytest.mark.parametrize("clicks", [0, 2])
def test_the_server_reads_the_region_that_was_touched(page: Page, region: str, clicks: int) -> None:
    """What the script keeps of a dot is read as the region that lies under it, whole or zoomed."""
    page.locator("[name=brush-width][value='100']").check(force=True)
    if clicks:
        for _ in range(clicks):
            page.locator("[data-do=zoom-in]").click()
        page.locator("[name=brush-mode][value=move]").check(force=True)
        page.locator("[data-frame]").scroll_into_view_if_needed()
        for _ in range(3):
            box = page.locator("[data-frame]").bounding_box()
            assert box is not None
            x, y = middle(page, region)
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.mouse.down()
            page.mouse.move(box["x"] + box["width"] - x + box["x"], box["y"] + box["height"] - y + box["y"])
            page.mouse.up()
        page.locator("[name=brush-mode][value=draw]").check(force=True)
    page.locator("[data-frame]").scroll_into_view_if_needed()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    dot(page, *middle(page, region))
    read = from_strokes("neutral", read_strokes(drawn(page)))
    assert list(read.marks) == [region]


def test_a_second_finger_zooms_and_draws_nothing(page: Page) -> None:
    line(page)
    assert len(drawn(page)) == 1
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *xs: float) -> None:
        points = [{"x": x, "y": 450, "id": number} for number, x in enumerate(xs)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    figure = page.locator("[data-figure]")
    before = figure.bounding_box()
    fingers("touchStart", 380)
    fingers("touchMove", 385)
    fingers("touchStart", 385, 420)
    fingers("touchMove", 350, 455)
    fingers("touchEnd", 350)
    fingers("touchMove", 300)
    fingers("touchEnd")
    expect(page.locator("[data-do=zoom-out]")).to_be_enabled()
    after = figure.bounding_box()
    assert before is not None
    assert after is not None
    # The fingers came to stand three times as far apart: 105 pixels where there were 35.
    assert after["width"] / before["width"] == pytest.approx(3, abs=0.05)
    assert len(drawn(page)) == 1
    fingers("touchStart", 380)
    fingers("touchMove", 440)
    fingers("touchEnd")
    assert len(drawn(page)) == 2


def test_a_movement_that_the_system_takes_away_draws_nothing(page: Page) -> None:
    touch = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", 380), ("touchMove", 420), ("touchCancel", None)):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if x is None else [{"x": x, "y": 400}]})
    assert drawn(page) == []
    expect(page.locator("[data-do=undo]")).to_be_disabled()


def test_undo_and_redo_by_button_and_by_key_and_only_where_there_is_something(page: Page) -> None:
    undo, redo = page.locator("[data-do=undo]"), page.locator("[data-do=redo]")
    expect(undo).to_be_disabled()
    line(page, y=350)
    line(page, y=450)
    undo.click()
    assert len(drawn(page)) == 1
    page.keyboard.press("Control+z")
    assert drawn(page) == []
    expect(undo).to_be_disabled()
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+Z")
    assert len(drawn(page)) == 2
    expect(redo).to_be_disabled()
    page.keyboard.press("Control+z")
    line(page, y=500)
    expect(redo).to_be_disabled()
    assert len(drawn(page)) == 2


def test_the_key_for_undo_takes_back_no_drawing_while_somebody_writes(page: Page) -> None:
    line(page)
    page.locator("[name=note]").fill("at night")
    page.keyboard.press("Control+z")
    assert len(drawn(page)) == 1


@pytest.mark.parametrize("width", ["100", "220", "400"])
def test_a_stroke_carries_the_brush_that_was_chosen(page: Page, width: str) -> None:
    page.locator(f"[name=brush-width][value='{width}']").check(force=True)
    page.locator("[name=brush-quality][value=tingling]").check(force=True)
    page.locator("[data-intensity]").fill("8")
    expect(page.locator("[data-number]")).to_have_text("8")
    line(page)
    assert [(one["width"], one["quality"], one["intensity"]) for one in drawn(page)] == [(int(width), "tingling", 8)]


def test_each_view_keeps_its_own_strokes_and_says_which_side_is_which(page: Page) -> None:
    line(page)
    edges = page.locator("[data-edge]")
    assert edges.all_inner_texts() == ["your right", "your left"]
    page.locator("[data-view=back]").click()
    expect(page.locator("[data-view=back]")).to_have_attribute("aria-pressed", "true")
    assert edges.all_inner_texts() == ["your left", "your right"]
    expect(page.locator("[data-figure] [data-region]").first).to_be_attached()
    line(page)
    assert [one["view"] for one in drawn(page)] == ["front", "back"]


def test_a_sheet_opens_on_the_view_that_was_drawn_on(browser: Browser) -> None:
    stroke = {"view": "back", "width": 300, "intensity": 7, "quality": "aching", "points": [5600, 3600, 5700, 3700]}
    page, _server = tool_page(browser, [stroke])
    page.goto(BASE)
    page.wait_for_selector(READY)
    expect(page.locator("[data-view=back]")).to_have_attribute("aria-pressed", "true")
    assert drawn(page) == [stroke]
    page.context.close()


def test_a_figure_that_cannot_be_fetched_is_said_beside_the_list(browser: Browser) -> None:
    page, _server = tool_page(browser)
    page.route("**/figures/**", lambda route: route.fulfill(status=503))
    page.goto(BASE)
    expect(page.locator("[data-status]")).to_contain_text("The figure could not be loaded.")
    page.context.close()


def picker(browser: Browser, widget: RegionsInput | MusclesInput, ticked: list[str]) -> Page:
    with override("en"):
        body = widget.render("chosen", ticked, {})
    page, _server = open_page(browser, f"<form>{body}</form>", "body/drawing/picker.js", styles=("body/drawing.css",))
    page.goto(BASE)
    page.locator("[data-map]").wait_for()
    return page


def test_a_touch_on_the_map_ticks_the_place_in_the_list_and_a_second_takes_it_back(browser: Browser) -> None:
    page = picker(browser, RegionsInput(figures=FIGURES), [])
    box = page.locator("[value=kneecap_left]")
    area = page.locator("[data-view=front] [data-region=kneecap_left]").first
    expect(box).not_to_be_visible()
    area.click()
    expect(box).to_be_checked()
    expect(box).to_be_visible()
    expect(area).to_have_attribute("data-zone", "spill_over")
    area.click()
    expect(box).not_to_be_checked()
    assert area.get_attribute("data-zone") is None
    page.context.close()


def test_what_is_ticked_in_the_list_is_marked_on_the_map(browser: Browser) -> None:
    page = picker(browser, RegionsInput(figures=FIGURES), ["kneecap_right"])
    marked = "[data-map] [data-zone]"
    assert {area.get_attribute("data-region") for area in page.locator(marked).all()} == {"kneecap_right"}
    page.locator("[value=kneecap_right]").uncheck()
    expect(page.locator(marked)).to_have_count(0)
    page.context.close()


def test_a_touch_leaves_the_muscles_that_hurt_there_and_those_that_are_ticked(browser: Browser) -> None:
    page = picker(browser, MusclesInput(figures=FIGURES), ["temporalis:left"])
    page.locator("[data-view=front] [data-region=kneecap_left]").first.click()
    shown = page.locator("[data-picker] li:not([hidden])")
    for row in shown.all():
        regions = " ".join(str(one.get_attribute("data-regions")) for one in row.locator("input").all()).split()
        assert "kneecap_left" in regions or row.locator("input:checked").count()
    assert page.locator("li:not([hidden]) [value='temporalis:left']").count() == 1
    felt = "li:has(input[data-regions~=kneecap_left])"
    assert page.locator(felt).count() == page.locator(f"{felt}:not([hidden])").count() > 0
    expect(page.locator("[data-told]")).to_have_text("Muscles whose pain is felt here: Kneecap, left")
    page.locator("[data-all]").click()
    expect(page.locator("[data-picker] li[hidden]")).to_have_count(0)
    expect(page.locator("[data-told]")).to_be_empty()
    expect(page.locator("[data-all]")).to_be_hidden()
    page.context.close()


def test_a_map_that_cannot_be_fetched_leaves_the_list_alone(browser: Browser) -> None:
    with override("en"):
        body = RegionsInput(figures="/nowhere/SEX/VIEW.svg").render("chosen", [], {})
    page, _server = open_page(browser, f"<form>{body}</form>", "body/drawing/picker.js")
    with page.expect_response("**/nowhere/**"):
        page.goto(BASE)
    page.locator(".picker-group summary").first.click()
    page.locator("[name=chosen]").first.check()
    expect(page.locator("[data-map]")).to_be_hidden()
    page.context.close()


CHART = """<div data-chart><svg><path data-region="brow_left" data-zone="essential" d="M0 0h9v9z"/>
  <path data-region="cheek_left" d="M0 0h9v9z"/><path data-region="jaw_left" d="M0 0h9v9z"/></svg></div>
  <p data-candidate data-essential="cheek_left" data-spill-over="jaw_left" style="padding:2em">
  <a href="?show">Show</a></p>
  <p id="beside" style="padding:2em">beside</p>"""


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_the_zone_of_a_candidate_is_shown_while_it_is_pointed_at_or_has_the_focus(browser: Browser, way: str) -> None:
    page, _server = open_page(browser, CHART, "body/drawing/zones.js")
    page.goto(BASE)
    zones = "[...document.querySelectorAll('[data-region]')].map((area) => area.dataset.zone ?? '')"
    assert page.evaluate(zones) == ["essential", "", ""]
    if way == "mouse":
        page.locator("[data-candidate]").hover()
    else:
        page.keyboard.press("Tab")
    assert page.evaluate(zones) == ["", "essential", "spill_over"]
    if way == "mouse":
        page.locator("#beside").hover()
    else:
        page.keyboard.press("Tab")
    assert page.evaluate(zones) == ["essential", "", ""]
    page.context.close()
