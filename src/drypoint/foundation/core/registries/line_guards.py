"""Who is asked before a line about a patient is written: a deed and its line stand in one transaction, or neither.

Every action of every room writes its line, so that what may not be done to a patient is refused here, wherever it is
done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import Registry


@dataclass(frozen=True)
class LineGuard:
    """check is called with who acts, the name of the action and the patient's number; it raises HeldBackError."""

    name: str
    order: int
    check: Callable[[Actor, str, int], None]


line_guards: Registry[LineGuard] = Registry("guard of lines about patients")


def register_line_guard(guard: LineGuard) -> None:
    """Have every line about a patient looked at before it is written."""
    line_guards.register(guard)
