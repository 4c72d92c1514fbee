"""`drypoint backup FILE`: one encrypted archive of database, media and documents."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from drypoint.project import starting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where to write the archive")
    parser.add_argument("--force", action="store_true", help="replace FILE if it is there")


def run(args: argparse.Namespace) -> int:
    """Write the archive while the practice goes on working; 1 if it cannot be written, or a document is missing."""
    starting.require_practice()
    starting.set_up_django()

    from drypoint.foundation.core import clock
    from drypoint.foundation.core.keeping import backup
    from drypoint.foundation.core.keeping.postgres import PostgresToolError

    try:
        report = backup.backup(args.file.expanduser().absolute(), at=clock.now(), force=args.force)
    except (backup.BackupError, PostgresToolError) as error:
        print(f"drypoint: {error}", file=sys.stderr)
        return 1
    print(f"{args.file}: database, {report.files - 1} files, {report.documents} documents. The key is not inside.")
    if report.missing:
        print(
            f"drypoint: {len(report.missing)} documents that records name were missing on the disk; the archive was "
            "written without them. `drypoint doctor` says which.",
            file=sys.stderr,
        )
        return 1
    return 0
