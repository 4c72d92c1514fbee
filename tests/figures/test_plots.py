import argparse
import json
import math
import time
import xml.etree.ElementTree as ET

import pytest

from drypoint.knowledge.evidence.analysis import Question, analyse
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.table import read_table
from drypoint.knowledge.figures.bubble import draw_bubbles
from drypoint.knowledge.figures.canvas import Canvas
from drypoint.knowledge.figures.command import add_parser, run
from drypoint.knowledge.figures.drapery import draw_drapery
from drypoint.knowledge.figures.forest import draw_cumulative, draw_forest, forest_rows
from drypoint.knowledge.figures.funnel import draw_funnel, studies_filled
from drypoint.knowledge.figures.scales import Axis, axis_over
from drypoint.knowledge.figures.words import Words

SVG = "{http://www.w3.org/2000/svg}"
STUDIES = """study,ai,bi,ci,di,kind,dose
Ana & Ivo <1>,4,119,11,128,dry,1
Beta,6,300,29,274,wet,2
Gama,3,228,11,209,dry,3
Delta,62,13536,248,12619,wet,4
Nula,0,20,0,20,dry,5
"""


def answered(**asked):
    return analyse(read_table(STUDIES), Question(**({"measure": "RR"} | asked)))


DRAWN = {
    "forest": lambda: draw_forest(answered()),
    "subgroups": lambda: draw_forest(answered(by="kind"), sides=("needling better", "control better")),
    "mantel": lambda: draw_forest(answered(method="MH", add=0.0, to="none")),
    "cumulative": lambda: draw_cumulative(answered(), order=[5, 4, 3, 2, 1]),
    "funnel": lambda: draw_funnel(answered(), filled=[(0.3, 0.2)]),
    "contours": lambda: draw_funnel(answered(), has_contours=True),
    "drapery": lambda: draw_drapery(answered()),
    "bubble": lambda: draw_bubbles(answered(moderators=("dose",))),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_sound_xml_with_title_description_and_role(name):
    root = ET.fromstring(DRAWN[name]())
    assert root.get("role") == "img"
    named = [root.find(f"{SVG}{part}") for part in ("title", "desc")]
    assert root.get("aria-labelledby") == " ".join(part.get("id") for part in named)
    assert all(part.text for part in named)


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_stays_on_its_sheet_and_asks_no_other_host(name):
    svg = DRAWN[name]()
    root = ET.fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox").split())
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x")) <= width
        assert 0 <= float(text.get("y")) <= height
    assert svg.count("http") == 1
    assert "NaN" not in svg
    assert "nan" not in svg
    assert "style=" not in svg


def test_a_forest_tells_every_study_and_the_pool():
    analysis = answered()
    root = ET.fromstring(draw_forest(analysis))
    told = "\n".join(text.text for text in root.iter(f"{SVG}text"))
    for name in analysis.studies:
        assert name in told
    assert "All studies" in told
    assert "0.30" in root.find(f"{SVG}desc").text or "(" in root.find(f"{SVG}desc").text


def test_a_forest_says_its_model_how_studies_differ_and_where_a_new_one_would_lie():
    analysis = answered()
    pool = analysis.pool
    root = ET.fromstring(draw_forest(analysis))
    foot = [text.text for text in root.iter(f"{SVG}text")][-1]
    p = "p < 0.001" if pool.q_p < 0.001 else f"p = {pool.q_p:.3f}"
    low, high = (f"{math.exp(end):.2f}" for end in (pool.pi_low, pool.pi_high))
    assert foot == (
        f"{pool.method}, Q = {pool.q:.2f} (df = {pool.q_df}), {p}; 95 % prediction interval {low} to {high}"
    )


def written(svg):
    return [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]


MEANS = "study,n1,m1,sd1,n2,m2,sd2\nA,20,3.1,1.9,21,4.44,2\nB,34,2.8,2.2,33,-3.6,2.0\n"


@pytest.mark.parametrize(
    ("table", "measure", "told"),
    [
        (STUDIES, "RR", ["Group 1, events/all", "Group 2, events/all", "4/123", "11/139", "62/13598", "0/20"]),
        (MEANS, "SMD", ["Group 1, mean (SD), n", "3.1 (1.9), 20", "4.44 (2), 21", "−3.6 (2), 33"]),
        ("study,xi,ni\nA,2,37\nB,5,40\n", "PLO", ["events/all", "2/37", "5/40"]),
    ],
)
def test_a_forest_tells_beside_each_study_what_was_counted_or_measured(table, measure, told):
    texts = written(draw_forest(analyse(read_table(table), Question(measure))))
    assert [text for text in told if text not in texts] == []


def test_a_forest_of_bare_effects_has_no_columns_of_data():
    svg = draw_forest(analyse(read_table("study,yi,vi\nA,1,0.1\nB,2,0.2\n"), Question("GEN")))
    assert 'viewBox="0 0 760 ' in svg
    assert not any("Group" in text for text in written(svg))


def test_what_was_counted_stands_beside_its_own_study_in_subgroups_too():
    rows = [(row.label, row.data) for row in forest_rows(answered(by="kind")) if row.kind == "study"]
    assert dict(rows) == {
        "Ana & Ivo <1>": ("4/123", "11/139"),
        "Gama": ("3/231", "11/220"),
        "Nula": ("0/20", "0/20"),
        "Beta": ("6/306", "29/303"),
        "Delta": ("62/13598", "248/12867"),
    }


def test_a_forest_of_groups_tells_whether_they_differ():
    groups = answered(by="kind").subgroups
    p = "p < 0.001" if groups.q_p < 0.001 else f"p = {groups.q_p:.3f}"
    foot = written(draw_forest(answered(by="kind")))[-1]
    assert foot == f"Between the groups: Q = {groups.q:.2f} (df = {groups.q_df}), {p}"


def test_contours_say_where_an_effect_differs_from_none_and_stand_aside_where_there_is_no_none():
    assert {"0.1", "0.05", "0.01"} <= set(written(draw_funnel(answered(), has_contours=True)))
    assert "0.05" not in written(draw_funnel(answered()))
    shares = analyse(read_table("study,xi,ni\nA,2,37\nB,5,40\n"), Question("PLO"))
    assert draw_funnel(shares, has_contours=True) == draw_funnel(shares)


def test_a_contour_ends_at_the_sheet_where_its_p_belongs():
    """A line is the effect none ± z · error; so is its end, whether the sheet's foot or its side cuts it."""
    svg = draw_funnel(answered(), has_contours=True)
    dashed = [line.get("d") for line in ET.fromstring(svg).iter(f"{SVG}path") if line.get("stroke-dasharray") == "5 3"]
    slopes = []
    for line in dashed:
        (x1, y1), (x2, y2) = (map(float, point.split()) for point in line.removeprefix("M").split("L"))
        slopes.append(abs((x2 - x1) / (y2 - y1)))
    assert len(slopes) == 2
    assert slopes[0] == pytest.approx(slopes[1], rel=0.01)


@pytest.mark.parametrize(("letters", "whole"), [(1, True), (34, True), (49, True), (50, False), (120, False)])
def test_a_long_name_is_written_smaller_before_it_is_cut(letters, whole):
    name = "a" * letters
    svg = draw_forest(analyse(read_table(f"study,yi,vi\n{name},1,0.1\nB,2,0.2\n"), Question("GEN")))
    (shown,) = [
        text for text in ET.fromstring(svg).iter(f"{SVG}text") if text.text.startswith("aa") or text.text == "a"
    ]
    assert (shown.text == name) is whole
    assert shown.text == name or shown.text.endswith("a…")
    assert len(shown.text) * float(shown.get("font-size")) <= 34.5 * 13


def test_names_are_escaped():
    assert "Ana &amp; Ivo &lt;1&gt;" in draw_forest(answered())


def test_the_rows_of_the_table_are_those_of_the_plot():
    rows = forest_rows(answered(by="kind"))
    assert [row.kind for row in rows] == [
        "heading", "study", "study", "study", "pool", "heading", "study", "study", "pool", "pool"
    ]  # fmt: skip


def test_a_study_without_an_effect_of_its_own_is_named_with_a_dash():
    rows = forest_rows(answered(method="MH", add=0.0, to="none"))
    assert rows[4].estimate is None
    assert ">–</text>" in draw_forest(answered(method="MH", add=0.0, to="none"))


def test_colours_follow_the_page_and_are_fixed_on_paper():
    page, paper, file = (draw_forest(answered(), target=target) for target in ("page", "paper", "file"))
    assert "var(--ink, #1d1a16)" in page
    assert "<style>" not in page
    assert "var(" not in paper
    assert "prefers-color-scheme:dark" in file


def test_croatian_words_and_decimal_commas():
    svg = draw_forest(answered(), words=Words(study="Istraživanje", weight="Težina", decimal=","))
    assert "Istraživanje" in svg
    assert "Težina" in svg
    assert "0,41" in svg


def test_the_name_of_a_measure_can_be_given_in_another_language():
    words = Words(measures={"RR": "Omjer rizika"})
    assert "Omjer rizika" in draw_funnel(answered(), words=words)
    assert "Risk ratio" in draw_funnel(answered())


def test_one_study_is_not_called_all_studies():
    analysis = analyse(read_table("study,yi,vi\nA,1,0.1\n"), Question("GEN"))
    assert "One study" in draw_forest(analysis)


def test_a_regression_has_bubbles_only():
    analysis = answered(moderators=("dose",))
    for draw in (draw_forest, draw_funnel):
        with pytest.raises(ValueError, match="regression"):
            draw(analysis)
    with pytest.raises(EvidenceError, match="one moderator of numbers"):
        draw_bubbles(answered(moderators=("kind",)))


def test_a_figure_id_that_could_break_out_is_refused():
    with pytest.raises(ValueError, match="id of a figure"):
        Canvas(10, 10, "t", "d", prefix='x" onload="').svg()


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (0, 100), (-0.003, 0.002), (1e6, 2e6), (-12.5, 80)])
def test_an_axis_has_a_handful_of_round_ticks_inside(low, high):
    ticks = Axis(low, high, 0, 100).ticks()
    assert 3 <= len(ticks) <= 9
    assert all(low - 1e-9 <= value <= high * (1 + 1e-9) + 1e-9 for value, _ in ticks)
    assert len({label for _, label in ticks}) == len(ticks)


