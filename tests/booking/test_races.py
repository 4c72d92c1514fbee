"""Many at once for the same time, on a real database with real processes: nobody twice, and nobody lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.enquiries.house import House, a_house

pytestmark = pytest.mark.race

SET_UP = """
from tests.booking.conftest import a_schedule
from drypoint.foundation.practice.models import Practitioner, TreatmentRoom
service = a_schedule(step_minutes=5, after_minutes=5, before_minutes=5, notice_minutes=0, horizon_days=20)
if people > 1:
    other = Practitioner.objects.create(name="Ivo Primjer", place=1)
    service.practitioners.add(other)
    for weekday in range(7):
        other.hours.create(weekday=weekday, from_minute=480, to_minute=720)
print(service.pk)
"""
# One process of four threads: each makes its tries and writes down what it was told, as a client would.
CLIENT = """
import json, random, sys, threading
from datetime import timedelta
from django.db import connection
from drypoint.care.booking import actions, choosing, queries
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.placing import TimeTakenError
from drypoint.foundation.core import clock, limits, links
from drypoint.foundation.core.files import form_keys

seed, kind, tries, starts = json.loads(sys.argv[1])
limits.take = lambda *_: None
told, write, ready = [], threading.Lock(), threading.Barrier(4)

def attempt(pick, name):
    start = choosing.instant_of(pick.choice(starts))
    contact = actions.Booker(name, f"{name}@example.com", "", "en")
    key = form_keys.make(actions.HOLD_FORM, clock.now())
    try:
        token = actions.hold(wish=actions.Wish(1, start), contact=contact, key=key, address=name)
    except TimeTakenError:
        return
    link = links.read(queries.HOLD, token, clock.now())
    confirmed = actions.confirm(token=links.make(queries.CONFIRM, link.subject, 1))
    if confirmed.own_token:
        with write:
            told.append([str(link.subject), choosing.when_of(start)])
        if kind == "move":
            wanted = choosing.instant_of(pick.choice(starts))
            try:
                actions.move_own(token=confirmed.own_token, starts_at=wanted)
            except TimeTakenError:
                return
            with write:
                told[:] = [one for one in told if one[0] != str(link.subject)]
                told.append([str(link.subject), choosing.when_of(wanted)])

def client(number):
    pick = random.Random(seed * 100 + number)
    ready.wait()
    for turn in range(tries):
        attempt(pick, f"c{seed}x{number}x{turn}")
    connection.close()

threads = [threading.Thread(target=client, args=(number,)) for number in range(4)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
print(json.dumps(told))
"""
CHECK = """
import json
from itertools import combinations
from drypoint.care.booking.models import Appointment, BookedCell
from drypoint.care.booking import choosing, life
rows = list(Appointment.objects.exclude(state="cancelled"))
overlaps = [
    (one.pk, two.pk)
    for one, two in combinations(rows, 2)
    if set(one.resources) & set(two.resources)
    and one.occupied_from < two.occupied_until and two.occupied_from < one.occupied_until
]
wrong = [
    row.pk
    for row in rows
    if sorted(BookedCell.objects.filter(appointment=row).values_list("resource", "starts_at"))
    != sorted((what, cell) for what in row.resources for cell in life.cells_of(row.occupied_from, row.occupied_until))
]
booked = {str(row.public_id): choosing.when_of(row.starts_at) for row in rows if row.state == "booked"}
print(json.dumps([overlaps, wrong, booked]))
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return a_house(tmp_path / "data")


def set_up(house: House, people: int = 1) -> None:
    # The days of the test are real ones: clients ask the real clock.
    assert house.run(f"people = {people}\n{SET_UP}").strip() == "1"


def coming(house: House, number: int) -> list[str]:
    """Return the first free starts of the day after tomorrow on."""
    code = (
        "from drypoint.care.booking import choosing, queries\nfrom drypoint.foundation.core import clock\n"
        "from drypoint.foundation.practice.models import Service\nfrom datetime import timedelta\n"
        "service = Service.objects.get()\nat = clock.now()\nday = queries.local_date(at) + timedelta(days=2)\n"
        "found = queries.free_slots(service, list(service.practitioners.all()), day, day + timedelta(days=7), at)\n"
        f"print(*sorted({{choosing.when_of(slot.start) for slot in found}})[:{number}])"
    )
    return house.run(code).split()


def clients(house: House, *, processes: int, kind: str, tries: int, starts: list[str]) -> dict[str, str]:
    """Let all try at once, and return what they were told: which appointment is booked at what time."""
    code = f"import django; django.setup()\n{CLIENT}"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, json.dumps([seed, kind, tries, starts])],
            env=house.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(processes)
    ]
    told: dict[str, str] = {}
    for process in running:
        out, _ = process.communicate(timeout=400)
        assert process.returncode == 0
        told |= dict(json.loads(out))
    return told


