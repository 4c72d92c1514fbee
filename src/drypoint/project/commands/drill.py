"""`drypoint drill`: bad days on a copy of the practice, and one page that says what was seen."""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
from pathlib import Path

from drypoint.project import starting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument("--page", type=Path, metavar="FILE", help="where to write the page of proof")


def run(args: argparse.Namespace) -> int:
    """Drill while the practice goes on working; 0 if everything was proven, else 1."""
    starting.require_practice()
    starting.set_up_django()

    from drypoint.foundation.core import clock
    from drypoint.foundation.core.keeping.backup import BackupError
    from drypoint.project.drilling import drill
    from drypoint.project.drilling.scratch import DrillError

    began = clock.now()
    target = args.page.expanduser().absolute() if args.page else drill.default_page(began)
    if not target.parent.is_dir():
        print(f"drypoint: There is no folder {target.parent}. Make it first.", file=sys.stderr)
        return 1
    target.touch()  # minutes later would be too late to find that it cannot be written
    try:
        outcomes = drill.drill(at=began, tell=lambda line: print(line, flush=True))
    except (subprocess.TimeoutExpired, sqlite3.Error) as error:
        print(f"drypoint: The drill was stopped by the copy: {type(error).__name__}.", file=sys.stderr)
        return 1
    except (DrillError, BackupError) as error:
        print(f"drypoint: {error}", file=sys.stderr)
        return 1
    target.write_text(drill.page(outcomes, began=began, ended=clock.now()), encoding="utf-8")
    proven = sum(outcome.is_proven for outcome in outcomes)
    print(f"{proven} of {len(outcomes)} proven. The page: {target}")
    return 0 if proven == len(outcomes) else 1
