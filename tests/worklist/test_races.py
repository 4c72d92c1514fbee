"""Eight people reach for one task: on a real file, with real connections."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.enquiries.house import a_house

pytestmark = pytest.mark.race

TAKERS = """
import threading
from django.db import connection
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core import clock
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.worklist import actions
from drypoint.foundation.worklist.models import Urgency, Task
users = [User.objects.create(email=f'{n}@example.com', name=f'n{n}', role='reception') for n in range(8)]
new = actions.NewTask(kind='worklist.note', level=Urgency.SOON, due_at=clock.now(), origin='race')
"""
RACE = """
start = threading.Barrier(8)
outcomes = []
def run(user):
    start.wait()
    try:
        outcomes.append(step(actor_of_user(user)))
    finally:
        connection.close()
threads = [threading.Thread(target=run, args=(user,)) for user in users]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
"""


def test_of_eight_who_take_a_task_at_once_one_has_it_and_the_others_are_told_who(tmp_path: Path) -> None:
    printed = a_house(tmp_path / "data").run(
        TAKERS
        + """
task = actions.open_task(actor=SYSTEM, new=new)
def step(actor):
    try:
        return 'took', actions.take_task(actor=actor, task_id=task.pk, expected_version=1).taken_by.name
    except actions.TakenMeanwhileError as refused:
        return 'told', refused.name
"""
        + RACE
        + """
task.refresh_from_db()
print(sorted(what for what, who in outcomes), {who for what, who in outcomes} == {task.taken_by.name})
print(task.version, AuditEntry.objects.filter(action='task.take').count())
"""
    )
    assert printed.split("\n")[:2] == ["['told', 'told', 'told', 'told', 'told', 'told', 'told', 'took'] True", "2 1"]


def test_eight_scans_that_ask_for_the_same_at_once_write_one_task(tmp_path: Path) -> None:
    printed = a_house(tmp_path / "data").run(
        TAKERS
        + "def step(actor):\n    return actions.open_task(actor=SYSTEM, new=new).pk\n"
        + RACE
        + "print(len(outcomes), len(set(outcomes)), Task.objects.count())"
    )
    assert printed.strip() == "8 1 1"
