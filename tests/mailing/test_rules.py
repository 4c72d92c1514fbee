"""What becomes of somebody on the list: tables, and random orders of events."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.public.mailing import rules
from drypoint.public.mailing.rules import (
    LinkOutcome,
    ListEvent,
    Membership,
    next_state,
    outcome_of,
    version_after,
)


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (Membership.PENDING, ListEvent.SIGN_UP, Membership.PENDING),
        (Membership.PENDING, ListEvent.CONFIRM, Membership.CONFIRMED),
        (Membership.PENDING, ListEvent.LEAVE, Membership.LEFT),
        (Membership.CONFIRMED, ListEvent.SIGN_UP, Membership.CONFIRMED),
        (Membership.CONFIRMED, ListEvent.CONFIRM, Membership.CONFIRMED),
        (Membership.CONFIRMED, ListEvent.LEAVE, Membership.LEFT),
        (Membership.LEFT, ListEvent.SIGN_UP, Membership.PENDING),
        (Membership.LEFT, ListEvent.CONFIRM, Membership.LEFT),
        (Membership.LEFT, ListEvent.LEAVE, Membership.LEFT),
    ],
)
def test_each_event_leads_where_the_table_says(state: Membership, event: ListEvent, after: Membership) -> None:
    assert next_state(state, event) is after


@given(st.lists(st.sampled_from(ListEvent), max_size=12))
def test_in_whatever_order_nobody_is_on_the_list_without_asking_and_confirming_after_leaving(
    events: list[ListEvent],
) -> None:
    state, version = Membership.PENDING, 1
    asked, confirmed = True, False
    for event in events:
        version = version_after(version, state, event)
        state = next_state(state, event)
        if event is ListEvent.LEAVE:
            asked = confirmed = False
        elif event is ListEvent.SIGN_UP:
            asked = True
        elif asked:
            confirmed = True
        assert (state is Membership.CONFIRMED) == confirmed


@given(st.lists(st.sampled_from(ListEvent), max_size=12))
def test_a_link_from_before_somebody_left_is_of_no_wish_that_stands(events: list[ListEvent]) -> None:
    state, version = Membership.CONFIRMED, 1
    for event in [ListEvent.LEAVE, *events]:
        version = version_after(version, state, event)
        state = next_state(state, event)
    assert version > 1


@pytest.mark.parametrize("state", list(Membership))
@pytest.mark.parametrize("event", list(ListEvent))
def test_only_leaving_makes_links_invalid_and_only_once(state: Membership, event: ListEvent) -> None:
    leaves = event is ListEvent.LEAVE and state in {Membership.PENDING, Membership.CONFIRMED}
    assert version_after(4, state, event) == (5 if leaves else 4)


@pytest.mark.parametrize(
    ("verdict", "soft_bounces", "reason"),
    [
        ("hard", 0, "hard"),
        ("complaint", 0, "complaint"),
        ("soft", 2, None),
        ("soft", 3, "soft"),
        ("soft", 4, "soft"),
        ("delayed", 9, None),
        ("auto_reply", 9, None),
    ],
)
def test_an_address_is_left_alone_after_a_hard_report_or_three_soft_ones(
    verdict: str, soft_bounces: int, reason: str | None
) -> None:
    assert rules.suppressed_by(verdict, soft_bounces) == reason


def test_how_long_a_link_and_a_row_are_kept() -> None:
    assert timedelta(days=7) == rules.CONFIRM_LIFETIME
    assert timedelta(days=30) == rules.UNCONFIRMED_KEPT == rules.LEFT_KEPT


@pytest.mark.parametrize(
    ("state", "is_current", "is_over", "outcome"),
    [
        (None, False, False, LinkOutcome.UNKNOWN),
        (None, False, True, LinkOutcome.UNKNOWN),
        (Membership.PENDING, True, False, LinkOutcome.READY),
        (Membership.PENDING, True, True, LinkOutcome.EXPIRED),
        (Membership.PENDING, False, False, LinkOutcome.EXPIRED),
        (Membership.CONFIRMED, True, False, LinkOutcome.ALREADY),
        (Membership.CONFIRMED, True, True, LinkOutcome.ALREADY),
        (Membership.CONFIRMED, False, False, LinkOutcome.EXPIRED),
        (Membership.LEFT, False, False, LinkOutcome.EXPIRED),
        (Membership.LEFT, True, False, LinkOutcome.EXPIRED),
    ],
)
def test_what_a_link_is_worth(state: Membership | None, is_current: bool, is_over: bool, outcome: LinkOutcome) -> None:
    assert outcome_of(state, is_current=is_current, is_over=is_over) is outcome
