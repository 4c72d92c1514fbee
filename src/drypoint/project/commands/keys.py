"""`drypoint keys rotate`: a new key for the practice, and everything sealed anew with it."""

from __future__ import annotations

import argparse
import sys

from drypoint.project import starting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument("what", choices=["rotate"], metavar="rotate", help="rotate: put a new key in use")
    parser.add_argument(
        "--leaked",
        action="store_true",
        help="somebody may have the key file: links in mails and sign-ins from before stop working",
    )


def run(args: argparse.Namespace) -> int:
    """Change the key while nothing runs; 1 if it cannot be, or if something could not be read with any key."""
    starting.require_practice()
    starting.set_up_django()

    from django.conf import settings

    from drypoint.foundation.core import clock
    from drypoint.foundation.core.keeping import key_mark, keys, rotating
    from drypoint.foundation.core.keeping.backup import BackupError

    def tell(called: str, done: int, total: int) -> None:
        if sys.stderr.isatty() and (done == total or done % 100 == 0):
            sys.stderr.write(f"\r{called}: {done:,} of {total:,} " + ("\n" if done == total else ""))

    try:
        done = rotating.rotate(at=clock.now(), is_leaked=args.leaked, tell=tell)
    except (BackupError, keys.KeyFileError, key_mark.WrongKeyError) as error:
        print(f"drypoint: {error}", file=sys.stderr)
        return 1
    print(
        f"{'The change that was begun before is finished.' if done.is_resumed else 'A new key is in use.'} "
        f"Copy {settings.CONFIG.key_file} to where you keep it, now: the old copy does not open what is stored from "
        "here on. Keep every line of it: backups from before need the lower ones."
    )
    unread = {called: number for called, number in done.unread.items() if number}
    for called, number in unread.items():
        print(f"drypoint: {number} {called} could not be read with any key and were left as they are.", file=sys.stderr)
    return 1 if unread else 0
