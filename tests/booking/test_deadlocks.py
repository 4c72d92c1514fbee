"""Whoever confirms at the last moment and whoever takes the time over do not wait for each other in a circle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from drypoint.care.booking import actions, life, placing, queries
from drypoint.care.booking.models import Appointment
from drypoint.foundation.core import clock, links
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.practice.models import Service
from tests.booking.conftest import FIRST, NOW

END = NOW + life.HOLD_LIFETIME


def hold(service: Service, name: str) -> str:
    contact = actions.Booker(name, f"{name}@example.com", "", "en")
    key = form_keys.make(actions.HOLD_FORM, clock.now())
    try:
        return actions.hold(wish=actions.Wish(service.pk, FIRST), contact=contact, key=key, address=name)
    except placing.TimeTakenError:
        return "taken"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only there are rows locked: scripts/postgres.sh")
@pytest.mark.django_db(transaction=True)
def test_confirming_at_the_last_moment_and_taking_over_end_both(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(service, "first")
    token = links.make(queries.CONFIRM, Appointment.objects.get().public_id, 1)
    has_row, has_practitioner = threading.Event(), threading.Event()
    lock, lock_taken = placing.lock, placing.lock_taken
    clocks = {"confirms": END - timedelta(milliseconds=1), "takes over": END}
    monkeypatch.setattr(clock, "now", lambda: clocks[threading.current_thread().name])

    def wait_for_row_first(wanted: Service) -> None:
        has_row.wait(20)
        lock(wanted)
        has_practitioner.set()

    def wait_for_the_other_first(appointment: Appointment) -> None:
        has_row.set()
        has_practitioner.wait(20)
        lock_taken(appointment)

    monkeypatch.setattr(placing, "lock", wait_for_row_first)
    monkeypatch.setattr(placing, "lock_taken", wait_for_the_other_first)
    told: dict[str, object] = {}

    def running(name: str, work: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            try:
                told[name] = work()
            finally:
                connection.close()

        thread = threading.Thread(target=run, name=name)
        thread.start()
        return thread

    for thread in (
        running("confirms", lambda: actions.confirm(token=token).outcome),
        running("takes over", lambda: hold(service, "second")),
    ):
        thread.join(60)
    assert told == {"confirms": actions.HoldOutcome.BOOKED, "takes over": "taken"}
    assert [(row.state, row.name) for row in Appointment.objects.all()] == [("booked", "first")]
