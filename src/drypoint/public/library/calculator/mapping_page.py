"""The step between a table from elsewhere and the calculator: which column is what, confirmed by whoever sends it."""

from __future__ import annotations

from collections.abc import Mapping

from drypoint.knowledge.evidence.errors import TableError
from drypoint.knowledge.evidence.mapping import LooseTable, Signs, kept_names, mapped, number_columns
from drypoint.public.library.calculator.forms import CalculatorForm
from drypoint.public.library.calculator.mapping_form import MappingForm, kept_word
from drypoint.public.library.calculator.presenters import Carried, ColumnAsked, ReadCell

ROWS_SHOWN = 3


def carried_from(
    data: Mapping[str, str], *, beside: frozenset[str] = frozenset({"table", "file"})
) -> tuple[Carried, ...]:
    """Return the choices of the calculator's form, as hidden fields take them on."""
    return tuple(
        Carried(name, data.get(name, "")) for name in CalculatorForm.base_fields if name not in beside and name in data
    )


def named_as_said(form: MappingForm, data: Mapping[str, str]) -> dict[str, str]:
    """Return what was sent with the table as it was mapped; subgroups and moderators by the new names of the columns.

    Raises TableError where the table cannot be written so.
    """
    word, roles = kept_word(), form.roles()
    after = {
        own.lower(): roles[place] or kept
        for place, (own, kept) in enumerate(zip(form.table.header, kept_names(form.table, word), strict=True))
    }
    by = data.get("by", "").strip().lower()
    moderators = [name.strip().lower() for name in data.get("moderators", "").replace(";", ",").split(",")]
    return {
        **data,
        "table": mapped(form.table, roles, form.signs(), word),
        "by": after.get(by, by),
        "moderators": ", ".join(after.get(name, name) for name in moderators if name),
    }


def columns_asked(form: MappingForm) -> tuple[ColumnAsked, ...]:
    """Return each column with its question and its first rows, read by the signs that were said or else guessed."""
    signs = _signs_of(form)
    numbers = set(number_columns(form.table))
    return tuple(
        ColumnAsked(
            form[f"column{place}"],
            tuple(
                ReadCell(cell, _read(form.table, place, row, signs) if place in numbers and signs else "")
                for row, cell in enumerate(form.table.column(place)[:ROWS_SHOWN])
            ),
        )
        for place in range(len(form.table.header))
    )


def _signs_of(form: MappingForm) -> Signs | None:
    if form.is_bound:
        form.is_valid()
        return form.signs() if {"decimal", "thousands"} <= form.cleaned_data.keys() else None
    return form.guessed_signs


def _read(table: LooseTable, place: int, row: int, signs: Signs) -> str:
    """Return the number that a cell is read as, "" where the signs do not write one or nothing changes."""
    one = LooseTable(("x",), ((table.rows[row][place],),), (table.lines[row],), table.header_line)
    try:
        read = mapped(one, {0: "yi"}, signs).splitlines()[1]
    except TableError:
        return ""
    return "" if read.strip('"') == table.rows[row][place] else read.strip('"')
