"""What becomes of somebody on the list: one table of states and events, and how an address is written to be found."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

CONFIRM_LIFETIME = timedelta(days=7)
# Who signed up and never confirmed is forgotten after this; who left, too, but for a keyed digest of the address.
UNCONFIRMED_KEPT = timedelta(days=30)
LEFT_KEPT = timedelta(days=30)

# So many letters that came back for a while, and the address is left alone.
MOST_SOFT_BOUNCES = 3


class Membership(StrEnum):
    """How somebody stands to the list."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    LEFT = "left"


class ListEvent(StrEnum):
    """What happens to somebody on the list."""

    SIGN_UP = "sign_up"
    CONFIRM = "confirm"
    LEAVE = "leave"


class LinkOutcome(StrEnum):
    """What a person behind a link is told."""

    READY = "ready"
    CONFIRMED = "confirmed"
    ALREADY = "already"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


_NEXT: dict[Membership, dict[ListEvent, Membership]] = {
    Membership.PENDING: {
        ListEvent.SIGN_UP: Membership.PENDING,
        ListEvent.CONFIRM: Membership.CONFIRMED,
        ListEvent.LEAVE: Membership.LEFT,
    },
    Membership.CONFIRMED: {
        ListEvent.SIGN_UP: Membership.CONFIRMED,
        ListEvent.CONFIRM: Membership.CONFIRMED,
        ListEvent.LEAVE: Membership.LEFT,
    },
    # Only a new sign-up leads back; the links of the one before it do not.
    Membership.LEFT: {
        ListEvent.SIGN_UP: Membership.PENDING,
        ListEvent.CONFIRM: Membership.LEFT,
        ListEvent.LEAVE: Membership.LEFT,
    },
}


def next_state(state: Membership, event: ListEvent) -> Membership:
    """Return how somebody stands to the list after an event."""
    return _NEXT[state][event]


def version_after(version: int, state: Membership, event: ListEvent) -> int:
    """Return the version of the links: leaving raises it, so that no link from before confirms anything again."""
    return version + 1 if event is ListEvent.LEAVE and state is not Membership.LEFT else version


class Suppressing(StrEnum):
    """Why an address is written to no more."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


def suppressed_by(verdict: str, soft_bounces: int) -> Suppressing | None:
    """Return why an address is left alone after a report, or None; soft_bounces counts letters, this one included."""
    if verdict in {Suppressing.HARD, Suppressing.COMPLAINT}:
        return Suppressing(verdict)
    return Suppressing.SOFT if verdict == Suppressing.SOFT and soft_bounces >= MOST_SOFT_BOUNCES else None


def outcome_of(state: Membership | None, *, is_current: bool, is_over: bool) -> LinkOutcome:
    """Say what a link to confirm leads to.

    state is None if the link is not genuine or its row is gone; is_current says whether it is of the wish that stands
    now, is_over whether its time has passed. Whoever is on the list is told so, however old the link is.
    """
    if state is None:
        return LinkOutcome.UNKNOWN
    if state is Membership.CONFIRMED and is_current:
        return LinkOutcome.ALREADY
    if is_over or not is_current or state is not Membership.PENDING:
        return LinkOutcome.EXPIRED
    return LinkOutcome.READY
