"""The rules of strokes.js, stage.js and paint.js, asked one by one in a page that holds nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.workbench import BASE, FIGURES, module, open_page

pytestmark = pytest.mark.browser
BRUSH = '{ width: 200, intensity: 5, quality: "aching" }'


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    body = """<div class="drawing-frame" id="frame" style="width:400px;height:600px">
      <div class="drawing-figure" id="figure"></div>
      <canvas class="drawing-wash"></canvas><canvas class="drawing-marks"></canvas></div>
      <span class="drawing-probe" id="probe" hidden></span>"""
    opened, _server = open_page(browser, body, styles=("body/drawing.css",))
    opened.goto(BASE)
    yield opened
    opened.context.close()


def run(page: Page, lines: str) -> Any:
    """Return what the lines return, with strokes.js, stage.js and paint.js imported."""
    imported = f"""
      const {{ Box, Gesture, History, erased }} = {module("strokes")};
      const {{ Stage }} = {module("stage")};
      const {{ Painter }} = {module("paint")};"""
    return page.evaluate(f"async () => {{ {imported} {lines} }}")


@pytest.mark.parametrize(
    ("x", "y", "share"),
    [
        (50, 20, [0, 0]),
        (150, 520, [5000, 5000]),
        (250, 1020, [10000, 10000]),
        (-300, 5000, [0, 10000]),
        (150.004, 520, [5000, 5000]),
    ],
)
def test_a_place_is_kept_as_whole_shares_of_its_box_and_never_outside_it(
    page: Page, x: float, y: float, share: list[int]
) -> None:
    assert run(page, f"return new Box([50, 20, 200, 1000]).toShare({x}, {y})") == share


def test_a_share_stands_where_it_was_taken_from(page: Page) -> None:
    back = run(page, "const box = new Box([50, 20, 200, 1000]); return [box.x(2500), box.y(2500), box.length(220)]")
    assert back == [100, 270, 22]


def test_a_step_too_small_to_see_adds_no_point(page: Page) -> None:
    told = run(
        page,
        f"""const gesture = new Gesture("front", new Box([0, 0, 1000, 1000]), {BRUSH});
        const added = [10, 11, 11.5, 11.7].map((x) => gesture.add(x, 10, 0.5, false) !== null);
        return [added, gesture.strokes.map((stroke) => stroke.points)];""",
    )
    assert told == [[True, False, False, True], [[100, 100, 117, 100]]]


@pytest.mark.parametrize(("pressure", "width"), [(0.1, 110), (0.3, 160), (0.6, 220), (0.9, 300), (1.0, 300)])
def test_a_pen_draws_as_wide_as_it_is_pressed(page: Page, pressure: float, width: int) -> None:
    lines = f"""const gesture = new Gesture("front", new Box([0, 0, 1000, 1000]), {BRUSH});
      return gesture.add(10, 10, {pressure}, true).width;"""
    assert run(page, lines) == width


def test_a_finger_and_a_pen_that_tells_no_pressure_draw_with_the_brush_as_it_is(page: Page) -> None:
    lines = f"""return [[1, false], [0, true]].map(([pressure, isPen]) =>
      new Gesture("front", new Box([0, 0, 1000, 1000]), {BRUSH}).add(10, 10, pressure, isPen).width);"""
    assert run(page, lines) == [200, 200]


def test_a_pen_pressed_harder_goes_on_from_where_it_was(page: Page) -> None:
    strokes = run(
        page,
        f"""const gesture = new Gesture("back", new Box([0, 0, 1000, 1000]), {BRUSH});
        gesture.add(10, 10, 0.1, true); gesture.add(20, 10, 0.2, true); gesture.add(30, 10, 0.9, true);
        return gesture.strokes;""",
    )
    assert [(one["view"], one["width"], one["points"]) for one in strokes] == [
        ("back", 110, [100, 100, 200, 100]),
        ("back", 300, [200, 100, 300, 100]),
    ]


def test_undo_and_redo_walk_through_what_was_drawn(page: Page) -> None:
    seen = run(
        page,
        """const history = new History(["a"]); const seen = [];
        const look = () => seen.push([history.strokes.join(""), history.canUndo, history.canRedo]);
        look(); history.undo(); look();
        history.keep(["a", "b"]); history.keep(["a", "b", "c"]); look();
        history.undo(); look(); history.redo(); history.redo(); look();
        history.undo(); history.keep(["a", "d"]); look(); history.redo(); look();
        return seen;""",
    )
    assert seen == [
        ["a", False, False],
        ["a", False, False],
        ["abc", True, False],
        ["ab", True, True],
        ["abc", True, False],
        ["ad", True, False],
        ["ad", True, False],
    ]


def test_history_forgets_the_oldest_first_and_takes_no_step_for_nothing(page: Page) -> None:
    left = run(
        page,
        """const history = new History([0], 3);
        for (let n = 1; n < 6; n += 1) history.keep([n]);
        history.keep(history.strokes);
        const left = [history.strokes[0]];
        while (history.canUndo) { history.undo(); left.push(history.strokes[0]); }
        return left;""",
    )
    assert left == [5, 4, 3]


LINE = '{ view: "front", width: 100, intensity: 7, quality: "numb", points: [1000, 5000, 9000, 5000] }'


def test_the_eraser_cuts_a_line_in_two_that_keep_their_brush(page: Page) -> None:
    left = run(page, f'return erased([{LINE}], "front", new Box([0, 0, 1000, 1000]), 500, 500, 16.5)')
    assert [(one["width"], one["intensity"], one["quality"]) for one in left] == [(100, 7, "numb")] * 2
    reach = 16.5 + 10 * 0.35
    first, second = (one["points"] for one in left)
    assert first[:2] == [1000, 5000]
    assert 4950 - reach * 10 < first[-2] <= 5000 - reach * 10
    assert 5000 + reach * 10 <= second[0] < 5050 + reach * 10
    assert second[-2:] == [9000, 5000]


@pytest.mark.parametrize(("view", "y"), [("back", 500), ("front", 521)])
def test_the_eraser_that_touches_nothing_leaves_the_very_same_list(page: Page, view: str, y: int) -> None:
    lines = f"""const strokes = [{LINE}];
      return erased(strokes, "{view}", new Box([0, 0, 1000, 1000]), 500, {y}, 16.5) === strokes;"""
    assert run(page, lines) is True


def test_the_eraser_never_changes_a_stroke_that_history_still_holds(page: Page) -> None:
    lines = f"""const stroke = {LINE}; const before = JSON.stringify(stroke);
      erased([stroke], "front", new Box([0, 0, 1000, 1000]), 500, 500, 16);
      return JSON.stringify(stroke) === before;"""
    assert run(page, lines) is True


STAGE = f"""const stage = new Stage(document.getElementById("frame"), document.getElementById("figure"), "{FIGURES}");
  await stage.show("neutral", "front");
  const corner = document.getElementById("frame").getBoundingClientRect();"""


@pytest.mark.parametrize("factor", [1, 2.5, 100])
def test_what_lies_under_the_pointer_stays_there_when_zoomed(page: Page, factor: float) -> None:
    """At any zoom, and up to six times: the place under (150, 350) of the frame is the same place of the figure."""
    before, after, zoom = run(
        page,
        f"""{STAGE}
        const under = () => stage.toFigure(corner.left + 150, corner.top + 350);
        const before = under(); stage.zoomBy({factor}, corner.left + 150, corner.top + 350);
        return [before, under(), stage.zoom];""",
    )
    assert after == pytest.approx(before)
    assert zoom == min(6, factor)


def test_a_point_of_the_figure_is_where_the_eye_sees_it(page: Page) -> None:
    """The arithmetic of the stage agrees with the browser's own, zoomed and moved."""
    seen = run(
        page,
        f"""{STAGE}
        stage.zoomBy(3, corner.left + 120, corner.top + 420); stage.panBy(-40, 25);
        const point = new DOMPoint(...stage.toFigure(corner.left + 90, corner.top + 310));
        const seen = point.matrixTransform(document.querySelector("#figure [data-region]").getScreenCTM());
        return [seen.x - corner.left, seen.y - corner.top];""",
    )
    assert seen == pytest.approx([90, 310], abs=0.01)


