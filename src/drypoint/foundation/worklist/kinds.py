"""The kinds of task that there are: each room registers its own, with who sees them and what they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import Registry


def _nothing(_actor: Actor, _ids: Sequence[int]) -> Mapping[int, str]:
    return {}


@dataclass(frozen=True)
class TaskKind:
    """One reason to ask somebody for something.

    title says what is to be done; capability is what one needs to see such tasks. address leads to the subject by its
    id, and named gives the subjects their names, all those of a list at once. Where nobody may tick a task off
    (is_ticked_off), the room settles it when what it asks for has happened.
    """

    name: str
    order: int
    title: str | Promise
    capability: str
    address: Callable[[int], str] | None = None
    named: Callable[[Actor, Sequence[int]], Mapping[int, str]] = _nothing
    is_ticked_off: bool = True


task_kinds: Registry[TaskKind] = Registry("kind of task")


class UnknownKindError(ValueError):
    """No room has registered this kind."""


def register_task_kind(kind: TaskKind) -> None:
    """Let a room ask for something; it does this in its AppConfig.ready."""
    task_kinds.register(kind)


def kind_of(name: str) -> TaskKind:
    """Return a kind by its name. Raises UnknownKindError where no room has registered it."""
    kind = task_kinds.get(name)
    if kind is None:
        raise UnknownKindError(f"There is no kind of task {name!r}; a room registers its own in apps.py.")
    return kind


def names_seen_by(actor: Actor) -> list[str]:
    """Return the names of the kinds whose tasks the actor may see."""
    return [kind.name for kind in task_kinds if actor.may(kind.capability)]
