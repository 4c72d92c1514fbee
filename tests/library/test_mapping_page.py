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
from tests.library.test_calculator import CHOICES, PAGE, pasted
from tests.pages import page_of

from drypoint.foundation.core.files.kinds import UnfitFileError
from drypoint.foundation.core.files.workbooks import sheets_in
from drypoint.knowledge.evidence.mapping import roles
from drypoint.public.library.calculator.examples import EXAMPLES
from drypoint.public.library.calculator.mapping_form import ROLES

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
@pytest.mark.parametrize("table", ["", "a;b\n", "a;b\n1;2;3\n", "\0", "x" * 300_000])
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
    (sheet,) = sheets_in(workbook(("One", rows)))
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
        sheets_in(content)


def test_a_workbook_that_cannot_be_read_brings_the_form_back(practice: Any, visitor: Client) -> None:
    answer = post(visitor, table="", file=excel(b"PK\x03\x04 no workbook"))
    assert answer.status_code == 422
    assert "This workbook cannot be read" in answer.content.decode()


def test_every_role_has_its_words() -> None:
    assert set(ROLES) == set(roles())


def test_the_columns_are_asked_in_croatian(practice: Any, visitor: Client) -> None:
    page = page_of(post(visitor, "/hr/calculator/", table=FOREIGN, step="columns"))
    assert page.texts("h1") == ["Što je u kojem stupcu"]
