"""`drypoint screening read`: what matters for needling in a report. Loads no Django."""

from __future__ import annotations

import argparse
import dataclasses
import io
import json
import sys
from pathlib import Path
from typing import Final

from drypoint.knowledge.screening.model import LANGUAGES, ReportReading
from drypoint.knowledge.screening.reading import AUTO, read

BAD_INPUT: Final = 2
_LARGEST: Final = 20_000_000
_NO_CLEARANCE: Final = "Nothing marked is no clearance: a clinician reads the report and decides."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add read to the parser of the `screening` command."""
    commands = parser.add_subparsers(dest="screening_command", required=True)
    reading = commands.add_parser(
        "read",
        help="mark what matters for needling in the text of a report",
        description="Read a report in Croatian, English or German and mark drugs against clotting, diseases, implants "
        "and red flags, each with what the text says of it: present, negated, stopped, of another person, or possible. "
        "Exit code 0 whatever is found. " + _NO_CLEARANCE,
    )
    reading.add_argument("file", metavar="FILE", help="a text file (UTF-8); - reads standard input")
    reading.add_argument("--language", choices=(*LANGUAGES, AUTO), default=AUTO, help="the text's main language")
    reading.add_argument("--json", action="store_true", help="print JSON instead of lines")


def run(args: argparse.Namespace) -> int:
    """Run a parsed `screening` command: 0, or 2 with a sentence on stderr for a file that cannot be read as text."""
    try:
        text = _text(args.file)
    except UnicodeDecodeError:
        return _refuse(args.file, "it is not text in UTF-8. Give the text of the report, not its PDF or picture")
    except (OSError, ValueError) as error:
        return _refuse(args.file, getattr(error, "strerror", None) or "there is no such file")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    reading = read(text, args.language)
    if args.json:
        sys.stdout.write(json.dumps(as_json(reading), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(_as_lines(reading))
    return 0


def _refuse(name: str, reason: str) -> int:
    shown = "standard input" if name == "-" else f"“{Path(name).name}”"
    sys.stderr.write(f"Cannot read {shown}: {reason}.\n")
    return BAD_INPUT


def _text(name: str) -> str:
    """Return the characters of a file as they are; only a byte order mark is left out. Raise UnicodeDecodeError."""
    if name == "-":
        raw = sys.stdin.buffer.read(_LARGEST + 1) if sys.stdin is not None else b""
    else:
        with Path(name).open("rb") as file:
            raw = file.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise OSError(0, f"it is larger than {_LARGEST // 1_000_000} MB")
    text = raw.decode("utf-8-sig")
    if "\0" in text:
        raise UnicodeDecodeError("utf-8", raw[:1], 0, 1, "holds zero bytes")
    return text


def as_json(reading: ReportReading) -> dict[str, object]:
    """Return the object of a reading; start and end count characters of the text."""
    return {
        "language": reading.language,
        "clearance": reading.clearance,
        "marks": [dataclasses.asdict(mark) for mark in reading.marks],
    }


def _as_lines(reading: ReportReading) -> str:
    lines = [
        f"{mark.start:>6}–{mark.end:<6} {mark.state:<13} {mark.level:<8} {mark.key:<24} "
        f"{' '.join(mark.text.split())}  [{mark.source}]"
        for mark in reading.marks
    ]
    return "\n".join([*lines, _NO_CLEARANCE]) + "\n"
