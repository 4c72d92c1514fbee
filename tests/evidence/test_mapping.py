"""Tables from elsewhere: what is guessed of their columns and numbers, and what is asked."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drypoint.knowledge.evidence.analysis import Question, analyse
from drypoint.knowledge.evidence.effects import MEASURES
from drypoint.knowledge.evidence.errors import EvidenceError, TableError
from drypoint.knowledge.evidence.mapping import (
    Decimal,
    LooseTable,
    Signs,
    Thousands,
    fitting_measures,
    guessed_roles,
    guessed_signs,
    kept_names,
    loose_table,
    mapped,
    number_columns,
    roles,
)
from drypoint.knowledge.evidence.names import _NAMES as SYNONYMS
from drypoint.knowledge.evidence.names import meanings
from drypoint.knowledge.evidence.table import decoded, read_table


@pytest.mark.parametrize(
    ("header", "expected", "fits"),
    [
        # metafor and escalc
        ("author,year,tpos,tneg,cpos,cneg", "study,,ai,bi,ci,di", "RR"),
        ("slab,m1i,sd1i,n1i,m2i,sd2i,n2i", "study,m1,sd1,n1,m2,sd2,n2", "SMD"),
        ("ai,n1i,ci,n2i", "ai,n1,ci,n2", "OR"),
        ("x1i,t1i,x2i,t2i", "x1i,t1i,x2i,t2i", "IRR"),
        ("study,yi,vi", "study,yi,vi", "GEN"),
        # meta
        ("studlab,event.e,n.e,event.c,n.c", "study,ai,n1,ci,n2", "RR"),
        ("studlab,n.e,mean.e,sd.e,n.c,mean.c,sd.c", "study,n1,m1,sd1,n2,m2,sd2", "MD"),
        ("studlab,TE,seTE", "study,yi,sei", "GEN"),
        # RevMan
        ("Study,Events 1,Total 1,Events 2,Total 2", "study,ai,n1,ci,n2", "RR"),
        ("Study,Experimental mean,Experimental sd,Experimental total,Control mean,Control sd,Control total",
         "study,m1,sd1,n1,m2,sd2,n2", "SMD"),
        # people
        ("Study,Events,Total", "study,xi,ni", "PR"),
        ("Study,events,time", "study,xi,ti", "IR"),
        ("studija,r,n", "study,ri,ni", "ZCOR"),
    ],
)  # fmt: skip
def test_the_names_of_other_programs_are_known(header: str, expected: str, fits: str) -> None:
    found = guessed_roles(header.split(","))
    assert list(found) == expected.split(",")
    assert fits in fitting_measures(found)


def test_two_columns_that_could_be_the_same_are_asked_for() -> None:
    assert guessed_roles(["Author", "Trial", "yi", "vi"]) == ("", "", "yi", "vi")


def test_a_name_that_tells_nothing_is_asked_for() -> None:
    assert guessed_roles(["Prvi autor", "a", "b", "c", "d"]) == ("", "", "", "", "")


@pytest.mark.parametrize(
    ("cells", "decimal", "thousands"),
    [
        (["4", "119", "11"], ".", ""),
        (["0.5", "1.25"], ".", ""),
        (["0,5", "12"], ",", ""),
        (["0,125"], ",", ""),  # nothing but decimals begins with a nought
        (["1.150", "0,5"], ",", "."),
        (["1,150", "0.5"], ".", ","),
        (["1.234.567"], ",", "."),
        (["1,234,567"], ".", ","),
        (["1.234,5"], ",", "."),
        (["1 500", "2,5"], ",", " "),
        (["1\N{NARROW NO-BREAK SPACE}500"], ".", " "),
        (["1’500", "2.5"], ".", "'"),
        (["NA", "", "-", "1.5"], ".", ""),
        (["Aronson 1948", "1.5"], ".", ""),
        (["1.5e-3"], ".", ""),
        (["1234.567"], ".", ""),
    ],
)
def test_signs_are_told_from_the_cells_that_tell_them(cells: list[str], decimal: Decimal, thousands: Thousands) -> None:
    assert guessed_signs(cells) == Signs(decimal, thousands)


@pytest.mark.parametrize(
    "cells", [["1.150", "2.300"], ["1,150"], ["1.150", "12"], ["0.5", "0,5"], ["1.234.567", "1.5"], ["1.150", "2,300"]]
)
def test_what_cells_do_not_tell_is_asked_and_never_guessed(cells: list[str]) -> None:
    assert guessed_signs(cells) is None


values = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 4))
all_signs = st.sampled_from(
    [
        Signs(decimal, thousands)
        for decimal in (".", ",")
        for thousands in ("", ".", ",", " ", "'")
        if decimal != thousands
    ]
)


def written(value: float, signs: Signs) -> str:
    grouped = f"{value:,.4f}" if signs.thousands else f"{value:.4f}"
    return grouped.replace(",", "\0").replace(".", signs.decimal).replace("\0", signs.thousands)


@settings(deadline=None)
@given(st.lists(values, min_size=1, max_size=6), all_signs)
def test_a_number_is_read_back_whatever_its_signs(numbers: list[float], signs: Signs) -> None:
    text = "study\tyi\tvi\n" + "".join(f"{number}\t{written(one, signs)}\t1\n" for number, one in enumerate(numbers))
    table = read_table(mapped(loose_table(text), {0: "study", 1: "yi", 2: "vi"}, signs))
    found = table.numbers(["yi", "vi"])["yi"]
    assert all(math.isclose(one, other, abs_tol=1e-9) for one, other in zip(found, numbers, strict=True))


@settings(deadline=None)
@given(st.lists(values, min_size=1, max_size=6), all_signs)
def test_a_guess_is_right_or_none(numbers: list[float], signs: Signs) -> None:
    cells = [written(one, signs) for one in numbers]
    guess = guessed_signs(cells)
    assert guess is None or guess.decimal == signs.decimal


def test_a_column_of_two_names_keeps_its_own_and_a_nameless_one_gets_one() -> None:
    table = loose_table("Prvi autor;;Ishod\nAnić;1,5;2\nBukić;2,5;3\n")
    assert number_columns(table) == (1, 2)
    assert mapped(table, {0: "study", 2: "vi"}, Signs(",", "")).splitlines() == [
        "study,column2,vi",
        "Anić,1.5,2",
        "Bukić,2.5,3",
    ]


@pytest.mark.parametrize(
    ("chosen", "signs", "reason"),
    [
        ({0: "study", 1: "yi", 2: "vi"}, Signs(".", ""), "not a number"),
        ({0: "study", 1: "yi", 2: "yi"}, Signs(",", ""), "there twice"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(chosen: dict[int, str], signs: Signs, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        mapped(loose_table("a;b;c\nA;1,5;2,5\n"), chosen, signs)


@pytest.mark.parametrize("text", ["", "a;b\n", "\0", "a;b\n1;2;3\n"])
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError):
        loose_table(text)


def test_a_table_that_was_mapped_pools_as_if_it_had_been_written_so() -> None:
    foreign = "Autor;Lijek da;Lijek svi;Placebo da;Placebo svi\nA;1.004;2.119;11;139\nB;6;306;29;303\n"
    names = {0: "study", 1: "ai", 2: "n1", 3: "ci", 4: "n2"}
    ours = mapped(loose_table(foreign), names, Signs(",", "."))
    direct = "study,ai,n1,ci,n2\nA,1004,2119,11,139\nB,6,306,29,303\n"
    one, other = (analyse(read_table(text), Question("RR")).effects for text in (ours, direct))
    assert list(one.yi) == list(other.yi)


def test_every_role_is_read_by_some_measure() -> None:
    assert set(fitting_measures(roles())) == set(fitting_measures(roles()[1:]))
    assert "GEN" in fitting_measures(["yi", "sei"])
    assert "GEN" not in fitting_measures(["yi"])


@pytest.mark.parametrize("cell", ["1" * 41, "1," * 20 + "5", "." * 40 + "1", "0." + "1" * 40])
def test_what_is_longer_than_any_number_is_none(cell: str) -> None:
    table = loose_table(f"a;b\n{cell};{cell[:40].rstrip(',.') or 1}\n")
    assert 0 not in number_columns(table)
    assert guessed_signs([cell, "1,5"]) == Signs(",", "")
    with pytest.raises(TableError, match="not a number"):
        mapped(table, {0: "yi"}, Signs(".", ","))


def test_the_longest_number_is_read() -> None:
    table = loose_table("a;b\n0." + "1" * 38 + ";2\n")
    assert number_columns(table) == (0, 1)
    assert mapped(table, {0: "yi"}, Signs(".", "")).splitlines()[1] == "0." + "1" * 38 + ",2"


@pytest.mark.parametrize("width", [101, 5000])
def test_more_columns_than_are_read_are_refused_in_the_same_words_everywhere(width: int) -> None:
    text = ",".join(f"c{number}" for number in range(width)) + "\n1\n"
    said = []
    for read in (loose_table, read_table):
        with pytest.raises(TableError, match=f"there are {width} columns; at most 100 are read") as refused:
            read(text)
        said.append(str(refused.value))
    assert said[0] == said[1]


ALL_NAMES = sorted({name for role, others in SYNONYMS.items() for name in (role, *others)})
WAYS_TO_WRITE = [str, str.upper, lambda name: f"{name}.", lambda name: f"{name[0]} {name[1:]}"]
NUMBERS = {
    "study": ("A", "B", "C"),
    "ri": ("0.25", "0.5", "0.75"),
    **dict.fromkeys(("n1", "n2", "ni"), ("40", "50", "60")),
    **dict.fromkeys(("t1i", "t2i", "ti"), ("100", "120", "130")),
    **dict.fromkeys(("m1", "bi", "x1i", "yi"), ("12", "14", "17")),
    **dict.fromkeys(("m2", "di", "x2i"), ("11", "16", "18")),
    **dict.fromkeys(("sd1", "sd2", "ai", "ci", "xi", "vi", "sei"), ("3", "5", "4")),
}
READINGS = [
    *((code, measure.columns) for code, measure in MEASURES.items()),
    ("RR", ("ai", "n1", "ci", "n2")),
    ("GEN", ("yi", "sei")),
]


@pytest.mark.parametrize("word", ["extra", "dodatno", "1", "2", "i", "e", "ž", ""])
@pytest.mark.parametrize("write", WAYS_TO_WRITE)
def test_a_column_of_no_role_keeps_no_name_that_means_one(write: Callable[[str], str], word: str) -> None:
    names = [write(name) for name in ALL_NAMES]
    kept = kept_names(LooseTable(tuple(names), (), (), 1), word)
    assert len(set(kept)) == len(kept)
    for name, now in zip(names, kept, strict=True):
        assert meanings(name)
        assert not meanings(now)
        assert now.startswith(name.lower())


def test_a_name_that_means_nothing_is_kept_as_it_is_and_a_new_one_avoids_it() -> None:
    assert kept_names(loose_table("Dose,v,V extra\n1,1,1\n"), "extra") == ("dose", "v extra 2", "v extra")


@pytest.mark.parametrize("write", WAYS_TO_WRITE)
@pytest.mark.parametrize(("code", "columns"), READINGS, ids=[f"{code}-{len(columns)}" for code, columns in READINGS])
def test_only_what_was_chosen_is_read_whatever_stands_beside_it(
    code: str, columns: tuple[str, ...], write: Callable[[str], str]
) -> None:
    chosen = [NUMBERS[role] for role in columns]
    alone = analyse(
        read_table("\n".join(",".join(row) for row in [columns, *zip(*chosen, strict=True)])), Question(code)
    )
    for begin in range(0, len(ALL_NAMES), 60):
        beside = [write(name) for name in ALL_NAMES[begin : begin + 60]]
        others = [("7", "8", "8")] * len(beside)
        rows = [[*beside, *columns], *zip(*others, *chosen, strict=True)]
        table = loose_table("\n".join(";".join(row) for row in rows))
        roles_said = dict(enumerate(columns, start=len(beside)))
        named = read_table(mapped(table, roles_said, Signs(".", "")))
        found = analyse(named, Question(code))
        assert list(found.effects.yi) == list(alone.effects.yi)
        assert list(found.effects.vi) == list(alone.effects.vi)
        assert found.studies == alone.studies
        assert not any("other names" in note for note in found.notes)
        assert list(named.numbers([kept_names(table, "extra")[0]]).popitem()[1]) == [7, 8, 8]


@pytest.mark.parametrize(
    "text",
    [
        "| study | yi | vi |\n|---|---|---|\n| A | 1 | 2 |\n| B | 2 | - |\n",
        "| study | yi | vi |\n| :-- | --: | :-: |\n| A | 1 | 2 |\n| B | 2 | - |",
        "study | yi | vi\n--- | --- | ---\nA | 1 | 2\nB | 2 | -\n",
        "|study|yi|vi|\n|A|1|2|\n|B|2|-|\n",
    ],
)
def test_a_table_as_markdown_draws_it_has_neither_its_line_nor_its_outer_bars(text: str) -> None:
    table = loose_table(text)
    assert table.header == ("study", "yi", "vi")
    assert table.rows == (("A", "1", "2"), ("B", "2", "-"))
    assert table.lines == ((3, 4) if "--" in text else (2, 3))


@pytest.mark.parametrize("sign", ["'", "\N{RIGHT SINGLE QUOTATION MARK}"])
def test_an_apostrophe_as_a_book_prints_it_sets_thousands_apart_too(sign: str) -> None:
    assert guessed_signs([f"1{sign}500", "2"]) == Signs(".", "'")
    table = loose_table(f"study,yi,vi\nA,1{sign}500,2\n")
    assert "A,1500,2" in mapped(table, {0: "study", 1: "yi", 2: "vi"}, Signs(".", "'"))


def test_an_old_workbook_is_refused_with_a_sentence() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)
    with pytest.raises(EvidenceError, match="export it as CSV"):
        loose_table(decoded(old)[0])
