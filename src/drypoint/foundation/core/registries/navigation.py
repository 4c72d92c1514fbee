"""The desk's navigation: what the rooms offer a member of staff to open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from drypoint.foundation.core.registries import Registry, Viewing


@dataclass(frozen=True)
class NavEntry:
    """One line: where it leads (the name of an address), and which capability it needs to be seen.

    group is a heading above neighbouring lines; count says how much waits there, and 0 is not shown. The line is the
    current one on its page, and on all below it unless covers_below is false.
    """

    name: str
    order: int
    title: str | Promise
    to: str
    icon: str
    capability: str
    group: str | Promise = ""
    count: Callable[[Viewing], int] | None = None
    covers_below: bool = True


nav_entries: Registry[NavEntry] = Registry("line of the navigation")


def register_nav_entry(entry: NavEntry) -> None:
    """Offer a page of a room in the desk's navigation."""
    nav_entries.register(entry)


def nav_entries_for(viewing: Viewing) -> list[NavEntry]:
    """Return what this member of staff may open, a group's lines together at the place of its first."""
    allowed = [entry for entry in nav_entries if viewing.actor.may(entry.capability)]
    first: dict[str, int] = {}
    for place, entry in enumerate(allowed):
        first.setdefault(str(entry.group) or f"alone {place}", place)
    places = {entry.name: first.get(str(entry.group), place) for place, entry in enumerate(allowed)}
    return sorted(allowed, key=lambda entry: places[entry.name])
