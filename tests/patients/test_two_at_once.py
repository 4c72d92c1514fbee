"""Two people who do the same at the same moment, on a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.enquiries.house import House, a_house

pytestmark = pytest.mark.race

BEGIN = """
import threading
from django.db import connection
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.patients import actions, merging
from drypoint.foundation.patients.models import Merge, Person
def made(name):
    return Person.objects.create(name=name, name_key=name.casefold(), language="en", made_at=clock.now())
start = threading.Barrier(2)
outcomes = []
def at_once(*calls):
    def one(call):
        start.wait()
        try:
            call()
            outcomes.append("done")
        except (merging.MergedMeanwhileError, actions.SomebodyAlikeError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()
    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return a_house(tmp_path / "data")


def test_of_two_merges_of_the_same_two_the_other_way_round_one_is_done(house: House) -> None:
    printed = house.run(
        BEGIN
        + """
a, b = made("A"), made("B")
def merge(kept, gone):
    merging.merge_people(actor=SYSTEM, kept_id=kept.pk, gone_id=gone.pk, from_gone=(), versions=(1, 1))
at_once(lambda: merge(a, b), lambda: merge(b, a))
print(sorted(outcomes), Merge.objects.count(), Person.objects.merged().count())
"""
    )
    assert printed.strip() == "['MergedMeanwhileError', 'done'] 1 1"


def test_of_two_who_add_the_same_person_at_once_one_is_asked(house: House) -> None:
    printed = house.run(
        BEGIN
        + """
def add():
    staff = Actor("staff", None, frozenset({"patients.read", "patients.write"}))
    actions.add_person(actor=staff, particulars=actions.Particulars(name="Ana Horvat", birth_year=1980))
at_once(add, add)
print(sorted(outcomes), Person.objects.count())
"""
    )
    assert printed.strip() == "['SomebodyAlikeError', 'done'] 1"