@pytest.mark.parametrize("span", [0.1, 1, 3, 10, 40])
def test_a_ratio_axis_is_labelled_with_ratios(span):
    ticks = Axis(-span, span, 0, 100, ratio=True).ticks()
    assert 2 <= len(ticks) <= 14
    assert "1" in {label for _, label in ticks} or span < 0.2


def test_an_axis_over_one_value_has_room():
    axis = axis_over([2.0, 2.0], 0, 100)
    assert axis.place(2.0) == pytest.approx(50)


def test_a_forest_of_thirty_studies_is_drawn_in_a_blink():
    rows = "\n".join(f"S{i},{(i % 7) / 10 - 0.3},{0.02 + (i % 5) / 50}" for i in range(30))
    analysis = analyse(read_table(f"study,yi,vi\n{rows}\n"), Question("GEN"))
    started = time.perf_counter()
    for _ in range(5):
        draw_forest(analysis)
    assert (time.perf_counter() - started) / 5 < 0.05


def test_filled_studies_are_drawn_beside_the_seen_ones():
    text = "".join(f"s{row},{row / 9},{row / 40}\n" for row in range(1, 13))
    analysis = analyse(read_table(f"study,yi,vi\n{text}"), Question("GEN"))
    filled = studies_filled(analysis)
    assert filled
    drawn = [draw_funnel(analysis, filled=some).count("<circle") for some in (filled, ())]
    assert drawn == [12 + len(filled), 12]


