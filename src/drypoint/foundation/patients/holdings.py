"""What the rooms above hold about a person: how it is exported, and how it is erased.

A room that keeps rows about people registers itself when it starts. Its foreign keys to Person are PROTECT, so that an
erasure which forgot a room fails loudly instead of leaving something behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drypoint.foundation.core.registries import Registry
from drypoint.foundation.patients.models import Person


@dataclass(frozen=True)
class Holding:
    """What one room keeps about people.

    export returns plain values that JSON can write; erase deletes in the caller's transaction and returns how many
    rows went.
    """

    name: str
    export: Callable[[Person], object]
    erase: Callable[[Person], int]
    order: int = 0


_holdings: Registry[Holding] = Registry("holding")


def register_holding(holding: Holding) -> None:
    """Let exports and erasures know of a room, from its apps.py."""
    _holdings.register(holding)


def holdings() -> tuple[Holding, ...]:
    """Return what is registered, in the order in which it is erased: what others hang on comes after them."""
    return tuple(sorted(_holdings, key=lambda holding: (holding.order, holding.name)))
