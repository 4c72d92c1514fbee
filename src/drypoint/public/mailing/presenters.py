"""What the pages of this room show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.files.submitting import Submission
from drypoint.public.mailing.forms import ImportForm, PreferencesForm, SignUpForm, TopicForm
from drypoint.public.mailing.importing import Line
from drypoint.public.mailing.models import BookedBounce, ConsentEvent, Subscriber, Suppression
from drypoint.public.mailing.moving import LineReport, counted
from drypoint.public.mailing.queries import SubscriberSlice
from drypoint.public.mailing.rules import LinkOutcome, ListEvent

KINDS: Mapping[str, str | Promise] = {
    ListEvent.SIGN_UP.value: pgettext_lazy("consent", "signed up"),
    ListEvent.CONFIRM.value: pgettext_lazy("consent", "confirmed"),
    ListEvent.LEAVE.value: pgettext_lazy("consent", "left"),
}
WAYS: Mapping[str, str | Promise] = {
    "form": _("on the website"),
    "link": _("by the link in a mail"),
    "one_click": _("by the button of a mail program"),
    "desk": _("by somebody of the practice"),
    "mail": _("by a mail"),
    "import": _("taken over from another list"),
    "bounce": _("because letters came back"),
    "complaint": _("because a letter was called spam"),
}
STATUS: Mapping[LinkOutcome, int] = {LinkOutcome.EXPIRED: 410, LinkOutcome.UNKNOWN: 404}


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """The form of the list, with the words that are agreed to."""

    template: ClassVar = "mailing/sign_up.html"
    submission: Submission[SignUpForm]
    form: SignUpForm
    consent: str


@dataclass(frozen=True, slots=True)
class LookIntoMailPage:
    """The answer to every sign-up."""

    template: ClassVar = "mailing/sent.html"
    days: int


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What a person behind a link to confirm is told; token goes on in the buttons."""

    template: ClassVar = "mailing/link.html"
    outcome: str
    token: str


@dataclass(frozen=True, slots=True)
class LeavePage:
    """The way off the list: asked, done, or a link that was not made here."""

    template: ClassVar = "mailing/leave.html"
    outcome: str
    token: str


@dataclass(frozen=True, slots=True)
class MinePage:
    """Topics and language of somebody on the list: to choose, chosen, off the list, or a link not made here."""

    template: ClassVar = "mailing/mine.html"
    outcome: str
    token: str
    form: PreferencesForm | None


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A table to take people over from; reports and counts of a table that was looked at, or taken over."""

    template: ClassVar = "mailing/desk/import.html"
    form: ImportForm
    outcome: str
    counts: tuple[LineCount, ...]
    problems: tuple[LineInWords, ...]


@dataclass(frozen=True, slots=True)
class LineCount:
    """How many lines became what."""

    title: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class LineInWords:
    """A line that is not taken over, and why."""

    number: int
    email: str
    outcome: str | Promise


LINES: Mapping[Line, str | Promise] = {
    Line.ADDED: _("taken over"),
    Line.KNOWN: _("on the list already"),
    Line.WAITING: _("signed up by themselves and has not confirmed yet"),
    Line.LEFT: _("left the list; only they themselves can come back"),
    Line.SUPPRESSED: _("not written to any more: letters came back, or one was called spam"),
    Line.REPEATED: _("stands in this table before"),
    Line.NO_ADDRESS: _("no e-mail address that mail reaches"),
    Line.NO_PROOF: _("without proof of consent"),
    Line.NO_LANGUAGE: _("in a language that the site does not have"),
}
MOST_PROBLEMS = 200


def import_page(form: ImportForm, outcome: str, reports: list[LineReport]) -> ImportPage:
    """Return the page of a table with what became, or would become, of its lines."""
    counts = counted(reports)
    problems = [report for report in reports if report.outcome is not Line.ADDED][:MOST_PROBLEMS]
    return ImportPage(
        form,
        outcome,
        tuple(LineCount(title, counts[line]) for line, title in LINES.items() if counts[line]),
        tuple(LineInWords(report.number, report.email, LINES[report.outcome]) for report in problems),
    )


@dataclass(frozen=True, slots=True)
class BounceList:
    """The latest reports about letters."""

    template: ClassVar = "mailing/desk/bounces.html"
    bounces: tuple[BookedBounce, ...]
    suppressed: tuple[LineCount, ...]


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """A topic with the form that changes it."""

    pk: int
    name: str
    is_offered: bool
    form: TopicForm


@dataclass(frozen=True, slots=True)
class TopicsPage:
    """All topics, and a form for one more."""

    template: ClassVar = "mailing/desk/topics.html"
    topics: tuple[TopicEntry, ...]
    form: TopicForm
    may_send: bool


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many stand how to the list."""

    value: str
    title: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class SubscriberList:
    """A page of the list on the desk; words is an address that was looked for and not found."""

    template: ClassVar = "mailing/desk/list.html"
    page: SubscriberSlice
    counts: tuple[StateCount, ...]
    state: str
    words: str
    may_manage: bool


def state_counts(counts: Mapping[str, int]) -> tuple[StateCount, ...]:
    """Return the states in their order, each with how many stand so."""
    return tuple(StateCount(state.value, state.label, counts.get(state.value, 0)) for state in Subscriber.State)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger in words."""

    kind: str | Promise
    at: datetime
    way: str | Promise
    version: int
    text: str
    network: str
    proof: str


@dataclass(frozen=True, slots=True)
class SubscriberPage:
    """Somebody on the list: how they stand to it, and what they agreed to when."""

    template: ClassVar = "mailing/desk/subscriber.html"
    subscriber: Subscriber
    ledger: tuple[LedgerLine, ...]
    may_manage: bool
    suppressed: Suppression | None
    bounces: tuple[BookedBounce, ...]


def ledger(events: Iterable[ConsentEvent], language: str) -> tuple[LedgerLine, ...]:
    """Return the ledger in words, in order."""
    return tuple(
        LedgerLine(
            kind=KINDS.get(event.kind, event.kind),
            at=event.at,
            way=WAYS.get(event.way, event.way),
            version=event.consent.version,
            text=event.consent.text_in(language),
            network=event.network,
            proof=event.proof,
        )
        for event in events
    )
