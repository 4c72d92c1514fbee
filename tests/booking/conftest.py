"""A practice with hours: one who treats, two rooms, a service of half an hour."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from drypoint.care.booking import choosing
from drypoint.foundation.core import clock
from drypoint.foundation.core.mail.outbox import text_to_send
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.practice.models import Practice, Practitioner, Service, TreatmentRoom, WorkingHours

# A Monday, so that what follows is a whole week; summer time in Zagreb.
NOW = datetime(2027, 5, 3, 6, 0, tzinfo=UTC)
FIRST = datetime(2027, 5, 4, 6, 0, tzinfo=UTC)


def a_schedule(**service: Any) -> Service:
    """Make one who treats from 8 to 12 on weekdays, a room, and a service; durations are in minutes."""
    who = Practitioner.objects.create(name="Ana Primjer", titles={"en": "Physiotherapist"}, languages=["en", "hr"])
    for weekday in range(5):
        WorkingHours.objects.create(practitioner=who, weekday=weekday, from_minute=480, to_minute=720)
    fields = {
        "names": {"en": "Treatment", "hr": "Tretman"},
        "minutes": 30,
        "after_minutes": 10,
        "step_minutes": 20,
        "price_cents": 6000,
        **service,
    }
    made = Service.objects.create(**fields)
    made.practitioners.add(who)
    made.rooms.add(TreatmentRoom.objects.create(name="Room 1"))
    return made


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let it be NOW, and later when the test says so."""
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def later(**passed: int) -> datetime:
        moment[0] += timedelta(**passed)
        return moment[0]

    return later


@pytest.fixture
def practice(db: None, now: Any) -> Practice:
    cache.clear()
    return Practice.objects.create(
        name="Invented Practice",
        street="Invented street 1",
        postcode="10000",
        town="Invented town",
        phone="+385 1 555 0100",
        languages=["en", "hr"],
    )


@pytest.fixture
def service(practice: Practice) -> Service:
    return a_schedule()


@pytest.fixture
def visitor() -> Client:
    """A browser that checks CSRF tokens where they are asked for."""
    return Client(enforce_csrf_checks=True)


def details_of(service: Service, start: datetime = FIRST) -> str:
    return f"/en/book/{service.pk}/{choosing.when_of(start)}/"


def key_in(page: HttpResponse) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def fill(client: Client, path: str, *, key: str = "", **changes: str) -> HttpResponse:
    """Fetch the form and send it filled in."""
    key = key or key_in(client.get(path))
    fields = {"key": key, "name": "Vera Visitor", "email": "vera@example.com", "phone": "+385 1 555 0123", **changes}
    return client.post(path, fields)


def last_mail(kind: str = "") -> OutboxMail:
    """Return the newest mail, of a kind."""
    return OutboxMail.objects.filter(kind__startswith=f"booking.{kind}").latest("pk")


def sent_text(mail: OutboxMail) -> str:
    """Return a mail's text as its reader gets it now."""
    return text_to_send(mail, clock.now())


def link_in(mail: OutboxMail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", sent_text(mail))
    assert found, mail.text
    return found[1]


def code_in(mail: OutboxMail) -> str:
    found = re.search(r"^(\d{6})$", sent_text(mail), re.MULTILINE)
    assert found, mail.text
    return found[1]


def booked(client: Client, service: Service, start: datetime = FIRST, **changes: str) -> str:
    """Book through the pages and return the path of one's own appointment."""
    held = fill(client, details_of(service, start), **changes)["Location"]
    answer = client.post(held, {"code": code_in(last_mail("verify"))})
    assert answer.status_code == 303
    return str(answer["Location"])