def test_zooming_out_stops_at_the_whole_figure_and_panning_at_its_edges(page: Page) -> None:
    told = run(
        page,
        f"""{STAGE}
        stage.zoomBy(0.01); const whole = stage.zoom;
        stage.panBy(500, -500); const still = [stage.panX, stage.panY];
        stage.zoomBy(2); stage.panBy(9000, 9000); const first = [stage.panX, stage.panY];
        stage.panBy(-9000, -9000);
        return [whole, still, first, [stage.panX, stage.panY], [corner.width, corner.height]];""",
    )
    whole, still, first, last, size = told
    assert [whole, still, first] == [1, [0, 0], [0, 0]]
    border = 1
    assert last == pytest.approx([2 * border - size[0], 2 * border - size[1]])


PAINTER = """const [wash, marks] = document.querySelectorAll("canvas");
  const painter = new Painter(wash, marks, document.getElementById("probe"));
  painter.resize(200, 200);
  painter.setPlace({ scale: 1, x: 0, y: 0 }, new Box([0, 0, 200, 200]));
  const stroke = (intensity, quality = "aching") =>
    ({ view: "front", width: 1000, intensity, quality, points: [1000, 5000, 9000, 5000] });
  const under = (canvas, x, y) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];"""


def test_the_stronger_the_pain_the_further_its_colour_is_from_paper(page: Page) -> None:
    apart = run(
        page,
        f"""{PAINTER}
        const paper = getComputedStyle(document.getElementById("probe")).backgroundColor.match(/[\\d.]+/g).map(Number);
        return Array.from({{ length: 11 }}, (_, intensity) => {{
          painter.all([stroke(intensity)]);
          const [r, g, b] = under(wash, 100 * painter.ratio, 100 * painter.ratio);
          return Math.hypot(r - paper[0], g - paper[1], b - paper[2]);
        }});""",
    )
    assert all(weaker < stronger for weaker, stronger in pairwise(apart))