def check(house: House, told: dict[str, str]) -> None:
    overlaps, wrong, booked = json.loads(house.run(CHECK))
    assert (overlaps, wrong) == ([], [])
    assert booked == told


def test_sixteen_for_one_time_get_it_once(house: House) -> None:
    set_up(house)
    starts = coming(house, 1)
    told = clients(house, processes=4, kind="book", tries=1, starts=starts)
    assert list(told.values()) == starts
    check(house, told)


def test_hundreds_for_times_that_overlap_never_meet(house: House) -> None:
    set_up(house, people=2)
    told = clients(house, processes=4, kind="book", tries=20, starts=coming(house, 60))
    assert len(told) > 3
    check(house, told)


def test_moving_against_booking_never_meets_and_loses_nobody(house: House) -> None:
    set_up(house, people=2)
    told = clients(house, processes=3, kind="move", tries=12, starts=coming(house, 60))
    assert len(told) > 3
    check(house, told)


def test_a_hold_that_ends_while_it_is_confirmed_is_one_persons_alone(house: House) -> None:
    """Whoever confirms at the last moment and whoever takes over: exactly one of them has the time."""
    set_up(house)
    (start,) = coming(house, 1)
    code = f"""
import threading
from datetime import timedelta
from django.db import connection
from drypoint.care.booking import actions, choosing, jobs, queries
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.placing import TimeTakenError
from drypoint.foundation.core import clock, limits, links
from drypoint.foundation.core.files import form_keys
limits.take = lambda *_: None
start = choosing.instant_of({start!r})

def hold(name):
    contact = actions.Booker(name, f"{{name}}@example.com", "", "en")
    key = form_keys.make(actions.HOLD_FORM, clock.now())
    token = actions.hold(wish=actions.Wish(1, start), contact=contact, key=key, address=name)
    return links.make(queries.CONFIRM, links.read(queries.HOLD, token, clock.now()).subject, 1)

outcomes = set()
for turn in range(40):
    first = hold(f"first{{turn}}")
    Appointment.objects.update(held_until=clock.now() + timedelta(milliseconds=10 + turn % 20))
    won, go = [], threading.Barrier(3)
    def confirm():
        go.wait()
        if actions.confirm(token=first).own_token:
            won.append("first")
        connection.close()
    def take_over():
        go.wait()
        for _ in range(12):
            try:
                if actions.confirm(token=hold(f"second{{turn}}")).own_token:
                    won.append("second")
                break
            except TimeTakenError:
                pass
        connection.close()
    def sweep():
        go.wait()
        for _ in range(6):
            jobs.expire_holds(clock.now())
        connection.close()
    threads = [threading.Thread(target=work) for work in (confirm, take_over, sweep)]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]
    booked = list(Appointment.objects.filter(state="booked").values_list("name", flat=True))
    assert [name.rstrip("0123456789") for name in booked] == won and len(won) <= 1, (booked, won)
    outcomes |= set(won)
    for row in Appointment.objects.all():
        row.cells.all().delete(); row.delete()
print(sorted(outcomes))
"""
    assert house.run(code).strip()


def test_a_client_that_is_killed_leaves_a_whole_booking_or_none(house: House) -> None:
    set_up(house)
    starts = coming(house, 40)
    code = f"import django; django.setup()\n{CLIENT}".replace("told.append([str", "print(json.dumps([str").replace(
        "choosing.when_of(start)])\n        if", "choosing.when_of(start)]), flush=True)\n        if"
    )
    process: Any = subprocess.Popen(
        [sys.executable, "-c", code, json.dumps([1, "book", 60, starts])],
        env=house.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = [process.stdout.readline() for _ in range(3)]
    process.kill()
    rest, _ = process.communicate()
    told = dict(json.loads(line) for line in [*lines, *rest.splitlines()] if line.strip().endswith("]"))
    overlaps, wrong, booked = json.loads(house.run(CHECK))
    assert (overlaps, wrong) == ([], [])
    assert told.items() <= booked.items()
