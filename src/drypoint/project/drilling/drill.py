"""Carry the drill out and write its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from drypoint import __version__
from drypoint.foundation.core.keeping import backup, copies
from drypoint.foundation.practice.queries import the_practice
from drypoint.project.drilling import steps
from drypoint.project.drilling.mail_sink import taking_mail
from drypoint.project.drilling.scratch import DrillError, Scratch
from drypoint.project.drilling.steps import BadDay

# The archive, the copy, and what the copy's own changes need.
_TIMES_ITS_SIZE = 4


def drill(*, at: datetime, tell: Callable[[str], None]) -> list[BadDay]:
    """Copy the practice and break the copy in five ways; the practice itself goes on working.

    Raises DrillError where no copy can be made or a process on it fails by itself, BackupError where no backup can.
    """
    if connection.vendor != "sqlite":
        raise DrillError(
            "A drill breaks a copy of a practice whose database is a file. With PostgreSQL its own tools are to be "
            "drilled; what Drypoint can prove there is the weekly restore that `drypoint doctor` names."
        )
    database = str(connection.settings_dict["NAME"])
    with copies.scratch(_TIMES_ITS_SIZE * backup.bytes_of_practice()) as folder, taking_mail() as sink:
        archive = folder / "drill.drypoint"
        before = steps.rows_by_table(database)
        backup.backup(archive, at=at)
        after = steps.rows_by_table(database)
        scratch = Scratch(folder / "data", sink.port)
        done = scratch.run("restore", str(archive))
        if done.returncode != 0:
            raise DrillError(f"The backup could not be restored: {done.stderr.strip().removeprefix('drypoint: ')}")
        outcomes: list[BadDay] = []
        bad_days: tuple[Callable[[], BadDay], ...] = (
            lambda: steps.restored(scratch, before, after),
            lambda: steps.killed(scratch),
            lambda: steps.on_a_full_disk(scratch),
            lambda: steps.with_a_jumping_clock(scratch, sink),
            lambda: steps.with_the_database_away(scratch),
        )
        for bad_day in bad_days:
            outcome = bad_day()
            outcomes.append(outcome)
            tell(line_of(outcome))
        return outcomes


def line_of(outcome: BadDay) -> str:
    """Return an outcome as the terminal and the page show it."""
    mark = "proven" if outcome.is_proven else "NOT PROVEN"
    return "\n".join([f"{mark:<11} {outcome.name}", *(f"{'':<11} {sentence}" for sentence in outcome.sentences)])


def page(outcomes: list[BadDay], *, began: datetime, ended: datetime) -> str:
    """Return the page of proof: what was drilled, when, on which version, and what was seen."""
    practice = the_practice()
    proven = sum(outcome.is_proven for outcome in outcomes)
    local = timezone.localtime(began)
    head = (
        f"Drill of {local:%Y-%m-%d}, {practice.name if practice else 'a practice without a name'}\n\n"
        f"Drypoint {__version__}. Begun {local:%Y-%m-%d %H:%M %Z}, {(ended - began).total_seconds():.0f} s long.\n"
        "Carried out on a copy, restored from a backup made for it and gone again. The practice went on working, and\n"
        f"no mail left this machine.\n\n{proven} of {len(outcomes)} proven.\n"
    )
    return "\n".join([head, *(f"{line_of(outcome)}\n" for outcome in outcomes)])


def default_page(at: datetime) -> Path:
    """Return where the page goes unless somebody says otherwise: beside the data, one for each day."""
    return Path(settings.DATA) / f"drill-{timezone.localdate(at)}.txt"
