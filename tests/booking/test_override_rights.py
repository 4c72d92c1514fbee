"""Booking over others, or off hours, is a right of its own."""

from __future__ import annotations

import pytest

from drypoint.care.booking import actions
from drypoint.care.booking.models import Appointment
from drypoint.foundation.core.actors import Actor, NotAllowedError
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import Practice
from tests.booking.conftest import FIRST, a_schedule

pytestmark = pytest.mark.django_db
VERA = actions.Booker("Vera", "vera@example.com", "", "en")


def test_whoever_may_book_may_not_for_that_book_over_others(practice: Practice) -> None:
    reception = Actor(kind="staff", user_id=None, capabilities=frozenset({"booking.manage", "booking.read"}))
    service = a_schedule()
    person = Person.objects.create(name="Vera", name_key="vera", language="en", made_at=FIRST)
    wish = actions.Wish(service.pk, FIRST, service.practitioners.get().pk)
    with pytest.raises(NotAllowedError):
        actions.book(actor=reception, wish=wish, contact=VERA, person_id=person.pk, override_reason="In pain.")
    assert not Appointment.objects.exists()
    booked = actions.book(actor=reception, wish=wish, contact=VERA, person_id=person.pk)
    with pytest.raises(NotAllowedError):
        actions.move(
            actor=reception,
            appointment_id=booked.pk,
            expected_version=booked.version,
            wish=wish,
            override_reason="In pain.",
        )
    assert Appointment.objects.get().override_reason == ""
