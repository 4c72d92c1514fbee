"""What becomes of a letter to the list, whatever happens to it in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.public.mailing.campaigns import rules
from drypoint.public.mailing.campaigns.rules import CampaignEvent, CampaignState, WrongStateError

S, E = CampaignState, CampaignEvent


@given(st.lists(st.sampled_from(CampaignEvent), max_size=30))
def test_what_was_stopped_never_goes_out_again_and_what_went_out_is_no_draft_again(events: list[CampaignEvent]) -> None:
    state = S.DRAFT
    has_started = was_stopped = False
    for event in events:
        try:
            state = rules.next_state(state, event)
        except WrongStateError:
            continue
        assert not was_stopped
        has_started = has_started or state is S.SENDING
        was_stopped = state is S.STOPPED
        assert not (has_started and state in {S.DRAFT, S.SCHEDULED})


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (S.DRAFT, E.START, S.SENDING),
        (S.SCHEDULED, E.TAKE_BACK, S.DRAFT),
        (S.SENDING, E.PAUSE, S.PAUSED),
        (S.PAUSED, E.RESUME, S.SENDING),
        (S.DONE, E.SEND_AGAIN, S.SENDING),
        (S.PAUSED, E.FINISH, None),
        (S.DRAFT, E.PAUSE, None),
        (S.DONE, E.START, None),
        (S.STOPPED, E.SEND_AGAIN, None),
    ],
)
def test_one_step(state: CampaignState, event: CampaignEvent, after: CampaignState | None) -> None:
    assert rules.may(state, event) is (after is not None)
    if after is not None:
        assert rules.next_state(state, event) is after


def test_all_wait_longer_each_time_and_an_hour_at_most() -> None:
    minutes = [rules.hold_after(faults) / timedelta(minutes=1) for faults in (0, 1, 2, 3, 7, 100, 10_000)]
    assert minutes == [1, 1, 2, 4, 60, 60, 60]


@pytest.mark.parametrize(
    ("code", "enhanced", "is_ours"),
    [(552, "", True), (554, "5.7.1", True), (550, "5.3.4", True), (550, "5.1.1", False), (554, "", False)],
)
def test_a_refusal_of_the_letter_is_told_from_one_of_a_reader(code: int, enhanced: str, is_ours: bool) -> None:
    assert rules.is_about_the_letter(code, enhanced) is is_ours
