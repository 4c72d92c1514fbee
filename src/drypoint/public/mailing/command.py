"""`drypoint mailing`: read and book mail servers' reports, take people over, hand the list out.

read-bounce loads no Django.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from typing import Final

from drypoint.public.mailing.bounces import BounceReport, RecipientReport, read_bounce
from drypoint.public.mailing.message_files import bytes_of, cannot_read

COULD_NOT: Final = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add read-bounce to the parser of the `mailing` command."""
    commands = parser.add_subparsers(dest="mailing_command", required=True)
    bounce = commands.add_parser(
        "read-bounce",
        help="say what a mail server's report means",
        description="Read messages as they arrived and say, for each recipient, whether the mail failed for good, is "
        "delayed, was called spam or was answered by a machine. Exit code 0 for every file that can be opened.",
    )
    bounce.add_argument("files", metavar="FILE", nargs="+", help="a message as it arrived; - reads standard input")
    bounce.add_argument("--json", action="store_true", help="print JSON instead of a table")
    book = commands.add_parser(
        "book-bounces",
        help="book reports about letters to the list",
        description="Read messages as they arrived and book those about letters that were sent from here: an address "
        "that does not exist, keeps failing or complained is written to no more. Safe to repeat.",
    )
    book.add_argument("files", metavar="FILE", nargs="+", help="a message as it arrived; - reads standard input")
    taken = commands.add_parser(
        "import",
        help="take people over from another list",
        description="Read a table (CSV) whose first line names the columns email, consent (how, where and when they "
        "agreed) and, if you like, language. Who left, or is not written to any more, does not come back.",
    )
    taken.add_argument("file", metavar="FILE", help="the table; - reads standard input")
    taken.add_argument("--dry-run", action="store_true", help="say what would become of each line, and write nothing")
    taken.add_argument("--language", default="", help="of those whose line names none; else the practice's own")
    commands.add_parser("export", help="print the list as CSV")


def run(args: argparse.Namespace) -> int:
    """Run a parsed `mailing` command: 0 done, 1 could not, 2 with a sentence for a file that cannot be used."""
    if args.mailing_command == "read-bounce":
        return _read(args)
    return _with_django(args)


def _with_django(args: argparse.Namespace) -> int:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    try:
        django.setup()
        from drypoint.public.mailing import commanded

        return commanded.run(args)
    except (ImproperlyConfigured, DatabaseError) as error:
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        sys.stderr.write(f"drypoint: {first_line} Is DRYPOINT_DATA set?\n")
        return COULD_NOT


def _read(args: argparse.Namespace) -> int:
    reports = []
    for name in args.files:
        try:
            reports.append(read_bounce(bytes_of(name)))
        except (OSError, ValueError) as error:
            return cannot_read(name, error)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    if args.json:
        answer = as_json(reports[0]) if len(reports) == 1 else {"messages": [as_json(report) for report in reports]}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        for name, report in zip(args.files, reports, strict=True):
            sys.stdout.write(_as_lines(name, report))
    return 0


def as_json(report: BounceReport) -> dict[str, object]:
    """Return the object of one message: its worst recipient, then all."""
    worst = _recipient(report.worst)
    return {
        "verdict": worst.pop("verdict"),
        **worst,
        "recipients": [_recipient(recipient) for recipient in report.recipients],
    }


def _recipient(report: RecipientReport) -> dict[str, object]:
    return {
        "recipient": report.recipient,
        "verdict": report.verdict.value,
        "status": report.status,
        "reason": report.reason,
    }


def _as_lines(name: str, report: BounceReport) -> str:
    lines = [f"{name}: {report.verdict}"]
    for one in report.recipients:
        said = " ".join(filter(None, [one.status, one.reason]))
        lines.append(f"  {one.verdict}: {one.recipient or 'recipient not named'}" + (f" ({said})" if said else ""))
    return "\n".join(lines) + "\n"
