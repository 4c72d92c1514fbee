"""The timeline on a patient's page, over all rooms or of one kind and one problem, as the address says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from drypoint.foundation.patients.page import Happened


@dataclass(frozen=True, slots=True)
class TimelineChoice:
    """One kind, or one problem, that a timeline can be narrowed to."""

    value: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TimelineShown:
    """What happened, and what it is narrowed to; address is that of the page."""

    template: ClassVar = "desk/_timeline.html"
    address: str
    happened: tuple[Happened, ...]
    kinds: tuple[TimelineChoice, ...]
    problems: tuple[TimelineChoice, ...]
    is_narrowed: bool


def timeline(
    happened: Sequence[Happened],
    problems: Sequence[tuple[int, str]],
    *,
    address: str,
    kind: str = "",
    episode: str = "",
) -> TimelineShown | None:
    """Return a timeline of all that happened, narrowed; None where it is of one kind and would repeat a section.

    problems are those of the person that may be read, with what they are called. A kind or a problem that is not there
    narrows nothing.
    """
    kinds = dict(sorted({one.kind: one.kind_title for one in happened}.items(), key=lambda found: found[1]))
    if len(kinds) < 2:
        return None
    with_entries = {one.entry.episode for one in happened}
    known = {str(pk): title for pk, title in problems if pk in with_entries}
    kind, episode = kind if kind in kinds else "", episode if episode in known else ""
    fitting = (one for one in happened if kind in {"", one.kind} and episode in {"", str(one.entry.episode)})
    return TimelineShown(
        address=address,
        happened=tuple(fitting),
        kinds=tuple(TimelineChoice(value, title, value == kind) for value, title in kinds.items()),
        problems=tuple(TimelineChoice(value, title, value == episode) for value, title in known.items()),
        is_narrowed=bool(kind or episode),
    )
