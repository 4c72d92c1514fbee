"""What a stranger makes long in a table: cells, first lines. Looking at them takes no longer than they are long."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.mapping import (
    LooseTable,
    Signs,
    guessed_roles,
    guessed_signs,
    loose_table,
    mapped,
    number_columns,
)
from drypoint.knowledge.evidence.table import read_table
from tests.attacks.test_long_requests import seconds

SHORT, LONG = 2_000, 128_000
PIECES = ["1", "1.", "1,", "1 ", "1'", "1’", ".", " ", "1e", "e1", "+1", "1.234,", "12 345", "−", "\N{NO-BREAK SPACE}1"]


def of_one_cell(cell: str) -> LooseTable:
    return LooseTable(("a",), ((cell,),), (2,), 1)


def grows_no_faster(look: Callable[[str], object], make: Callable[[int], str]) -> bool:
    short, long = make(SHORT), make(LONG)
    took_short, took_long = (seconds(lambda text=text: look(text)) for text in (short, long))
    # What grows with the square takes as often again as the text is longer; a busy machine no more than four times.
    return took_long <= 4 * max(took_short, 0.0005) * LONG / SHORT


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(
    "look",
    [
        lambda cell: guessed_signs([cell]),
        lambda cell: number_columns(of_one_cell(cell)),
        lambda cell: mapped(of_one_cell(cell), {}, Signs(",", ".")),
    ],
    ids=["signs", "columns", "mapped"],
)
def test_a_cell_takes_no_longer_than_it_is_long(look: Callable[[str], object], piece: str) -> None:
    assert grows_no_faster(look, lambda length: (piece * length)[: length - 1] + "x")


def refused_or_read(read: Callable[[str], object], text: str) -> None:
    with suppress(EvidenceError):
        read(text)


@pytest.mark.parametrize("read", [loose_table, read_table])
@pytest.mark.parametrize("line", ["a{}\n1", "a{}b\n1", "a\n1{}", "a\n1{}\n2"])
@pytest.mark.parametrize("piece", [",", "b,", ",c", '"",', ";"])
def test_a_line_takes_no_longer_than_it_is_long(read: Callable[[str], object], line: str, piece: str) -> None:
    assert grows_no_faster(
        lambda text: refused_or_read(read, text), lambda length: line.format((piece * length)[:length])
    )


def test_the_roles_of_many_columns_are_guessed_in_time() -> None:
    assert grows_no_faster(
        lambda text: guessed_roles(text.split(",")), lambda length: ",".join(["yi"] * (length // 40))
    )
