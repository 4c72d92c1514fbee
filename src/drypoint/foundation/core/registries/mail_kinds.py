"""The kinds of mail that there are, and who of the staff may see which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class MailKind:
    """One reason to write: its name as rows keep it, and the capabilities that list it and that read it.

    purpose is what somebody can refuse to be written to about (rights' Consent.Purpose); "" for what its recipient
    asked for at that very moment, and for mails to staff.
    """

    name: str
    listed_by: str
    read_by: str
    purpose: str = ""


# What holds for a kind that no room has registered: its room may be gone, and what it sent still has to be seen.
_LISTED_BY, _READ_BY = "outbox.read", "enquiries.read"
_kinds: dict[str, MailKind] = {}


def register_kind(kind: MailKind) -> None:
    """Say who sees mails of this kind; a room does this in its AppConfig.ready.

    Raises ValueError if the name is taken by another kind.
    """
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"There is a kind of mail named {kind.name!r} already.")


def registered_kinds() -> tuple[MailKind, ...]:
    """Return what the rooms have registered."""
    return tuple(_kinds.values())


def purpose_of(name: str) -> str:
    """Return what mails of a kind are about, as somebody can refuse it; "" where nobody can, or no room knows it."""
    kind = _kinds.get(name)
    return kind.purpose if kind else ""


def listed(may: Callable[[str], bool]) -> Q:
    """Return which mails whoever may do this much sees in the list."""
    return _fits(may, _LISTED_BY, {kind.name: kind.listed_by for kind in _kinds.values()})


def read(may: Callable[[str], bool]) -> Q:
    """Return which mails whoever may do this much reads."""
    return _fits(may, _READ_BY, {kind.name: kind.read_by for kind in _kinds.values()})


def _fits(may: Callable[[str], bool], otherwise: str, needed: dict[str, str]) -> Q:
    if may(otherwise):
        return ~Q(kind__in=[name for name, capability in needed.items() if not may(capability)])
    return Q(kind__in=[name for name, capability in needed.items() if may(capability)])
