"""Have the sheets of a workbook (.xlsx) read as tables of text, by the child alone (opening.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from drypoint.foundation.core.files.kinds import UnfitFileError
from drypoint.foundation.core.files.opening import BusyError, Job, NotConfinedError, the_opener

MAGIC: Final = b"PK\x03\x04"
_MB = 1024 * 1024
WORKBOOK: Final = Job("workbook", seconds=10, memory_bytes=256 * _MB, most_text_bytes=2 * _MB)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, and its rows as lines with tabs between the cells and decimal points in the numbers."""

    name: str
    text: str


@dataclass(frozen=True)
class Workbook:
    """The visible sheets that hold something, and how many visible ones behind the first were not read."""

    sheets: tuple[Sheet, ...]
    left_out: int


def workbook_in(content: bytes) -> Workbook:
    """Return what a workbook holds. Raises UnfitFileError with a sentence where there is nothing to read."""
    try:
        facts, said = the_opener().read_pages(WORKBOOK, lambda file: file.write(content))
    except (BusyError, NotConfinedError):
        raise UnfitFileError(
            _("Workbooks cannot be read at present. Please try again, or save the table as CSV.")
        ) from None
    if facts.get("fault") == "heavy":
        raise UnfitFileError(_("This workbook is too large to be read here. Save the sheet with the studies as CSV."))
    if "fault" in facts or len(said) % 2:
        raise UnfitFileError(_("This workbook cannot be read. Save the sheet with the studies as CSV."))
    left_out = int(facts.get("left_out", 0))
    if not said and left_out:
        raise UnfitFileError(
            _("The first sheets of this workbook hold no table. Put the sheet with the studies before the others.")
        )
    if not said:
        raise UnfitFileError(_("This workbook holds no table."))
    return Workbook(tuple(Sheet(name, text) for name, text in zip(said[::2], said[1::2], strict=True)), left_out)
