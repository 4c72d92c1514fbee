"""`drypoint worker`: one more worker, beside the one that `serve` brings along."""

from __future__ import annotations

import argparse
import signal
import sys

from drypoint.project import starting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(args: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT, finish what is in hand, and return 0; 1 if the database is not ready."""
    starting.require_practice()
    starting.set_up_django()

    from drypoint.foundation.core import checks, clock
    from drypoint.foundation.core.keeping import backup, files_place
    from drypoint.foundation.core.worker import Worker

    bad = [result for result in checks.startup_results(clock.now()) if result.level == checks.ERROR]
    if bad:
        print(f"drypoint: {bad[0].sentence} {bad[0].hint}", file=sys.stderr)
        return 1
    try:
        files_place.set_or_compare()
    except files_place.WrongPlaceError as error:
        print(f"drypoint: {error}", file=sys.stderr)
        return 1
    worker = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: worker.stop())
    try:
        with backup.in_use():
            worker.run()
    except backup.BackupError as error:
        print(f"drypoint: {error}", file=sys.stderr)
        return 1
    return 0
