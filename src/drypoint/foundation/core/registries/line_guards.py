"""Who is asked before a line about a patient is written: a deed and its line stand in one transaction, or neither.

Every action of every room writes its line, so that what may not be done to a patient is refused here, wherever it is
done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drypoint.foundation.core.actors import Actor, HeldBackError
from drypoint.foundation.core.registries import Registry


def _nothing(_actor: Actor, _person_id: int) -> None:
    """Notice nothing."""


@dataclass(frozen=True)
class LineGuard:
    """check is called with who acts, the name of the action and the patient's number; it raises HeldBackError.

    notice is called before it with who acts and whom it is about, wherever a line is written and not only asked about.
    """

    name: str
    order: int
    check: Callable[[Actor, str, int], None]
    notice: Callable[[Actor, int], None] = _nothing


line_guards: Registry[LineGuard] = Registry("guard of lines about patients")


def register_line_guard(guard: LineGuard) -> None:
    """Have every line about a patient looked at before it is written."""
    line_guards.register(guard)


def page_concerns(actor: Actor, person_id: int | None) -> None:
    """Say whom a page is about whose address names another row, before a line is written or without any."""
    if person_id is not None:
        for guard in line_guards:
            guard.notice(actor, person_id)


def ask_guards(actor: Actor, action: str, person_id: int) -> None:
    """Have the guards look at a line that is to be written now. Raises HeldBackError where one refuses it."""
    for guard in line_guards:
        guard.notice(actor, person_id)
        guard.check(actor, action, person_id)


def reason_against(actor: Actor, action: str, person_id: int) -> str:
    """Return the sentence with which a line would be refused, "" where it would be written. Nothing comes of asking."""
    for guard in line_guards:
        try:
            guard.check(actor, action, person_id)
        except HeldBackError as held:
            return str(held)
    return ""
