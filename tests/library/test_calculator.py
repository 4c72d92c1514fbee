"""The calculator: the engine's own numbers on a page, every mistake named, and nothing kept."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.conftest import ROOT
from tests.pages import page_of

from drypoint.foundation.core.models import RateWindow
from drypoint.knowledge.evidence.analysis import Question, analyse
from drypoint.knowledge.evidence.bias import fail_safe
from drypoint.knowledge.evidence.clustered import robust_pool, three_level_pool
from drypoint.knowledge.evidence.pooling import Options
from drypoint.knowledge.evidence.sensitivity import influence
from drypoint.knowledge.evidence.table import read_table
from drypoint.public.library.calculator import answering, views
from drypoint.public.library.calculator.examples import EXAMPLES
from drypoint.public.library.calculator.views import ANSWERS_AN_ADDRESS

PAGE = "/en/calculator/"
CHOICES = {
    "measure": "RR",
    "method": "REML",
    "adjustment": "normal",
    "prediction": "riley",
    "level": "95",
    "add": "",
    "to": "only0",
    "by": "",
    "moderators": "",
    "left": "",
    "right": "",
}
BCG = EXAMPLES["events"].table

pytestmark = pytest.mark.django_db


def ask(visitor: Client, table: str = BCG, page: str = PAGE, **changes: Any) -> HttpResponse:
    return visitor.post(page, {**CHOICES, "table": table, **changes})


def effects_of(table: str) -> tuple[Any, Any]:
    effects = analyse(read_table(table), Question("RR")).effects
    return effects.yi, effects.vi


def said(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def pasted(answer: HttpResponse) -> str:
    # A browser leaves out the line break with which a text area begins.
    return str(page_of(answer).part("textarea[name=table]").tags[0].get_text()).removeprefix("\n")


def by_command(table: str, folder: Path, *options: str) -> dict[str, Any]:
    file = folder / "studies.csv"
    file.write_text(table)
    command = [sys.executable, "-m", "drypoint.knowledge.figures", "pool", str(file), *options, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_page_shows_the_form_sets_no_cookie_and_leads_back_to_the_evidence(site: Any, visitor: Client) -> None:
    answer = visitor.get(PAGE)
    assert answer.status_code == 200
    assert not answer.cookies
    page = page_of(answer)
    assert "/en/evidence/" in page.section("You are here").links.values()
    translations = {str(link["hreflang"]): str(link["href"]) for link in page.select("head link[hreflang]")}
    assert translations == {"en": "http://testserver/en/calculator/", "hr": "http://testserver/hr/kalkulator/"}
    assert PAGE in page_of(visitor.get("/en/evidence/")).section("Also here").links.values()
    assert f"{PAGE}</loc>" in said(visitor.get("/sitemap.xml"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_fills_the_form_and_can_be_calculated(name: str, practice: Any, visitor: Client) -> None:
    example = EXAMPLES[name]
    assert pasted(visitor.get(PAGE, {"example": name})).splitlines() == example.table.splitlines()
    answer = ask(visitor, example.table, measure=example.measure, **example.choices)
    assert answer.status_code == 200
    assert page_of(answer).section("Plots").select("figure svg")
    assert "nan" not in re.sub(r"(?s)<[^>]*>", " ", said(answer)).lower().split()


@pytest.mark.parametrize(
    ("choices", "options"),
    [
        ({}, ()),
        ({"adjustment": "hk"}, ("--hk",)),
        ({"adjustment": "hk_floor", "level": "90"}, ("--hk-floor", "--level", "90")),
        ({"measure": "OR", "method": "MH"}, ("--method", "MH")),
        ({"measure": "OR", "method": "PETO"}, ("--method", "PETO")),
        ({"by": "Allocation"}, ("--by", "allocation")),
        ({"moderators": "latitude, allocation"}, ("--mod", "latitude", "allocation")),
        ({"add": "0.25", "to": "all", "prediction": "metafor"}, ("--pi", "metafor", "--add", "0.25", "--to", "all")),
    ],
)
def test_the_numbers_are_those_of_the_command_line_and_so_is_the_command(
    choices: dict[str, str], options: tuple[str, ...], practice: Any, visitor: Client, tmp_path: Path
) -> None:
    given = ask(visitor, **choices, give="json")
    assert given["Content-Disposition"] == 'attachment; filename="analysis.json"'
    measure = choices.get("measure", "RR")
    assert json.loads(given.content) == by_command(BCG, tmp_path, "--measure", measure, *options)
    command, *_others = page_of(ask(visitor, **choices)).section("To repeat it").texts("pre.code")
    assert command.split() == ["drypoint", "evidence", "pool", "studies.csv", "--measure", measure, *options]


def test_semicolons_and_decimal_commas_are_read_and_written_in_croatian(practice: Any, visitor: Client) -> None:
    example = EXAMPLES["means"]
    page = page_of(ask(visitor, example.table, "/hr/kalkulator/", measure="SMD", adjustment="hk"))
    assert "Standardizirana razlika sredina: −0,478" in page.part("[aria-labelledby=answer] .lead")
    *_others, in_r = page.part("[aria-labelledby=again]").texts("pre.code")
    assert 'sep = ";", dec = ","' in in_r


def test_a_file_is_read_in_place_of_the_text_and_comes_back_as_text(practice: Any, visitor: Client) -> None:
    file = SimpleUploadedFile("trials.csv", BCG.encode("utf-16"), "text/csv")
    answer = ask(visitor, "", file=file)
    assert "13 studies together. Risk ratio: 0.489" in page_of(answer).section("The answer").part(".lead")
    assert "Aronson 1948,4,119,11,128" in pasted(answer)


@pytest.mark.parametrize(
    ("table", "choices", "sentence"),
    [
        ("", {}, "Paste a table, choose a file, or begin with an example."),
        ("study,ai,bi,ci,di\n", {}, "holds no study"),
        ("sep=|\nstudy|ai|bi|ci|di", {}, "holds no study"),
        ("sep=\t\nstudy", {}, "holds no study"),
        *((f"sep={sign}{blanks}", {}, "The table is empty") for sign in ",;|" for blanks in ("", "\n \n")),
        ("study,ai,bi,ci,di\nA,1,2,3,4\nB,5,,7,8\n", {}, "Line 3: bi is blank"),
        ("study,ai,bi,ci,di\nA,1,2,3,4\nB,5,NaN,7,8\n", {}, "Line 3: bi is “NaN”"),
        ("study,ai,bi,ci,di\nA,1,2,3,4\nB,-5,6,7,8\n", {}, "Line 3:"),
        ("study,yi,vi\nA,1,2\n", {}, "missing: ai, bi, ci, di"),
        (BCG, {"by": "colour"}, "there is no column “colour”"),
        (BCG, {"moderators": "a, b, c, d, e, f"}, "up to 5 moderators"),
        (BCG, {"by": "allocation", "moderators": "latitude"}, "not for both at once"),
        (BCG, {"method": "MH", "measure": "ROM"}, "pools"),
        (BCG, {"level": "0.95"}, "95, not 0.95"),
        (BCG, {"measure": "MAGIC"}, "MAGIC is not one of the available choices"),
        ("study,yi,vi\n" + "A,1,1\n" * 501, {"measure": "GEN"}, "501 studies; this page takes up to 500"),
        ("x" * 300_000, {}, "larger than 256 KB"),
        ("\0\1\2", {}, "Null characters are not allowed"),
    ],
)
def test_a_mistake_is_named_and_what_was_pasted_is_still_there(
    table: str, choices: dict[str, str], sentence: str, practice: Any, visitor: Client
) -> None:
    answer = ask(visitor, table, **choices)
    assert answer.status_code == 422
    assert any(sentence in error for error in page_of(answer).part("[role=alert]").items)
    assert not page_of(answer).has_section("The answer")
    if table[:5] == "study":
        assert table.splitlines()[-1] in pasted(answer)


def test_a_picture_in_place_of_a_table_is_refused(practice: Any, visitor: Client) -> None:
    file = SimpleUploadedFile("scan.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "text/csv")
    answer = ask(visitor, "", file=file)
    assert answer.status_code == 422
    (error,) = page_of(answer).part("[role=alert]").items
    assert "not a table in text form" in error


def test_what_is_far_too_large_is_refused_before_it_is_read(practice: Any, visitor: Client) -> None:
    answer = ask(visitor, "x" * 950_000)
    assert answer.status_code == 413
    (error,) = page_of(answer).part("[role=alert]").items
    assert "too large" in error


def test_a_study_cannot_smuggle_markup_into_page_or_picture(practice: Any, visitor: Client) -> None:
    evil = '<script>alert(1)</script>"><img src=x>'
    table = f"study;yi;vi\n{evil};0.1;0.2\nB;0.3;0.1\nC;0.2;0.1\n"
    shown = ask(visitor, table, measure="GEN").content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    picture = ask(visitor, table, measure="GEN", give="forest.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "<script>alert" not in picture.content.decode()


def test_a_name_that_a_spreadsheet_would_run_is_given_out_as_text(practice: Any, visitor: Client) -> None:
    table = 'study;yi;vi\n=HYPERLINK("x");0.1;0.2\n@B;0.3;0.1\n'
    lines = ask(visitor, table, measure="GEN", give="csv").content.decode().splitlines()
    assert lines[0] == "study,yi,vi,weight"
    assert lines[1].startswith("\"'=HYPERLINK")
    assert lines[2].startswith("'@B,")


def test_nothing_of_a_table_is_kept_or_noted(practice: Any, visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    table = "study;yi;vi\nZyzzyva 1901;0.1;0.2\nB;0.3;0.1\n"
    before = {model: model.objects.count() for model in apps.get_models()}
    with caplog.at_level(logging.DEBUG):
        studies = page_of(ask(visitor, table, measure="GEN")).section("The studies").rows
        assert [name for name, *_rest in studies] == ["Zyzzyva 1901", "B"]
    assert "Zyzzyva" not in caplog.text
    assert [model for model, count in before.items() if model.objects.count() != count] == [RateWindow]
    for row in RateWindow.objects.values():
        assert "Zyzzyva" not in str(row)


def test_an_address_may_ask_so_often_an_hour_and_keeps_its_table(
    practice: Any, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ANSWERS_AN_ADDRESS.__class__, "__setattr__", object.__setattr__)
    monkeypatch.setattr(ANSWERS_AN_ADDRESS, "most", 2)
    answers = [ask(visitor) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    (error,) = page_of(answers[2]).part("[role=alert]").items
    assert "your table is still here" in error
    assert "Aronson 1948,4,119,11,128" in pasted(answers[2])


def test_another_site_cannot_send_the_form(practice: Any, visitor: Client) -> None:
    assert visitor.post(PAGE, {**CHOICES, "table": BCG}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_answer_tells_what_hangs_on_each_study(practice: Any, visitor: Client) -> None:
    page = page_of(ask(visitor))
    rows = page.section("How much the pool hangs on each study").rows
    found = influence(*effects_of(BCG), Options())
    assert len(rows) == 13
    assert [bool("stands out" in row[0]) for row in rows] == [one.is_influential for one in found]
    large = [(row[3], f"{one.cooks_distance:.3f}") for row, one in zip(rows, found, strict=True) if "10^" not in row[3]]
    assert large
    assert [shown for shown, _exact in large] == [exact for _shown, exact in large]


def test_two_studies_have_no_influence_and_mantel_haenszel_has_none(practice: Any, visitor: Client) -> None:
    two = "\n".join(BCG.splitlines()[:3])
    for answer in (ask(visitor, two), ask(visitor, method="MH")):
        assert "How much the pool hangs on each study" not in said(answer)


def test_how_many_unseen_studies_would_undo_the_result_is_told(practice: Any, visitor: Client) -> None:
    found = fail_safe(*effects_of(BCG))
    told = f"{found.rosenthal} after Rosenthal, {found.rosenberg} after Rosenberg"
    assert told in page_of(ask(visitor)).section("The studies").text


def test_the_words_below_the_axis_stand_on_page_and_in_the_file(practice: Any, visitor: Client) -> None:
    words = {"left": "vaccine <better>", "right": "none better"}
    assert "vaccine &lt;better&gt;" in said(ask(visitor, **words))
    assert b"none better" in ask(visitor, **words, give="forest.svg").content


def test_the_funnel_with_contours_and_filled_studies_is_there_where_there_is_no_effect_to_differ_from(
    practice: Any, visitor: Client
) -> None:
    given = ask(visitor, give="contours.svg")
    assert given["Content-Type"] == "image/svg+xml"
    assert b">0.05<" in given.content
    shares = ask(visitor, EXAMPLES["proportions"].table, measure="PLO", give="contours.svg")
    assert shares["Content-Type"].startswith("text/html")


def test_below_ten_studies_nothing_is_said_of_missing_ones(practice: Any, visitor: Client) -> None:
    few = "\n".join(BCG.splitlines()[:10])
    below, above = (page_of(ask(visitor, table)).section("The studies") for table in (few, BCG))
    assert any(note.startswith("Below ten studies") for note in below.texts(".note"))
    assert not below.has_section("Small-study effects")
    tests = above.section("Small-study effects").rows
    assert [name for name, _found in tests] == [
        "Egger's test",
        "Begg's test",
        "Trim and fill",
        "Unseen studies without effect that would undo the result",
    ]


def test_many_studies_are_pooled_without_a_picture(practice: Any, visitor: Client) -> None:
    rows = "".join(f"Study {number},{number % 7 / 10},0.{number % 9 + 1}\n" for number in range(200))
    page = page_of(ask(visitor, f"study,yi,vi\n{rows}", measure="GEN"))
    assert "200 studies together" in page.section("The answer").part(".lead")
    assert f"up to {answering.MOST_DRAWN} studies" in page.section("Plots")
    assert not page.section("Plots").select("svg")


def test_several_moderators_have_no_plot_and_are_told_so(practice: Any, visitor: Client) -> None:
    several = {"moderators": "latitude, allocation"}
    assert "where there is one moderator of numbers" in page_of(ask(visitor, **several)).section("Plots")
    asked_by_hand = ask(visitor, **several, give="bubble.svg")
    assert asked_by_hand["Content-Type"].startswith("text/html")


def test_the_code_to_repeat_it_names_columns_and_numbers_exactly(practice: Any, visitor: Client) -> None:
    table = "study,yi,sei,risk of bias\nA,0.1,0.2,low\nB,0.3,0.1,low\nC,0.2,0.1,high\nD,0.5,0.2,high\n"
    page = page_of(ask(visitor, table, measure="GEN", by="risk of bias", level="99.12345678"))
    command, python, in_r = page.section("To repeat it").texts("pre.code")
    assert "--level 99.12345678" in command
    assert "level=99.12345678" in python
    for part in (
        "dat$vi <- dat$sei^2",
        "dat$risk.of.bias",
        "level = 99.12345678",
        "check.names = FALSE",
        "make.names(",
    ):
        assert part in in_r


def _table(columns: dict[str, list[str]], rows: int) -> str:
    head = ["study", "yi", "vi", *columns]
    lines = [[f"s{row}", str(row % 7 / 10), "0.1", *(cells[row] for cells in columns.values())] for row in range(rows)]
    return "\n".join(",".join(line) for line in [head, *lines])


@pytest.mark.parametrize("field", ["moderators", "by"])
def test_more_groups_than_can_be_told_apart_are_refused(practice: Any, visitor: Client, field: str) -> None:
    words = [f"w{row}" for row in range(250)]
    answer = ask(visitor, _table({"word": words}, 250), measure="GEN", **{field: "word"})
    assert answer.status_code == 422
    assert "at most 30" in answer.content.decode()


def test_more_columns_than_anybody_needs_are_refused_at_once(practice: Any, visitor: Client) -> None:
    answer = ask(visitor, ",".join(f"c{number}" for number in range(20_000)) + "\n1", measure="GEN")
    assert answer.status_code == 422
    assert "at most 100" in answer.content.decode()


def test_one_calculation_at_a_time_and_the_rest_hear_so(
    practice: Any, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PATIENCE_SECONDS", 0.01)
    with views.a_turn() as first, views.a_turn() as second:
        assert (first, second) == (True, False)
        answer = ask(visitor)
        assert answer.status_code == 503
        assert "Retry-After" in answer
        assert "Aronson 1948,4,119,11,128" in said(answer)
    assert ask(visitor).status_code == 200


def test_only_two_wait_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PATIENCE_SECONDS", 60.0)
    monkeypatch.setattr(views, "_queue", threading.BoundedSemaphore(1))
    with views.a_turn() as first, views.a_turn() as turned_away:
        assert (first, turned_away) == (True, False)


def test_several_effects_of_one_trial_are_reckoned_with_as_the_library_does(practice: Any, visitor: Client) -> None:
    table = "study,yi,vi\n" + "".join(
        f"{name},{yi},{vi}\n"
        for name, yi, vi in (("A", 0.2, 0.04), ("A", 0.5, 0.05), ("B", 0.1, 0.03), ("C", 0.9, 0.1), ("C", 0.4, 0.06))
    )
    answer = ask(visitor, table, measure="GEN")
    robust, levels = page_of(answer).part("table#trials").select("tbody tr")
    effects = analyse(read_table(table), Question("GEN")).effects
    names = ["A", "A", "B", "C", "C"]
    one = robust_pool(effects.yi, effects.vi, names, Options())
    other = three_level_pool(effects.yi, effects.vi, names)
    assert f"{one.estimate:.3f} ({one.ci_low:.3f} to {one.ci_high:.3f})".replace("-", "−") in robust.get_text()
    assert f"{other.estimate:.3f} ({other.ci_low:.3f} to {other.ci_high:.3f})".replace("-", "−") in levels.get_text()
    assert "between trials" in levels.get_text()


def test_studies_of_one_effect_each_say_nothing_of_trials(practice: Any, visitor: Client) -> None:
    assert page_of(ask(visitor)).select("#trials") == []


def test_each_analysis_has_an_address_of_its_own_on_the_page(practice: Any, visitor: Client) -> None:
    page = page_of(ask(visitor))
    links = [str(link["href"]) for link in page.select("nav.contents a")]
    assert {"#plots", "#plot-funnel", "#plot-cumulative", "#without-each", "#hangs-on", "#small-studies"} <= set(links)
    for link in links:
        assert len(page.select(link)) == 1, link
