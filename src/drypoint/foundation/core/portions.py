"""Read many rows for an answer that is sent while it is read.

The reader on the other side may be slow, or stop. A cursor that waits for it holds a read lock, and on SQLite no writer
of the whole practice gets on; so each portion is read to its end before any of it is handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from drypoint.foundation.core.text_input import LARGEST_ID

M = TypeVar("M", bound=Model)
PORTION = 500


def newest_first(rows: QuerySet[M], size: int = PORTION) -> Iterator[M]:
    """Yield the rows by falling primary key, with no query open while one is handed out."""
    rows = rows.order_by("-pk")
    portion = list(rows[:size])
    while portion:
        yield from portion
        portion = list(rows.filter(pk__lt=portion[-1].pk)[:size]) if len(portion) == size else []


@dataclass(frozen=True)
class Portion(Generic[M]):
    """One page of a long list: older is what the next one lies before, None on the last."""

    rows: tuple[M, ...]
    older: int | None
    is_newest: bool


def portion_before(rows: QuerySet[M], before: str, size: int) -> Portion[M]:
    """Return the rows, the newest first, that lie before a primary key; before may be any text of a visitor's.

    Nothing is counted and nothing passed over: the last page costs what the first one does.
    """
    place = int(before) if before.isascii() and before.isdecimal() and int(before[:20]) <= LARGEST_ID else None
    rows = rows.order_by("-pk")
    found = list((rows if place is None else rows.filter(pk__lt=place))[: size + 1])
    older = found[size - 1].pk if len(found) > size else None
    return Portion(tuple(found[:size]), older, place is None)