def test_the_strongest_lies_on_top_whichever_was_drawn_first(page: Page) -> None:
    one, other, alone = run(
        page,
        f"""{PAINTER}
        return [[stroke(9), stroke(2)], [stroke(2), stroke(9)], [stroke(9)]].map((strokes) => {{
          painter.all(strokes); return under(wash, 100 * painter.ratio, 100 * painter.ratio);
        }});""",
    )
    assert one == other == alone


def test_every_quality_but_aching_has_a_mark_of_its_own(page: Page) -> None:
    pictures: dict[str, str] = run(
        page,
        f"""{PAINTER}
        return Object.fromEntries(["none", "aching", "burning", "tingling", "numb", "stabbing"].map((quality) => {{
          painter.all(quality === "none" ? [] : [stroke(5, quality)]); return [quality, marks.toDataURL()];
        }}));""",
    )
    assert pictures["aching"] == pictures["none"]
    assert len({picture for quality, picture in pictures.items() if quality != "none"}) == 5


def test_a_stroke_painted_as_it_grows_looks_like_one_painted_whole(page: Page) -> None:
    """Along a straight line: where a mark falls must not depend on how many pieces the movement came in."""
    differing = run(
        page,
        f"""{PAINTER}
        const read = () => marks.getContext("2d").getImageData(0, 0, marks.width, marks.height).data.slice();
        const whole = stroke(5, "numb");
        whole.points = [1000, 5000, 3000, 5000, 6000, 5000, 9000, 5000];
        painter.all([whole]);
        const expected = read();
        const growing = {{ ...whole, points: [] }};
        painter.clear();
        for (let i = 0; i < whole.points.length; i += 2) {{
          const from = growing.points.length;
          growing.points.push(whole.points[i], whole.points[i + 1]);
          painter.grow(growing, from);
        }}
        return read().reduce((sum, value, at) => sum + (Math.abs(value - expected[at]) > 8), 0);""",
    )
    assert differing == 0
