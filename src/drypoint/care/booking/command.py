"""`drypoint booking slots`: which slots are free. Loads no Django."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Final

from drypoint.care.booking.question import QuestionError, parse_question
from drypoint.care.booking.rules import Slot, free_slots

BAD_INPUT: Final = 2
_LARGEST: Final = 20_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add slots to the parser of the `booking` command."""
    commands = parser.add_subparsers(dest="booking_command", required=True)
    slots = commands.add_parser(
        "slots",
        help="list the free slots",
        description="List the free slots of a question written as JSON (docs/reference/booking.md). A question that "
        "cannot be read gets one sentence on standard error and exit code 2.",
    )
    slots.add_argument("file", metavar="FILE", help="the question as JSON; - reads standard input")
    slots.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    """Run a parsed `booking` command and return its exit code: 0, or 2 with a sentence on stderr for bad input."""
    try:
        slots = free_slots(parse_question(_read(args.file)))
    except QuestionError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return BAD_INPUT
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(_as_json(slots) if args.json else _as_table(slots))
    return 0


def _read(name: str) -> str:
    called = "Standard input" if name == "-" else f"“{Path(name).name}”"
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(_LARGEST + 1) if sys.stdin is not None else b""
        else:
            with Path(name).open("rb") as file:
                raw = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        raise QuestionError(f"Cannot read {called}: {getattr(error, 'strerror', None) or 'no such name'}.") from None
    if len(raw) > _LARGEST:
        raise QuestionError(f"{called} is too large for a question: more than {_LARGEST // 1_000_000} MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QuestionError(f"{called} is not UTF-8 text. Save the question as UTF-8 JSON.") from None


def _as_json(slots: list[Slot]) -> str:
    rows = [
        {
            "start": slot.start.isoformat(),
            "end": slot.end.isoformat(),
            "practitioner": slot.practitioner,
            "room": slot.room,
        }
        for slot in slots
    ]
    return json.dumps({"slots": rows}, ensure_ascii=False, indent=2) + "\n"


def _as_table(slots: list[Slot]) -> str:
    if not slots:
        return "No slot is free.\n"
    lines = [
        f"{slot.start:%Y-%m-%d %H:%M}–{slot.end:%H:%M}  {slot.practitioner}" + (f"  {slot.room}" if slot.room else "")
        for slot in slots
    ]
    return "\n".join(lines) + f"\n{len(slots)} free\n"
