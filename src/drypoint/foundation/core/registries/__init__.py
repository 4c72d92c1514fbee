"""What rooms say of themselves, each from its own apps.py, for others to show who know no room by name.

A registry holds frozen entries of one kind under names that are taken once. An entry carries a function that is asked
later, with a frozen value that says who looks and when; it never looks into a request. The order is the entries' own,
and among equals that of INSTALLED_APPS. docs/decisions/0009-registries.md says why it is so, CONTRIBUTING.md how a room
plugs in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from drypoint.foundation.core.actors import Actor


class Registrable(Protocol):
    """What can be registered: it has a name that no other has, and a place in the order."""

    @property
    def name(self) -> str:
        """Return the name, "room.what"."""

    @property
    def order(self) -> int:
        """Return the place: the smaller, the earlier."""


E = TypeVar("E", bound=Registrable)


class TakenError(ValueError):
    """Another entry has the name already."""


_registries: list[Registry[Any]] = []


class Registry(Generic[E]):
    """The entries of one kind; kind is what a sentence calls one of them."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._entries: dict[str, E] = {}
        self._in_order: tuple[E, ...] | None = None
        _registries.append(self)

    def register(self, entry: E) -> None:
        """Take an entry in. The same one again changes nothing; TakenError for another of the same name."""
        if self._entries.setdefault(entry.name, entry) != entry:
            raise TakenError(f"There is a {self._kind} named {entry.name!r} already.")
        self._in_order = None

    def __iter__(self) -> Iterator[E]:
        """Go through the entries in their order."""
        if self._in_order is None:
            self._in_order = tuple(sorted(self._entries.values(), key=lambda entry: entry.order))
        return iter(self._in_order)

    def get(self, name: str) -> E | None:
        """Return the entry of this name, if there is one."""
        return self._entries.get(name)

    @contextmanager
    def as_it_was(self) -> Iterator[None]:
        """Take back at the end of the block whatever was registered in it."""
        before = dict(self._entries)
        try:
            yield
        finally:
            self._entries, self._in_order = before, None


@contextmanager
def all_as_they_were() -> Iterator[None]:
    """Take back at the end of the block whatever was registered in it, in every registry: what a test is run in."""
    with ExitStack() as stack:
        for registry in _registries:
            stack.enter_context(registry.as_it_was())
        yield


@dataclass(frozen=True)
class Viewing:
    """Who of the staff looks at a page, and when."""

    actor: Actor
    at: datetime


class PagePart(Protocol):
    """A part of a page: a frozen value, and the template of its room that reads it as `shown`."""

    template: ClassVar[str]
