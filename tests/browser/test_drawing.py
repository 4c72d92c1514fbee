"""The drawing tool in a real browser: mouse, finger, keyboard, reload, narrow screens, both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Demo, sign_in
from tests.browser.test_pages import overflow, violations

pytestmark = pytest.mark.browser
READY = "[data-drawing][data-ready=yes]"


def begin(page: Page, demo: Demo, number: int = 1, button: str = "Draw together") -> None:
    page.goto(f"{demo.url}/desk/patients/{number}/")
    page.get_by_role("button", name=button).click()


def drag(page: Page, *places: tuple[float, float]) -> None:
    """Draw through places given as shares of the frame."""
    box = page.locator("[data-frame]").bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()


def saved(page: Page) -> list[dict[str, Any]]:
    """Wait until the tool says so, then return the strokes that a reload brings back."""
    page.wait_for_selector("[data-status][data-state=saved]")
    page.reload()
    page.wait_for_selector(READY)
    strokes: list[dict[str, Any]] = json.loads(page.locator("[data-strokes]").input_value())
    return strokes


def test_a_mouse_draws_takes_back_erases_and_a_reload_keeps_it(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = sign_in(context, demo, "clinician")
    begin(page, demo)
    page.wait_for_selector(READY)
    drag(page, (0.5, 0.3), (0.54, 0.36))
    page.locator("[name=brush-quality][value=stabbing]").check(force=True)
    page.locator("[data-intensity]").fill("9")
    drag(page, (0.45, 0.5), (0.55, 0.5))
    strokes = saved(page)
    assert [(one["quality"], one["intensity"]) for one in strokes] == [("aching", 5), ("stabbing", 9)]
    page.locator("[name=brush-mode][value=erase]").check(force=True)
    drag(page, (0.5, 0.45), (0.5, 0.55))
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    assert len(saved(page)) == 3
    page.get_by_role("button", name="I am done").click()
    page.wait_for_selector("[data-chart]")
    assert "not validated on patients" in page.content()
    candidate = page.locator("[data-candidate]").first
    candidate.get_by_role("link", name="Show the zone").focus()
    assert page.locator("[data-chart] [data-zone=essential]").count() > 0
    assert violations(page) == []
    context.close()


def test_the_eraser_takes_a_stroke_away_after_the_figure_was_changed(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = sign_in(context, demo, "clinician")
    begin(page, demo)
    page.wait_for_selector(READY)
    left = page.evaluate(
        """async () => {
          const tool = document.querySelector("script[type=module][src*='drawing/tool']").src;
          const { Box, erased } = await import(new URL("strokes.js", tool));
          const [narrow, wide] = [new Box([0, 0, 100, 1000]), new Box([0, 0, 400, 1000])];
          const drawn = { width: 100, intensity: 5, quality: "aching", points: [5000, 5000, 5000, 6000] };
          const strokes = [{ view: "front", ...drawn }];
          const missed = erased(strokes, "front", narrow, 0, 0, 16);
          return [missed.length, erased(strokes, "front", wide, 200, 550, 60).length];
        }"""
    )
    assert left == [1, 0]
    context.close()


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (390, "dark"), (1280, "dark")])
def test_a_finger_draws_on_the_device_that_was_handed_over(
    browser: Browser, demo: Demo, width: int, theme: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 780}, has_touch=True, color_scheme=theme)
    page = sign_in(context, demo, "reception")
    begin(page, demo, 2, "Hand this device")
    page.wait_for_selector(READY)
    assert "/hr/crtez/" in page.url
    assert overflow(page) <= 0
    assert violations(page) == []
    page.locator("[data-frame]").scroll_into_view_if_needed()
    box = page.locator("[data-frame]").bounding_box()
    assert box is not None
    touch = context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.4), ("touchMove", 0.43), ("touchMove", 0.46), ("touchEnd", None)):
        points = [] if share is None else [{"x": box["x"] + box["width"] / 2, "y": box["y"] + share * box["height"]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert len(saved(page)) == 1
    assert page.goto(f"{demo.url}/desk/") is not None
    assert "/account/login/" in page.url
    context.close()


def test_the_keyboard_alone_chooses_a_place_and_hands_it_in(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = sign_in(context, demo, "clinician")
    begin(page, demo)
    page.wait_for_selector(READY)
    page.get_by_text("Choose places from a list").focus()
    page.keyboard.press("Enter")
    page.locator(".picker-group summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("[name=regions][value=jaw_left]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="I am done").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-chart]")
    assert "Lower jaw and chin, left" in page.locator(".marked").first.inner_text()
    context.close()


def test_without_javascript_the_list_does_it_all(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = sign_in(context, demo, "reception")
    begin(page, demo, 2, "Hand this device")
    page.wait_for_load_state()
    page.locator(".picker-group summary").first.click()
    page.locator("[name=regions][value=jaw_left]").check()
    page.locator("[name=do][value=tick]").click()
    page.wait_for_load_state()
    assert page.locator("[name=untick][value=jaw_left]").count() == 1
    page.locator("[name=do][value=hand_in]").click()
    page.wait_for_load_state()
    assert page.url.endswith("/hr/crtez/gotovo/")
    context.close()
