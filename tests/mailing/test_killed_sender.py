"""A letter to the list whose worker is killed again and again: nobody is missed, nobody gets it twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.enquiries.house import House, a_house
from tests.mailing.office import an_office

pytestmark = pytest.mark.race

PEOPLE = 400
KILLS = 4
CONNECTIONS = 4
MAKE = f"""
from drypoint.public.mailing.campaigns import sender
from drypoint.public.mailing.models import Delivery
from tests.mailing.office import a_campaign, readers
readers({PEOPLE})
print(a_campaign().pk)
"""
WORK = """
import django, time
django.setup()
from drypoint.foundation.core import clock
from drypoint.public.mailing.campaigns.sender import LetterSender
print("ready", flush=True)
while True:
    LetterSender(round_seconds=20).run(clock.now())
    time.sleep(0.05)
"""
STATES = "SELECT state, count(*) FROM mailing_delivery GROUP BY state"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return a_house(tmp_path / "data")


def test_a_letter_survives_being_killed_with_nobody_missed_and_nobody_doubled(house: House) -> None:
    house.run(MAKE)
    chance = random.Random(7)
    with an_office() as office:
        from django.conf import settings

        office.data_answer = lambda _address: time.sleep(0.002) or ""
        server = settings.CONFIG.smtp
        assert server is not None
        environment = house.environment | {
            "DRYPOINT_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
            "DRYPOINT_MAIL_FROM": "practice@clinic.example",
            "DRYPOINT_LIST_CONNECTIONS": str(CONNECTIONS),
        }
        for _kill in range(KILLS):
            worker = a_worker(environment)
            had = len(office.accepted)
            wait_for(lambda had=had: len(office.accepted) > had + chance.randrange(1, 40))  # type: ignore[misc]
            kill(worker)
        worker = a_worker(environment)
        wait_for(lambda: house.rows("SELECT state FROM mailing_campaign") == [("done",)])
        kill(worker)
    states = {str(state): count for state, count in house.rows(STATES)}
    doubts = int(str(states.get("in_doubt", 0)))
    assert set(states) <= {"sent", "in_doubt"}
    assert int(str(states["sent"])) + doubts == PEOPLE
    assert doubts <= KILLS * CONNECTIONS
    copies = Counter(office.addresses())
    assert max(copies.values()) == 1
    sent = house.rows(
        "SELECT s.email FROM mailing_delivery d JOIN mailing_subscriber s ON s.id = d.subscriber_id "
        "WHERE d.state = 'sent'"
    )
    assert {str(email) for (email,) in sent} <= set(copies)
    assert not list((house.data / "sending").glob("*.journal"))


def a_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", WORK], env=environment, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    assert process.stdout is not None
    process.stdout.close()


def wait_for(ask: object, seconds: float = 60.0) -> None:
    assert callable(ask)
    ends = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < ends, "It did not happen in time."
        time.sleep(0.01)
