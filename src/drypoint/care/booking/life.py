"""The life of an appointment: one table of states and events, its cells, and who may still change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from drypoint.care.booking.hours import MICROSECONDS_A_MINUTE, microseconds

# How long a time is kept for somebody who has not shown yet that the mail address is theirs.
HOLD_LIFETIME: Final = timedelta(minutes=10)
CELL: Final = timedelta(minutes=5)
REMINDED_BEFORE: Final = timedelta(hours=24)
# Whoever booked so late needs no reminder, and nobody is reminded in the last hours.
LAST_REMINDER_BEFORE: Final = timedelta(hours=2)
# Links to one's own appointment work so long after it has begun.
LINK_KEPT: Final = timedelta(days=30)


class Stage(StrEnum):
    """Where an appointment stands."""

    HELD = "held"
    REQUESTED = "requested"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    ARRIVED = "arrived"
    IN_ROOM = "in_room"
    DONE = "done"
    NO_SHOW = "no_show"


class LifeEvent(StrEnum):
    """What happens to an appointment."""

    CONFIRM = "confirm"
    ASK = "ask"
    APPROVE = "approve"
    CANCEL = "cancel"
    MOVE = "move"
    ARRIVE = "arrive"
    SEAT = "seat"
    FINISH = "finish"
    MISS = "miss"
    TAKE_BACK = "take_back"


class NotPossibleError(ValueError):
    """This cannot happen to an appointment in its state."""


# A cancelled one takes no time; all others do, so that nothing is booked over what has happened either.
OCCUPYING: Final = tuple(state.value for state in Stage if state is not Stage.CANCELLED)
# What somebody still comes for.
STILL_TO_COME: Final = (Stage.REQUESTED.value, Stage.BOOKED.value)

_NEXT: Final[Mapping[Stage, Mapping[LifeEvent, Stage]]] = {
    Stage.HELD: {
        LifeEvent.CONFIRM: Stage.BOOKED,
        LifeEvent.ASK: Stage.REQUESTED,
    },
    Stage.REQUESTED: {
        LifeEvent.APPROVE: Stage.BOOKED,
        LifeEvent.CANCEL: Stage.CANCELLED,
        LifeEvent.MOVE: Stage.REQUESTED,
    },
    Stage.BOOKED: {
        LifeEvent.CANCEL: Stage.CANCELLED,
        LifeEvent.MOVE: Stage.BOOKED,
        LifeEvent.ARRIVE: Stage.ARRIVED,
        LifeEvent.MISS: Stage.NO_SHOW,
    },
    Stage.ARRIVED: {
        LifeEvent.SEAT: Stage.IN_ROOM,
        LifeEvent.FINISH: Stage.DONE,
        LifeEvent.TAKE_BACK: Stage.BOOKED,
    },
    Stage.IN_ROOM: {
        LifeEvent.FINISH: Stage.DONE,
        LifeEvent.TAKE_BACK: Stage.ARRIVED,
    },
    Stage.DONE: {LifeEvent.TAKE_BACK: Stage.ARRIVED},
    Stage.NO_SHOW: {
        LifeEvent.ARRIVE: Stage.ARRIVED,
        LifeEvent.TAKE_BACK: Stage.BOOKED,
    },
    Stage.CANCELLED: {},
}


# Somebody was here.
CAME: Final = (Stage.ARRIVED, Stage.IN_ROOM, Stage.DONE)
# What staff note of who came, besides approving, moving and cancelling.
MARKS: Final = (LifeEvent.ARRIVE, LifeEvent.SEAT, LifeEvent.FINISH, LifeEvent.MISS, LifeEvent.TAKE_BACK)


def next_state(state: Stage, event: LifeEvent) -> Stage:
    """Return where an appointment stands after an event. Raises NotPossibleError."""
    try:
        return _NEXT[state][event]
    except KeyError:
        raise NotPossibleError(f"An appointment that is {state} cannot {event}.") from None


def possible_events(state: Stage) -> tuple[LifeEvent, ...]:
    """Return what can happen to an appointment in this state."""
    return tuple(_NEXT[state])


def is_over(held_until: datetime, at: datetime) -> bool:
    """Say whether a hold has ended: from this very moment on the time is anybody's."""
    return at >= held_until


def cells_of(first: datetime, end: datetime) -> list[datetime]:
    """Return the beginnings of all cells that a stretch touches, by whole cells since 1970."""
    cell = 5 * MICROSECONDS_A_MINUTE
    begin = first - timedelta(microseconds=microseconds(first) % cell)
    found = []
    while begin < end:
        found.append(begin)
        begin += CELL
    return found


def may_patient_change(state: Stage, starts_at: datetime, change_minutes: int, at: datetime) -> bool:
    """Say whether the patient may still move or cancel it; a request may be taken back until it would begin."""
    if state is Stage.REQUESTED:
        return at < starts_at
    return state is Stage.BOOKED and at <= starts_at - timedelta(minutes=change_minutes)


def is_to_be_reminded(starts_at: datetime, booked_at: datetime, at: datetime) -> bool:
    """Say whether a reminder is due: a day before, and only to whom the confirmation did not reach that late itself."""
    is_due = starts_at - REMINDED_BEFORE <= at < starts_at - LAST_REMINDER_BEFORE
    return is_due and booked_at < starts_at - REMINDED_BEFORE
