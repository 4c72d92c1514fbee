"""Who reaches the pages that are made of knowledge."""

from __future__ import annotations

from tests.permissions.lines import Line, everybody

LINES: tuple[Line, ...] = (everybody("en/calculator/"),)
