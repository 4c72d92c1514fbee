"""`drypoint upgrade`: bring the practice's data to the version that is installed, or leave them as they were."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from drypoint.project import starting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument("--backup", type=Path, metavar="FILE", help="where to write the backup that it begins with")
    parser.add_argument("--no-new-pages", action="store_true", help="leave out starter pages that this version brought")


def run(args: argparse.Namespace) -> int:
    """Upgrade while nothing runs; 1 if it cannot be done, and then everything is as it was before."""
    starting.require_practice()
    starting.set_up_django()
    # A service manager that stops it is answered as Ctrl-C is: by going back.
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    from drypoint import __version__
    from drypoint.foundation.core import clock
    from drypoint.foundation.core.keeping.backup import BackupError
    from drypoint.foundation.core.keeping.postgres import PostgresToolError
    from drypoint.project import upgrading

    archive = args.backup.expanduser().absolute() if args.backup else None
    try:
        had_to = upgrading.upgrade(
            at=clock.now(), archive=archive, with_pages=not args.no_new_pages, say=lambda said: print(said, flush=True)
        )
    except (upgrading.UpgradeError, starting.CannotStartError, BackupError, PostgresToolError) as error:
        print(f"drypoint: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("drypoint: Stopped before anything was changed.", file=sys.stderr)
        return 1
    if had_to:
        print("Start Drypoint again. Keep the backup until you are sure.")
    else:
        print(f"Nothing to do: the data are of Drypoint {__version__} already.")
    return 0
