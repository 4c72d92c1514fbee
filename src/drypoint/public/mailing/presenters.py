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
from drypoint.public.mailing.forms import SignUpForm
from drypoint.public.mailing.models import ConsentEvent, Subscriber
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


@dataclass(frozen=True, slots=True)
class SubscriberPage:
    """Somebody on the list: how they stand to it, and what they agreed to when."""

    template: ClassVar = "mailing/desk/subscriber.html"
    subscriber: Subscriber
    ledger: tuple[LedgerLine, ...]
    may_manage: bool


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
        )
        for event in events
    )
