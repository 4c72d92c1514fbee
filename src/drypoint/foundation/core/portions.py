"""Read many rows for an answer that is sent while it is read.

The reader on the other side may be slow, or stop. A cursor that waits for it holds a read lock, and on SQLite no writer
of the whole practice gets on; so each portion is read to its end before any of it is handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
PORTION = 500


def newest_first(rows: QuerySet[M], size: int = PORTION) -> Iterator[M]:
    """Yield the rows by falling primary key, with no query open while one is handed out."""
    rows = rows.order_by("-pk")
    portion = list(rows[:size])
    while portion:
        yield from portion
        portion = list(rows.filter(pk__lt=portion[-1].pk)[:size]) if len(portion) == size else []
