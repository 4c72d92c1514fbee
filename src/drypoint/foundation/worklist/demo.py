"""Two tasks of the demo, about people who are evidently invented."""

from __future__ import annotations

from datetime import timedelta

from drypoint.foundation.core import clock
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.patients.models import Person
from drypoint.foundation.worklist.actions import NewTask, open_task
from drypoint.foundation.worklist.models import Task, Urgency
from drypoint.foundation.worklist.notes import NOTE
from drypoint.foundation.worklist.opening import due_after

# The staff of the demo write as they speak: one in English, one in Croatian.
TASKS = (
    ("demo one", "Ring Demo Patient One: ask how the shoulder is after the first treatment.", Urgency.SOON, 2),
    ("demo two", "Naručiti igle 0,25 × 40 mm, ostala je jedna kutija.", Urgency.ROUTINE, 12),
)


def load(founding: Founding) -> None:
    """Write the tasks down as the reception would, once."""
    if Task.objects.filter(origin__startswith="worklist.demo").exists():
        return
    person = Person.objects.filter(name="Demo Patient One").first()
    for origin, note, level, hours in TASKS:
        about = person if level == Urgency.SOON else None
        wanted = NewTask(
            kind=NOTE,
            level=level,
            due_at=due_after(clock.now(), timedelta(hours=hours)),
            person_id=about.pk if about else None,
            note=note,
            origin=f"worklist.{origin}",
        )
        open_task(actor=founding.staff["reception"], new=wanted)
