"""What becomes of a letter to the list, and of each person's copy. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

# What a connection claims at once, and writes down together.
BATCH = 500
# After so many its journal waits for the disk: what may be in doubt after a power cut.
SYNCED = 50
# Server and sender at fault: how long all wait, doubled each time that nothing went out.
FIRST_HOLD = timedelta(minutes=1)
LONGEST_HOLD = timedelta(hours=1)
# So many faults in a row that leave somebody in doubt, or letters refused in a row: a person has to look.
MOST_DOUBTS = 3
MOST_REFUSALS = 10
# A claim whose journal is gone (another machine's, or a restored backup's) is in doubt after this.
CLAIM_LOST = timedelta(hours=1)


class CampaignState(StrEnum):
    """Where a letter to the list is."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class CampaignEvent(StrEnum):
    """What happens to it."""

    SCHEDULE = "schedule"
    TAKE_BACK = "take_back"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    FINISH = "finish"
    SEND_AGAIN = "send_again"


class DeliveryState(StrEnum):
    """How one person's copy stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SKIPPED = "skipped"


class WrongStateError(RuntimeError):
    """The letter is not in a state in which this can be done (any more)."""


_NEXT: dict[tuple[CampaignState, CampaignEvent], CampaignState] = {
    (CampaignState.DRAFT, CampaignEvent.SCHEDULE): CampaignState.SCHEDULED,
    (CampaignState.SCHEDULED, CampaignEvent.SCHEDULE): CampaignState.SCHEDULED,
    (CampaignState.SCHEDULED, CampaignEvent.TAKE_BACK): CampaignState.DRAFT,
    (CampaignState.DRAFT, CampaignEvent.START): CampaignState.SENDING,
    (CampaignState.SCHEDULED, CampaignEvent.START): CampaignState.SENDING,
    (CampaignState.SENDING, CampaignEvent.PAUSE): CampaignState.PAUSED,
    (CampaignState.PAUSED, CampaignEvent.RESUME): CampaignState.SENDING,
    (CampaignState.SENDING, CampaignEvent.STOP): CampaignState.STOPPED,
    (CampaignState.PAUSED, CampaignEvent.STOP): CampaignState.STOPPED,
    (CampaignState.SENDING, CampaignEvent.FINISH): CampaignState.DONE,
    # Somebody in doubt is written to again: a letter that was through is sent once more, to that person alone.
    (CampaignState.SENDING, CampaignEvent.SEND_AGAIN): CampaignState.SENDING,
    (CampaignState.PAUSED, CampaignEvent.SEND_AGAIN): CampaignState.PAUSED,
    (CampaignState.DONE, CampaignEvent.SEND_AGAIN): CampaignState.SENDING,
}


def next_state(state: CampaignState, event: CampaignEvent) -> CampaignState:
    """Return where a letter is after an event. Raises WrongStateError where it cannot happen."""
    try:
        return _NEXT[state, event]
    except KeyError:
        raise WrongStateError(f"{event} is not for a letter that is {state}.") from None


def may(state: CampaignState, event: CampaignEvent) -> bool:
    """Say whether an event can happen now."""
    return (state, event) in _NEXT


def hold_after(faults: int) -> timedelta:
    """Return how long all wait after so many faults in a row without one letter taken."""
    return min(FIRST_HOLD * int(2 ** min(max(faults, 1) - 1, 12)), LONGEST_HOLD)


def is_about_the_letter(code: int, enhanced: str) -> bool:
    """Say whether a server's refusal of the content is about the letter or its sender and not about one reader.

    Too large, spam, a policy: it would say so of every copy, so that all wait for a person and nobody is given up.
    """
    return code == 552 or enhanced.startswith(("5.7.", "5.3.4", "5.6."))
