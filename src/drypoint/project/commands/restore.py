"""`drypoint restore FILE`: put an archive's data in place."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from drypoint.project import starting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive")
    parser.add_argument("--force", action="store_true", help="set aside what the data folder holds")


def run(args: argparse.Namespace) -> int:
    """Verify the whole archive, then replace; 1 if it cannot be restored, and then nothing was changed."""
    starting.set_up_django()

    from drypoint.foundation.core import clock
    from drypoint.foundation.core.keeping import restoring
    from drypoint.foundation.core.keeping.backup import BackupError
    from drypoint.foundation.core.keeping.postgres import PostgresToolError

    try:
        report, aside = restoring.restore(args.file.expanduser().absolute(), at=clock.now(), force=args.force)
    except (BackupError, PostgresToolError) as error:
        print(f"drypoint: {error}", file=sys.stderr)
        return 1
    print(f"Restored the backup of {report.made_at:%Y-%m-%d %H:%M} UTC: {report.files - 1} files.")
    if aside:
        print(f"What was there before is in {' and '.join(map(str, aside))}.")
    if report.missing:
        print(f"{len(report.missing)} documents were missing already when the backup was made.")
    return 0
