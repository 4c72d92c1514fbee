"""What a room keeps encrypted, so that a new key can take the place of the old one everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drypoint.foundation.core.registries import Registry

# Called with how many are done and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Sealed:
    """One kind of secret that rows or files hold; called is what they are called, in the plural.

    reseal seals all anew with the key in use, may be cut off anywhere and run again, and returns how many could not be
    read and were left as they are.
    """

    name: str
    order: int
    called: str
    reseal: Callable[[Progress], int]


all_sealed: Registry[Sealed] = Registry("kind of sealed secrets")


def register_sealed(entry: Sealed) -> None:
    """Have a kind of secrets sealed anew when the key changes."""
    all_sealed.register(entry)
