"""What the rooms above hold about a person: how it is exported, and how it is erased.

A room that keeps rows about people registers itself when it starts. Its foreign keys to Person are PROTECT, so that an
erasure which forgot a room fails loudly instead of leaving something behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

from drypoint.foundation.core.actors import Actor, HeldBackError
from drypoint.foundation.core.registries import Registry
from drypoint.foundation.patients.export_fields import Field
from drypoint.foundation.patients.models import Person


def _nothing(_person: Person) -> Iterable[Model]:
    return ()


@dataclass(frozen=True)
class Holding:
    """What one room keeps about people; title says what that is.

    export returns plain values that JSON can write: a list of what fields describe, or with is_one a single one. erase
    deletes in the caller's transaction and returns how many rows went. mail_causes are rows that mails to the person
    were about and that no foreign key joins to them. Where not all who may export may read all of it, export_whole is
    for those who hold the capability.
    """

    name: str
    title: str | Promise
    export: Callable[[Person], object]
    erase: Callable[[Person], int]
    order: int = 0
    fields: tuple[Field, ...] = ()
    is_one: bool = False
    mail_causes: Callable[[Person], Iterable[Model]] = _nothing
    export_whole: Callable[[Person], object] | None = None
    capability: str = ""

    @property
    def described(self) -> Field:
        """Return what an export holds of this room, in words."""
        return Field(self.name, self.title, fields=self.fields, is_list=not self.is_one)

    def export_for(self, actor: Actor, person: Person) -> object:
        """Return what is held about a person, as far as the actor may read it."""
        whole = self.export_whole if self.export_whole and actor.may(self.capability) else self.export
        return whole(person)


_holdings: Registry[Holding] = Registry("holding")


def register_holding(holding: Holding) -> None:
    """Let exports and erasures know of a room, from its apps.py."""
    _holdings.register(holding)


def holdings() -> tuple[Holding, ...]:
    """Return what is registered, in the order in which it is erased: what others hang on comes after them."""
    return tuple(sorted(_holdings, key=lambda holding: (holding.order, holding.name)))


@dataclass(frozen=True)
class ReasonToKeep:
    """What a room knows against the erasure of a person; reasons returns sentences, none where there is nothing."""

    name: str
    order: int
    reasons: Callable[[Person], Sequence[str]]


class KeptError(HeldBackError):
    """Something stands against erasing this person; reasons are sentences."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


_keepings: Registry[ReasonToKeep] = Registry("reason to keep")


def register_reason_to_keep(keeping: ReasonToKeep) -> None:
    """Let a room stand against the erasure of a person, by hand or because its time is over."""
    _keepings.register(keeping)


def reasons_to_keep(person: Person | None) -> list[str]:
    """Return what stands against erasing anything about a person; nothing where it concerns no person."""
    return [] if person is None else [reason for keeping in _keepings for reason in keeping.reasons(person)]
