"""What spreadsheets make of the cells of a file that is opened with them."""

from __future__ import annotations

import unicodedata

# With one of these at its beginning a spreadsheet takes a cell for a formula, in full width too.
_FORMULA = ("=", "+", "-", "@")
# At the beginning of a cell some spreadsheets go on to the next cell, and read what follows as its content.
_BREAKS = ("\t", "\r", "\n")
# Control and format signs, and every kind of blank.
_PASSED_OVER = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet may take the cell for a formula, whatever it passes over before it looks."""
    shown = unicodedata.normalize("NFKC", cell)
    # Signs that nobody sees, blanks, and what another program takes for the border of a cell.
    start = next(
        (sign for sign in shown if unicodedata.category(sign) not in _PASSED_OVER and sign not in ";,|'\""), ""
    )
    return cell.startswith(_BREAKS) or (start in _FORMULA and bool(start))
