"""Read the sheets of a workbook (.xlsx) as tables of text. Runs in the child alone (opener_child.py).

Standard library only: a workbook is an archive of XML, and of it only names, shared texts and cells are read. Numbers
come as they are stored, with a decimal point; what a formula gave when the workbook was saved stands in its cell.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})\d+")
_LIKE_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 5000, 100, 20


class HeavyWorkbookError(ValueError):
    """More rows or columns than any table of studies has."""


def sheets_of(file: io.BufferedReader) -> tuple[list[str], int]:
    """Return name and table of each visible sheet that holds something, one after the other; cells stand by tabs.

    Beside them stands how many visible sheets were not read.
    """
    found: list[str] = []
    with zipfile.ZipFile(file) as archive:
        texts = _shared_texts(archive)
        links = _links(archive)
        sheets = _parsed(archive, "xl/workbook.xml").iter(f"{_MAIN}sheet")
        visible = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"]
        for sheet in visible[:MOST_SHEETS]:
            path = posixpath.normpath(posixpath.join("xl", links[sheet.get(_LINKED, "")])).removeprefix("/")
            table = _table(_parsed(archive, path), texts)
            if table:
                found += [sheet.get("name", ""), table]
    return found, len(visible[MOST_SHEETS:])


def _parsed(archive: zipfile.ZipFile, path: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(path))  # noqa: S314 (as above)


def _links(archive: zipfile.ZipFile) -> dict[str, str]:
    found = _parsed(archive, "xl/_rels/workbook.xml.rels")
    # A target that begins with a slash begins at the archive's root.
    return {link.get("Id", ""): link.get("Target", "") for link in found}


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_text(item) for item in _parsed(archive, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]


def _text(item: ElementTree.Element) -> str:
    """Return the words of a text, whose parts may be set differently; how it is spoken is left out."""
    parts = [*item.findall(f"{_MAIN}t"), *item.findall(f"{_MAIN}r/{_MAIN}t")]
    return " ".join("".join(part.text or "" for part in parts).split())


def _table(sheet: ElementTree.Element, texts: list[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    number = 0
    for number, cells in enumerate(_rows(sheet, texts), start=1):
        if number > MOST_ROWS:
            raise HeavyWorkbookError
        writer.writerow(cells)
    return out.getvalue() if number else ""


def _rows(sheet: ElementTree.Element, texts: list[str]) -> Iterator[list[str]]:
    """Give the rows that hold something."""
    for row in sheet.iter(f"{_MAIN}row"):
        cells: list[str] = []
        for cell in row.iter(f"{_MAIN}c"):
            place = _column(cell.get("r", ""), len(cells))
            if place >= MOST_COLUMNS:
                if _value(cell, texts):
                    raise HeavyWorkbookError
                continue
            cells += [""] * (place + 1 - len(cells))
            cells[place] = _value(cell, texts)
        if any(cells):
            yield cells


def _column(name: str, following: int) -> int:
    """Return the place of a column from a cell's name, such as 2 for "C7"; a cell without one follows the last."""
    found = _PLACE.fullmatch(name)
    if found is None:
        return following
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _value(cell: ElementTree.Element, texts: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.find(f"{_MAIN}is")
        return _text(inside) if inside is not None else ""
    held = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return texts[int(held)] if held else ""
    if kind == "e":
        return ""
    if kind == "n":
        # A number that looks like thousands is none: the file says so.
        return f"{held}0" if _LIKE_THOUSANDS.fullmatch(held) else held
    return " ".join(held.split())
