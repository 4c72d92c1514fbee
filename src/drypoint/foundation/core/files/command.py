"""`drypoint documents inspect`: whether a file would be taken, and what stands in it. Loads no Django."""

from __future__ import annotations

import argparse
import io
import json
import os
import stat
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Final

from drypoint.foundation.core.files.kinds import (
    HEAD_BYTES,
    JOBS,
    MOST_PIXELS,
    PDF,
    PDF_TEXT,
    UnfitFileError,
    recognise,
    sentence_for,
)
from drypoint.foundation.core.files.opening import BusyError, Facts, NotConfinedError, the_opener

REFUSED: Final = 1
BAD_INPUT: Final = 2
MOST_MB: Final = 50
_COPIED_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class Inspection:
    """What is known of one file. quality: share of the text's signs that are readable, None where there is no text."""

    file: str
    accepted: bool
    reason: str = ""
    media_type: str | None = None
    pages: int | None = None
    text_source: str = "none"
    text: str = ""
    quality: float | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add inspect to the parser of the `documents` command."""
    commands = parser.add_subparsers(dest="documents_command", required=True)
    inspect = commands.add_parser(
        "inspect",
        help="say whether a file would be taken, and what stands in it",
        description="Look at files as the practice looks at what patients send: by what they hold, opened by a program "
        "that is shut in. Exit code 0 if all would be taken, 1 if one would not.",
    )
    inspect.add_argument("files", metavar="FILE", nargs="+", help="a PDF, JPEG or PNG")
    inspect.add_argument("--json", action="store_true", help="print JSON instead of lines")


def run(args: argparse.Namespace) -> int:
    """Run a parsed `documents` command: 0, 1 if a file is refused, 2 with a sentence for one that cannot be read."""
    found = []
    for name in args.files:
        try:
            with _opened(name) as file:
                found.append(inspected(name, file))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "there is no such file"
            sys.stderr.write(f"Cannot read “{Path(name).name}”: {reason}.\n")
            return BAD_INPUT
        except (BusyError, NotConfinedError) as error:
            sys.stderr.write(f"Files cannot be looked into on this machine: {error}\n")
            return REFUSED
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    if args.json:
        answer = {"files": [asdict(one) for one in found]}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(_as_lines(one) for one in found))
    return 0 if all(one.accepted for one in found) else REFUSED


def _opened(name: str) -> BinaryIO:
    """Open a regular file; a pipe would keep us waiting, and is not read twice."""
    file = os.fdopen(os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(0, "it is no file that is kept on a disk; save it first")
    return file


def inspected(name: str, file: BinaryIO) -> Inspection:
    """Look at one open file as at an attachment.

    Raises OSError if it cannot be read, BusyError and NotConfinedError if nothing can be opened on this machine.
    """
    label = Path(name).name
    head = file.read(HEAD_BYTES + len(PDF.magic))
    try:
        kind, before = recognise(label, head)
    except UnfitFileError as error:
        return Inspection(name, accepted=False, reason=str(error))
    size = file.seek(0, io.SEEK_END) - before
    if size > MOST_MB * 1024 * 1024:
        reason = f"“{label}” is larger than {MOST_MB} MB. Please send a smaller file or a photo of each page."
        return Inspection(name, accepted=False, reason=reason, media_type=kind.media_type)

    def write(open_file: BinaryIO) -> None:
        file.seek(before)
        while piece := file.read(_COPIED_BYTES):
            open_file.write(piece)

    texts: list[str] = []
    facts: Facts = {"fault": "heavy"}
    if kind is PDF:
        facts, texts = the_opener().read_pages(PDF_TEXT, write)
    if "fault" in facts:  # a PDF whose text cannot be read is taken all the same, if it opens
        facts = the_opener().open(JOBS[kind], write)
    if sentence := sentence_for(facts):
        words = {"name": label, "number": 1, "limit": MOST_PIXELS // 1_000_000}
        return Inspection(name, accepted=False, reason=sentence % words, media_type=kind.media_type)
    if kind is not PDF:
        return Inspection(name, accepted=True, media_type=kind.media_type, pages=1)
    text = "\f".join(page.replace("\r\n", "\n").replace("\f", "\n") for page in texts)
    signs = [sign for sign in text if not sign.isspace()]
    if not signs:
        text = ""
    return Inspection(
        name,
        accepted=True,
        media_type=kind.media_type,
        pages=int(facts["pages"]),
        text_source="pdf" if signs else "none",
        text=text,
        quality=round(sum(map(_is_readable, signs)) / len(signs), 3) if signs else None,
    )


def _is_readable(sign: str) -> bool:
    """Say whether a sign means something: no replacement, no private use (a font without its table), no control."""
    return sign.isprintable() and sign != "\N{REPLACEMENT CHARACTER}"


def _as_lines(one: Inspection) -> str:
    if not one.accepted:
        return f"{one.file}: would not be taken. {one.reason}\n"
    pages = "1 page" if one.pages == 1 else f"{one.pages} pages"
    text = "no text of its own" if one.quality is None else f"text of its own, {one.quality:.0%} of it readable"
    return f"{one.file}: would be taken ({one.media_type}, {pages}, {text}).\n{one.text}" + "\n" * bool(one.text)