@pytest.fixture
def asked(tmp_path, capsys):
    path = tmp_path / "studies.csv"
    path.write_text(STUDIES, encoding="utf-8")

    def ask(name, output, *words):
        parser = argparse.ArgumentParser()
        add_parser(parser.add_subparsers())
        args = parser.parse_args(["evidence", name, str(path), "--measure", "RR", "-o", str(tmp_path / output), *words])
        assert args.func is run
        return run(args), tmp_path / output, capsys.readouterr()

    return ask


def test_the_words_below_the_axis_are_asked_for_by_options(asked):
    _code, path, _ = asked("forest", "x.svg", "--left", "needling better", "--right", "control better")
    assert {"needling better", "control better"} <= set(written(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("forest", ["--by", "kind"]),
        ("forest", ["--left", "needling better", "--right", "control better"]),
        ("funnel", ["--hk"]),
        ("funnel", ["--contours", "--fill"]),
        ("cumulative", ["--order", "dose"]),
        ("drapery", []),
        ("bubble", ["--mod", "dose"]),
    ],
)
def test_every_plot_can_be_written_as_svg(asked, name, words):
    code, path, _ = asked(name, "x.svg", *words, "--title", "Naslov")
    assert code == 0
    assert ET.fromstring(path.read_bytes()).find(f"{SVG}title").text == "Naslov"


@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_plot_can_be_written_for_paper(asked, suffix, start):
    pytest.importorskip("typst")
    code, path, _ = asked("forest", f"x.{suffix}")
    assert code == 0
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("name", "output", "words", "sentence"),
    [
        ("forest", "x.jpg", [], "must end in .svg, .png, .pdf"),
        ("forest", "none/x.svg", [], "no such folder"),
        ("forest", "x.svg", ["--mod", "dose"], "has no forest plot"),
        ("bubble", "x.svg", [], "needs one moderator"),
        ("cumulative", "x.svg", ["--order", "kind"], "line 2: kind is “dry”"),
        ("funnel", "x.svg", ["--level", "0.9"], "percent"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_nothing_is_written(asked, name, output, words, sentence):
    code, path, printed = asked(name, output, *words)
    assert code == 2
    assert sentence in printed.err
    assert not path.exists()
    assert not list(path.parent.glob(".*part"))


def test_the_actions_of_evidence_are_there_beside_the_plots(capsys):
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["evidence", "list", "--condition", "jaw", "--json"])
    assert args.func(args) == 0
    assert json.loads(capsys.readouterr().out)
