"""What is shown of what staff typed: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from drypoint.foundation.drafts import rules
from drypoint.foundation.drafts.queries import Kept


@dataclass(frozen=True)
class DraftLine:
    """A text that was not sent: what it was for, since when it is kept, and where it is looked at."""

    key: str
    called: str | Promise
    changed_at: datetime


@dataclass(frozen=True)
class Value:
    """What was typed into one field, with its label."""

    label: str
    text: str


@dataclass(frozen=True)
class Sent:
    """One name and value, as the form sends it again."""

    name: str
    value: str


@dataclass(frozen=True)
class OnPage:
    """What stands at the head of a page on which somebody can write.

    others is the sentence about who else is there, lines are one's own texts that wait, filled what a script puts back
    into the forms. url and here_url take what is typed and that the page is open.
    """

    template: ClassVar[str] = "drafts/_on_page.html"
    url: str
    here_url: str
    path: str
    others: str
    lines: tuple[DraftLine, ...]
    filled: list[dict[str, object]]


@dataclass(frozen=True)
class DraftList:
    """All texts that somebody began and did not send."""

    template: ClassVar[str] = "drafts/list.html"
    lines: tuple[DraftLine, ...]


@dataclass(frozen=True)
class DraftPage:
    """One text that was not sent; again holds what the form sends if it was sent while the session had ended."""

    template: ClassVar[str] = "drafts/kept.html"
    line: DraftLine
    values: tuple[Value, ...]
    page: str
    address: str
    again: tuple[Sent, ...]


def line_of(kept: Kept) -> DraftLine:
    """Return the line for one text."""
    return DraftLine(str(kept.draft.key), kept.place.called, kept.draft.changed_at)


def draft_page(kept: Kept) -> DraftPage:
    """Return the page of one text."""
    values = tuple(
        Value(label, value)
        for name, label in rules.labelled(kept.typed, kept.place)
        for value in kept.typed[name]
        if value.strip()
    )
    again = tuple(Sent(name, value) for name, values in kept.typed.items() for value in values)
    return DraftPage(line_of(kept), values, kept.draft.page, kept.draft.address, again if kept.draft.is_sent else ())


def filled(kept: Kept) -> dict[str, object]:
    """Return what a script puts back into the form."""
    return {"key": str(kept.draft.key), "address": kept.draft.address, "typed": kept.typed}


def said_of_others(writers: Sequence[str], readers: Sequence[str]) -> str:
    """Say who is writing on this page, and who has it open; nothing if nobody is there."""
    said = []
    if writers:
        said.append(_("Writing here now: %(names)s.") % {"names": ", ".join(writers)})
    if readers:
        said.append(_("Open here too: %(names)s.") % {"names": ", ".join(readers)})
    return " ".join(said)
