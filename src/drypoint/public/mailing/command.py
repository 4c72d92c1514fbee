"""`drypoint mailing read-bounce`: what a mail server's report says. Loads no Django."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Final

from drypoint.public.mailing.bounces import BounceReport, RecipientReport, read_bounce

BAD_INPUT: Final = 2
_LARGEST: Final = 100_000_000


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


def run(args: argparse.Namespace) -> int:
    """Run a parsed `mailing` command: 0, or 2 with a sentence on stderr for a file that cannot be opened."""
    reports = []
    for name in args.files:
        try:
            reports.append(read_bounce(_bytes(name)))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "there is no such file"
            sys.stderr.write(f"Cannot read “{Path(name).name}”: {reason}.\n")
            return BAD_INPUT
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    if args.json:
        answer = as_json(reports[0]) if len(reports) == 1 else {"messages": [as_json(report) for report in reports]}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        for name, report in zip(args.files, reports, strict=True):
            sys.stdout.write(_as_lines(name, report))
    return 0


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(_LARGEST) if sys.stdin is not None else b""
    with Path(name).open("rb") as file:
        return file.read(_LARGEST)


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
