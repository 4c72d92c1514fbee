"""The commands of the list that need the database; command.py reads what was said on the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from typing import Final

from django.conf import settings

from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.practice.queries import the_practice
from drypoint.knowledge.language import FALLBACK
from drypoint.public.mailing import booking_reports, moving
from drypoint.public.mailing.importing import Line, UnreadableTableError
from drypoint.public.mailing.message_files import BAD_INPUT, bytes_of, cannot_read

_WIDTH: Final = 30


def run(args: argparse.Namespace) -> int:
    """Run book-bounces, import or export."""
    if args.mailing_command == "book-bounces":
        return _book(args.files)
    if args.mailing_command == "import":
        return _import(args.file, args.language, is_trial=args.dry_run)
    for line in moving.hand_out(actor=SYSTEM):
        sys.stdout.write(line)
    return 0


def _book(files: list[str]) -> int:
    for name in files:
        try:
            raw = bytes_of(name)
        except (OSError, ValueError) as error:
            return cannot_read(name, error)
        became, verdict = booking_reports.book(raw=raw)
        sys.stdout.write(f"{name}: {verdict}, {became}\n")
    return 0


def _import(name: str, language: str, *, is_trial: bool) -> int:
    practice = the_practice()
    spoken = language or (practice.main_language if practice else FALLBACK)
    if spoken not in dict(settings.LANGUAGES):
        sys.stderr.write(f"drypoint: There is no language {spoken}; there are {', '.join(dict(settings.LANGUAGES))}.\n")
        return BAD_INPUT
    try:
        text = bytes_of(name).decode("utf-8-sig")
        lines = text.splitlines(keepends=True)
        reports = moving.take_over(
            actor=SYSTEM, text=lines, language=spoken, is_trial=is_trial, tell=_bar(max(len(lines) - 1, 1))
        )
        counts: Counter[Line] = Counter()
        for report in reports:
            counts[report.outcome] += 1
            if report.outcome is not Line.ADDED:
                sys.stdout.write(f"line {report.number}: {report.email}: {report.outcome}\n")
    except UnreadableTableError as error:
        sys.stderr.write(f"drypoint: {error}\n")
        return BAD_INPUT
    except UnicodeDecodeError:
        sys.stderr.write("drypoint: The table is not UTF-8. Save it as CSV in UTF-8.\n")
        return BAD_INPUT
    except (OSError, ValueError) as error:
        return cannot_read(name, error)
    done = ", ".join(f"{line} {count}" for line, count in sorted(counts.items()))
    sys.stdout.write(f"{'Would be' if is_trial else 'Done'}: {done or 'nothing'}.\n")
    return 0


def _bar(total: int) -> moving.Tell:
    """Return what draws a bar on a terminal, and nothing elsewhere."""

    def draw(done: int) -> None:
        if sys.stderr.isatty():
            full = min(done * _WIDTH // total, _WIDTH)
            sys.stderr.write(f"\r[{'#' * full}{'.' * (_WIDTH - full)}] {done}{os.linesep if done >= total else ''}")
            sys.stderr.flush()

    return draw
