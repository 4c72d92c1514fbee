"""From a table of anybody's to the calculator: the columns are asked, confirmed, and then it is calculated."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.library.test_calculator import CHOICES, PAGE, pasted, said
from tests.pages import page_of

from drypoint.foundation.core.files.kinds import UnfitFileError
from drypoint.foundation.core.files.workbooks import workbook_in
from drypoint.knowledge.evidence.mapping import roles
from drypoint.public.library.calculator import views
from drypoint.public.library.calculator.examples import EXAMPLES
from drypoint.public.library.calculator.mapping_form import ROLES
from drypoint.public.library.calculator.views import ANSWERS_AN_ADDRESS

pytestmark = pytest.mark.django_db
FOREIGN = (
    "Autor;Lijek da;Lijek svi;Placebo da;Placebo svi\nAnić;1.004;2.119;11;139\nBukić;6;306;29;303\nCar;3;231;11;220\n"
)
ROWS: list[list[object]] = [
    ["studlab", "event.e", "n.e", "event.c", "n.c"],
    ["Anić", 4, 123, 11, 139],
    ["Bukić", 6, 306, 29, 303],
    ["Car", 3, 231, 11, 220],
]


def post(visitor: Client, page: str = PAGE, **given: Any) -> HttpResponse:
    return visitor.post(page, {**CHOICES, **given})


@pytest.mark.parametrize("sign", [",", ";", "|"])
def test_a_line_that_names_the_separator_and_nothing_below_is_no_table(
    sign: str, practice: Any, visitor: Client
) -> None:
    for step in ("columns", "map"):
        answer = post(visitor, table=f"sep={sign}", step=step)
        assert answer.status_code == 422
        assert any("The table is empty" in error for error in page_of(answer).part("[role=alert]").items)


def fields_of(answer: HttpResponse) -> dict[str, str]:
    """Return what a browser would send of the page of the columns."""
    page = page_of(answer)
    form = page.part("form[action$='#answer']")
    sent = {str(tag["name"]): str(tag["value"]) for tag in form.select("input[type=hidden]")}
    sent["table"] = str(form.select("textarea[name=table]")[0].get_text()).removeprefix("\n")
    for select in form.select("select"):
        chosen = select.select("option[selected]") or select.select("option")
        sent[str(select["name"])] = str(chosen[0]["value"])
    return sent


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hidden(content: bytes, *names: str) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name in names:
        book[name].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def excel(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("trials.xlsx", content, "application/octet-stream")


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_guessed_whole_and_gives_the_same_answer_when_confirmed(
    name: str, practice: Any, visitor: Client
) -> None:
    example = EXAMPLES[name]
    given = {"table": example.table, "measure": example.measure, **example.choices}
    asked = post(visitor, **given, step="columns")
    assert asked.status_code == 200
    assert not asked.cookies
    assert "no-store" in asked["Cache-Control"]
    confirmed = post(visitor, **{**given, **fields_of(asked)}, step="map")
    direct = post(visitor, **given)
    told = [page_of(answer).section("The answer").texts("td") for answer in (confirmed, direct)]
    assert told[0] == told[1] != []


def test_what_is_ambiguous_is_asked_and_without_an_answer_nothing_is_calculated(practice: Any, visitor: Client) -> None:
    asked = post(visitor, table=FOREIGN, step="columns")
    page = page_of(asked)
    sent = fields_of(asked)
    assert [sent[f"column{place}"] for place in range(5)] == ["study", "", "", "", ""]
    assert (sent["measure"], sent["decimal"]) == ("", "")
    assert "1.004 · 6 · 3" in page.part("form[action$='#answer']").texts("p.hint")
    refused = post(visitor, **sent, step="map")
    assert refused.status_code == 422
    said = " ".join(page_of(refused).items)
    assert "which sign writes decimals" in said
    assert "Choose what is to be calculated" in said
    assert "The answer" not in refused.content.decode()


def test_what_was_said_is_shown_as_read_and_then_calculated(practice: Any, visitor: Client) -> None:
    sent = fields_of(post(visitor, table=FOREIGN, step="columns"))
    sent |= {"measure": "RR", "decimal": ",", "thousands": "."}
    sent |= {"column1": "ai", "column2": "n1", "column3": "ci", "column4": "n2"}
    looked = post(visitor, **sent, step="look")
    assert looked.status_code == 200
    assert "1.004 → 1004 · 6 · 3" in page_of(looked).texts("p.hint")
    answer = post(visitor, **sent, step="map")
    assert answer.status_code == 200
    assert page_of(answer).section("The answer")
    assert pasted(answer).splitlines()[:2] == ["study,ai,n1,ci,n2", "Anić,1004,2119,11,139"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"column1": "ai", "column2": "ai"}, "Two columns cannot both be"),
        ({"decimal": ".", "thousands": "."}, "cannot have the same sign"),
        (
            {"column4": ""},
            "Some columns are still missing for it: without the event, second group (di) or people, second group (n2)",
        ),
        ({"decimal": ".", "thousands": "none", "column0": "di"}, "is “Anić”, which is not a number"),
        ({"column1": "nonsense"}, "nonsense"),
        ({"measure": "nonsense"}, "nonsense"),
    ],
)
def test_what_cannot_be_is_named(changes: dict[str, str], sentence: str, practice: Any, visitor: Client) -> None:
    sent = fields_of(post(visitor, table=FOREIGN, step="columns"))
    sent |= {"measure": "RR", "decimal": ",", "thousands": "."}
    sent |= {"column1": "ai", "column2": "n1", "column3": "ci", "column4": "n2"}
    refused = post(visitor, **{**sent, **changes}, step="map")
    assert refused.status_code == 422
    assert sentence in re.sub(r"\s+", " ", refused.content.decode())


@pytest.mark.parametrize("step", ["columns", "map", "look"])
@pytest.mark.parametrize(
    "table",
    [
        "",
        "a;b\n",
        "a;b\n1;2;3\n",
        "\0",
        "x" * 300_000,
        ";".join(f"c{number}" for number in range(101)) + "\n1\n",
        "a" + ";" * 200_000 + "b\n1\n",
        "a;b\n" + "1;2\n" * 501,
    ],
    ids=["nothing", "no study", "too wide", "no text", "too long", "101 columns", "many columns", "501 studies"],
)
def test_what_is_no_table_is_refused_at_every_step(step: str, table: str, practice: Any, visitor: Client) -> None:
    answer = post(visitor, table=table, step=step)
    assert answer.status_code == 422
    assert page_of(answer).select("[aria-invalid=true], .panel.error, .message.error, .error-summary")


def test_a_workbook_is_read_and_its_columns_are_asked(practice: Any, visitor: Client) -> None:
    asked = post(visitor, table="", file=excel(workbook(("Studies", ROWS))))
    sent = fields_of(asked)
    assert [sent[f"column{place}"] for place in range(5)] == ["study", "ai", "n1", "ci", "n2"]
    assert (sent["measure"], sent["decimal"]) == ("RR", ".")
    answer = post(visitor, **sent, step="map")
    assert "3 studies together" in page_of(answer).section("The answer").part(".lead")


def test_of_several_sheets_it_is_asked_which_one(practice: Any, visitor: Client) -> None:
    content = workbook(("Notes <b>", [["x"], ["y"]]), ("Empty", []), ("Studies", ROWS))
    page = page_of(post(visitor, table="", file=excel(content)))
    assert page.main.buttons == ["Notes <b>", "Studies"]
    table = str(page.select("textarea[name=table]")[1].get_text()).removeprefix("\n")
    assert fields_of(post(visitor, table=table, step="columns"))["column1"] == "ai"


def test_cells_of_a_workbook_come_as_they_are_stored() -> None:
    rows: list[list[object]] = [
        ["a", None, "b c"],
        [1.25, 1.125, "Š\tš\nž"],
        [None, None, None],
        [-0.3, 1234567, True],
    ]
    (sheet,) = workbook_in(workbook(("One", rows))).sheets
    assert sheet.name == "One"
    assert [line.split("\t") for line in sheet.text.splitlines()] == [
        ["a", "", "b c"],
        ["1.25", "1.1250", "Š š ž"],  # so that nobody takes it for a thousand
        ["-0.3", "1234567", "1"],
    ]


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


_BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("bcdefghi", "cdefghij", strict=True))
    + "]><a>&j;</a>"
)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\0" * 500,
        archive(word__document_xml="<a/>"),
        archive(xl__workbook_xml=_BOMB),
        archive(xl__workbook_xml="<a>"),
        archive(xl__workbook_xml=" " * 300_000_000),
    ],
    ids=["cut", "noise", "another archive", "entities", "not closed", "swells"],
)
def test_what_is_no_workbook_or_swells_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnfitFileError, match="workbook"):
        workbook_in(content)


def test_a_workbook_that_cannot_be_read_brings_the_form_back(practice: Any, visitor: Client) -> None:
    answer = post(visitor, table="", file=excel(b"PK\x03\x04 no workbook"))
    assert answer.status_code == 422
    assert "This workbook cannot be read" in answer.content.decode()


def test_every_role_has_its_words() -> None:
    assert set(ROLES) == set(roles())


def test_the_columns_are_asked_in_croatian(practice: Any, visitor: Client) -> None:
    page = page_of(post(visitor, "/hr/kalkulator/", table=FOREIGN, step="columns"))
    assert page.texts("h1") == ["Što je u kojem stupcu"]


STEPS = ["", "columns", "look", "map"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("changes", [{}, {"measure": "nonsense", "decimal": "x"}], ids=["fit", "unfit"])
def test_every_step_that_looks_at_a_table_counts(
    step: str, changes: dict[str, str], practice: Any, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ANSWERS_AN_ADDRESS.__class__, "__setattr__", object.__setattr__)
    monkeypatch.setattr(ANSWERS_AN_ADDRESS, "most", 2)
    answers = [post(visitor, table=FOREIGN, step=step, **changes) for _ in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert int(answers[2]["Retry-After"]) > 0
    assert "Lijek svi" in pasted(answers[2])


@pytest.mark.parametrize("step", STEPS)
def test_every_step_that_looks_at_a_table_waits_for_its_turn(
    step: str, practice: Any, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PATIENCE_SECONDS", 0.01)
    with views.a_turn():
        answer = post(visitor, table=FOREIGN, step=step)
    assert answer.status_code == 503
    assert "Others are calculating just now" in " ".join(page_of(answer).part("[role=alert]").items)
    assert "Lijek svi" in pasted(answer)


TWO_SPREADS = "study,d,visits v,stderr2,v\nA,0.1,3,0.2,9\nB,0.4,4,0.1,8\nC,0.3,5,0.3,8\nD,0.2,5,0.2,9\n"


def test_a_column_that_was_said_to_be_nothing_is_not_read_as_what_its_name_means(
    practice: Any, visitor: Client
) -> None:
    asked = post(visitor, table=TWO_SPREADS, measure="GEN", step="columns")
    form = page_of(asked).part("form[action$='#answer']")
    told = [str(tag.get_text()) for tag in form.select("option[value='']")]
    assert told[-5:].count("none of these: keep it under its name") == 3
    assert "none of these: it is kept as “v extra”" in told
    sent = {**fields_of(asked), "measure": "GEN", "column1": "yi", "column3": "sei", "column4": ""}
    confirmed = post(visitor, **sent, step="map")
    direct = post(visitor, table=TWO_SPREADS.replace("d,visits v,stderr2,v", "yi,a,sei,b"), measure="GEN")
    found = [page_of(answer).section("The answer").texts("td") for answer in (confirmed, direct)]
    assert found[0] == found[1] != []
    assert pasted(confirmed).splitlines()[0] == "study,yi,visits v,sei,v extra"


@pytest.mark.parametrize(
    ("page", "field", "named"),
    [(PAGE, "by", "v extra"), (PAGE, "moderators", "v extra, visits v"), ("/hr/kalkulator/", "by", "v dodatno")],
)
def test_subgroups_and_moderators_follow_the_columns_to_their_new_names(
    page: str, field: str, named: str, practice: Any, visitor: Client
) -> None:
    own = named.replace(" extra", "").replace(" dodatno", "").upper()
    asked = post(visitor, page, table=TWO_SPREADS, measure="GEN", step="columns", **{field: own})
    sent = {**fields_of(asked), "measure": "GEN", "column1": "yi", "column3": "sei", "column4": ""}
    answer = post(visitor, page, **sent, step="map")
    assert answer.status_code == 200
    assert page_of(answer).select(f"[name={field}]")[0]["value"] == named


def test_what_was_said_is_still_there_when_a_cell_does_not_fit(practice: Any, visitor: Client) -> None:
    sent = fields_of(post(visitor, table=FOREIGN, step="columns"))
    sent |= {"measure": "RR", "decimal": ",", "thousands": ".", "column0": "di", "column1": "ai"}
    sent |= {"column2": "n1", "column3": "ci", "column4": "n2"}
    refused = post(visitor, **sent, step="map")
    assert refused.status_code == 422
    assert "Line 2: di is “Anić”, which is not a number" in " ".join(page_of(refused).part("[role=alert]").items)
    assert fields_of(refused) == sent


def test_what_grows_too_large_when_it_is_written_our_way_keeps_what_was_said(practice: Any, visitor: Client) -> None:
    names = ["study", "yi", "vi", *(f"c{number}" for number in range(90))]
    long = "x" * 450
    table = ";".join(names) + "\n" + f"A{long};0,5;1\n" * 490
    sent = fields_of(post(visitor, table=table, measure="GEN", step="columns"))
    assert sent["column1"] == "yi"
    refused = post(visitor, **sent, step="map")
    assert refused.status_code == 422
    assert "larger than 256 KB" in " ".join(page_of(refused).part("[role=alert]").items)
    assert fields_of(refused) == {name: value.replace("\r\n", "\n") for name, value in sent.items()}


LARGE: list[list[object]] = [*ROWS, *[[f"Study {number} {'x' * 700}", 4, 123, 11, 139] for number in range(400)]]


def test_a_sheet_that_is_too_large_is_refused_before_its_columns_are_asked(practice: Any, visitor: Client) -> None:
    answer = post(visitor, table="", file=excel(workbook(("Studies", LARGE))))
    assert answer.status_code == 422
    assert "each sheet of this workbook is larger than 256 KB" in said(answer)


def test_of_several_sheets_one_that_is_too_large_is_named_and_not_offered(practice: Any, visitor: Client) -> None:
    page = page_of(post(visitor, table="", file=excel(workbook(("Large", LARGE), ("Small", ROWS), ("Other", ROWS)))))
    assert page.main.buttons == ["Small", "Other"]
    assert "As text larger than 256 KB, and therefore not offered: Large" in page.main.texts("p.note")


def test_a_file_whose_text_is_too_large_is_refused_before_its_columns_are_asked(practice: Any, visitor: Client) -> None:
    content = ("study;yi;vi\n" + f"{'€' * 290};0,5;1\n" * 400).encode("utf-16")
    assert len(content) < 256 * 1024
    answer = post(visitor, table="", file=SimpleUploadedFile("t.csv", content, "text/csv"), step="columns")
    assert answer.status_code == 422
    assert "The table is larger than 256 KB" in said(answer)


def test_hidden_sheets_take_no_place_of_those_that_are_seen(practice: Any, visitor: Client) -> None:
    notes = [(f"Hidden {number}", [["x"], ["y"]]) for number in range(25)]
    content = hidden(workbook(*notes, ("Studies", ROWS)), *(name for name, _rows in notes))
    book = workbook_in(content)
    assert [sheet.name for sheet in book.sheets] == ["Studies"]
    assert book.left_out == 0
    assert fields_of(post(visitor, table="", file=excel(content)))["column1"] == "ai"


@pytest.mark.parametrize(("holding", "buttons"), [(range(23), 20), ([4, 22], 1)], ids=["all", "one that is read"])
def test_sheets_that_were_not_read_are_told_of(holding: Any, buttons: int, practice: Any, visitor: Client) -> None:
    sheets = [(f"Sheet {number}", ROWS if number in holding else []) for number in range(23)]
    page = page_of(post(visitor, table="", file=excel(workbook(*sheets))))
    assert len(page.main.buttons) == buttons
    assert any(note.startswith("3 more sheets were not read.") for note in page.main.texts("p.note"))


def test_a_workbook_whose_first_sheets_are_empty_is_refused_in_such_words(practice: Any, visitor: Client) -> None:
    sheets: list[tuple[str, list[list[object]]]] = [(f"Sheet {number}", []) for number in range(20)]
    answer = post(visitor, table="", file=excel(workbook(*sheets, ("Studies", ROWS))))
    assert answer.status_code == 422
    assert "The first sheets of this workbook hold no table" in said(answer)
