"""What doctor says of the other machines of the practice, and of what they share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from drypoint.foundation.core import machines
from drypoint.foundation.core.checks import ERROR, OK, WARNING, CheckResult
from drypoint.foundation.core.keeping import files_place


def machines_alike(at: datetime) -> Iterable[CheckResult]:
    """Say whether those that live are alike, and which has fallen silent."""
    differing = machines.differing(at)
    alive = [other.machine for other in machines.others() if other.is_alive(at)]
    if differing:
        hint = "Give all machines the same version, key and settings; docs/how-to/two-machines.md says which."
        sentence = f"This machine differs from the others of the practice in: {', '.join(differing)}."
        yield CheckResult("machines", ERROR, sentence, hint)
    elif alive:
        sentence = f"{machines.own_name()} shares the practice with {', '.join(alive)}, and nothing differs."
        yield CheckResult("machines", OK, sentence)
    silent = machines.missing(at)
    if silent:
        shown = ", ".join(f"{one.machine} (since {one.at:%Y-%m-%d %H:%M} UTC)" for one in silent)
        hint = "Start it again. One that was taken away for good is forgotten after a day."
        yield CheckResult("machines.silent", WARNING, f"Nothing has been heard of {shown}.", hint)


def place_of_files(_at: datetime) -> Iterable[CheckResult]:
    """Say whether documents and media lie where this practice keeps them, if that is a place that machines share."""
    if not files_place.is_shared():
        return
    try:
        files_place.compare()
    except files_place.WrongPlaceError as error:
        hint = "Mount it, or name the right one; until then files can neither be read nor taken in."
        yield CheckResult("files.place", ERROR, str(error), hint)
    else:
        yield CheckResult("files.place", OK, "Documents and media lie where all machines of the practice find them.")
