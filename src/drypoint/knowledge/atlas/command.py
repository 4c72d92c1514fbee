"""`drypoint atlas …`: rank a drawing, list and show muscles, list regions. Loads no Django."""

import argparse
import difflib
import io
import json
import os
import sys
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from drypoint.knowledge.atlas.answer import (
    list_muscles,
    list_regions,
    no_clearance,
    rank_findings,
    show_muscle,
    uncounted,
)
from drypoint.knowledge.atlas.findings import DrawingError, parse_drawing, quoted
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.language import FALLBACK
from drypoint.knowledge.plain import Json

BAD_INPUT: Final = 2
# Every region of the body with every entry is under 30 kB.
_LARGEST: Final = 1_000_000
# The printed answer: width of its lines, how many candidates are explained, and the least weight (bits) of a reason.
_WIDTH: Final = 100
_EXPLAINED: Final = 5
_WORTH_READING: Final = 0.25
_ACROSS: Final = {"same": "", "opposite": " on the other side"}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the `atlas` command to a parser's sub-commands and return its parser."""
    parser = subparsers.add_parser("atlas", help="from a pain drawing to trigger points; muscles and regions")
    add_arguments(parser)
    return parser


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add rank, list, show and regions to the parser of the `atlas` command."""
    commands = parser.add_subparsers(dest="atlas_command", required=True)
    rank = commands.add_parser(
        "rank",
        help="rank the muscles that could cause a drawing",
        description="Rank the muscles that could cause a drawing, such as "
        '{"regions": [{"id": "heel_left", "coverage": 0.6, "intensity": 5}, {"choir": 235, "coverage": 0.4}]}. '
        "A drawing that cannot be read gets one sentence on standard error and exit code 2.",
    )
    rank.add_argument("file", metavar="FILE", help="a drawing as JSON; - reads standard input")
    listing = commands.add_parser("list", help="list the muscles")
    show = commands.add_parser("show", help="show what is known of a muscle")
    show.add_argument("muscle", metavar="MUSCLE", help="a muscle's id, such as trapezius_descendens")
    places = commands.add_parser("regions", help="list the regions of the body map")
    for command, action in ((rank, _rank), (listing, _list), (show, _show), (places, _regions)):
        command.add_argument("--json", action="store_true", help="print JSON instead of a table")
        command.set_defaults(atlas_action=action)


def run(args: argparse.Namespace) -> int:
    """Run a parsed `atlas` command and return its exit code: 0, or 2 with a sentence on stderr for bad input."""
    action: Callable[[argparse.Namespace], str] = args.atlas_action
    try:
        output = action(args)
    except _RefusedError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return BAD_INPUT
    return _print(output)


def _print(output: str) -> int:
    """Write to standard output as UTF-8, whatever the terminal's locale; a reader that went away is no error."""
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(output)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would try to flush once more at its end and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


class _RefusedError(Exception):
    """A sentence for the person at the command line."""


def _read(name: str) -> str:
    called = "Standard input" if name == "-" else quoted(name, by_its_end=True)
    try:
        raw = _bytes(name)
    except OSError as error:
        raise _RefusedError(f"Cannot read {called}: {error.strerror or 'it does not answer'}.") from None
    if len(raw) > _LARGEST:
        raise _RefusedError(f"{called} is too large for a drawing: more than {_LARGEST // 1000} kB.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _RefusedError(f"{called} is not UTF-8 text. Save the drawing as UTF-8 JSON.") from None
    if not text.strip():
        raise _RefusedError(f"{called} is empty. Give a drawing as JSON.")
    return text


def _bytes(name: str) -> bytes:
    if name != "-":
        with Path(name).open("rb") as file:
            return file.read(_LARGEST + 1)
    if sys.stdin is None:  # closed by the caller
        return b""
    return sys.stdin.buffer.read(_LARGEST + 1)


def _json(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _table(rows: Iterable[Iterable[str]]) -> str:
    cells = [list(row) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in cells
    )


def _rank(args: argparse.Namespace) -> str:
    try:
        answer = rank_findings(parse_drawing(_read(args.file)))
    except DrawingError as error:
        raise _RefusedError(str(error)) from None
    return _json(answer) if args.json else _ranking_text(answer)


def _ranking_text(answer: Json) -> str:
    """Say an answer for a person to read: dangers, the table of muscles, reasons for the first, what to do next."""
    muscles = load().muscles
    parts = [_paragraph(f"RED FLAG ({_soon(flag)}): ", flag["reason"]) for flag in answer["red_flags"]]
    parts += [
        _paragraph(f"ASK FIRST ({_soon(ask)}): ", f"{ask['question']} It can be {ask['danger']}. [{ask['id']}]")
        for ask in answer["ask_first"]
    ]
    parts.append(_paragraph("", no_clearance()))
    parts += [_paragraph("", one["text"]) for one in answer["remarks"]]
    rows = [["", "Muscle", "Side", "Point", "Probability", "Needling"]]
    rows += [
        [
            f"{place}.",
            muscles[one["muscle"]].name.in_(FALLBACK),
            one["side"],
            one["trigger_point"] or "",
            f"{one['probability']:.2f}",
            one["needling"].replace("_", " "),
        ]
        for place, one in enumerate(answer["candidates"], start=1)
    ]
    parts.append(_table(rows))
    parts += [_why(place, one) for place, one in enumerate(answer["candidates"][:_EXPLAINED], start=1)]
    closing = []
    if answer["unexplained"]:
        closing.append(
            (
                "Explained neither by a muscle nor by what can look like one: ",
                "; ".join(_name(region) for region in answer["unexplained"]),
            )
        )
    if answer["ask_next"]:
        asked = (f"{_name(one['region'])} {one['bits']:.2f} bits" for one in answer["ask_next"])
        closing.append(("Ask or press next: ", "; ".join(asked)))
    if answer["look_alikes"]:
        closing.append(("Think also of what follows. ", uncounted()))
    closing += [("Think also of: ", f"{one['reason']} ({one['side']})") for one in answer["look_alikes"]]
    parts.append("".join(_paragraph(*one) for one in closing))
    parts.append("A model's number, not validated on patients. It informs a clinician and decides nothing.\n")
    return "\n".join(part for part in parts if part)


def _soon(voice: Json) -> str:
    return str(voice["urgency"]).replace("_", " ")


def _why(place: int, one: Json) -> str:
    muscle = load().muscles[one["muscle"]]
    lines = (
        ("For: ", _places(one["for"])),
        ("Against: ", _places(one["against"])),
        ("In reach of the needle: ", "; ".join(hazard["structure"] for hazard in one["hazards"])),
        ("Sources: ", ", ".join(one["sources"])),
    )
    return f"{place}. {muscle.name.in_(FALLBACK)}, {one['side']}\n" + "".join(
        _paragraph(f"   {a}", b) for a, b in lines if b
    )


def _paragraph(start: str, text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=start, subsequent_indent="     ") + "\n"


def _places(weights: list[Json]) -> str:
    """Name the regions that say something, strongest first; a quarter of a bit is nothing to read."""
    return "; ".join(regions()[one["region"]].name.in_(FALLBACK) for one in weights if one["weight"] >= _WORTH_READING)


def _name(region: str) -> str:
    return f"{regions()[region].name.in_(FALLBACK)} ({regions()[region].side})"


def _felt(zone: list[Json]) -> str:
    named = (
        f"{regions()[part['region'] + '_left'].name.in_(FALLBACK).lower()}{_ACROSS[part['side']]}" for part in zone
    )
    return "; ".join(named)


def _list(args: argparse.Namespace) -> str:
    muscles = list_muscles()
    if args.json:
        return _json(muscles)
    return _table([["Id", "Name", "Needling"], *([one["id"], one["name_en"], one["needling"]] for one in muscles)])


def _show(args: argparse.Namespace) -> str:
    muscles = load().muscles
    if args.muscle not in muscles:
        near = difflib.get_close_matches(args.muscle, muscles, n=3)
        hint = f" Did you mean {' or '.join(near)}?" if near else " `drypoint atlas list` lists them all."
        raise _RefusedError(f"There is no muscle {quoted(args.muscle)}.{hint}")
    shown = show_muscle(muscles[args.muscle])
    if args.json:
        return _json(shown)
    lines = [
        f"{shown['name_en']} ({shown['name_la']})",
        shown["pattern"]["felt"],
        f"Pattern: {shown['pattern']['confidence']} ({', '.join(shown['pattern']['sources'])})",
        *(
            f"Trigger point {one['id']} ({one['label']}): {_felt(one['zone'])}"
            for one in shown["trigger_points"]["placed"]
        ),
        f"Nerve: {shown['nerve']['text']}",
        f"Needling: {shown['needling'].replace('_', ' ')} (difficulty {shown['difficulty']})",
        *(f"Hazard: {one['structure']}. {one['what_to_do']}" for one in shown["hazards"]),
        f"Position: {shown['position']['text']}",
        *([f"Depth: {shown['depth']['text']}"] if shown["depth"] else []),
        *(f"Source {one['id']}: {one['cite']} [{one['read']}]" for one in shown["sources"]),
    ]
    return "".join(_paragraph("", line) for line in lines)


def _regions(args: argparse.Namespace) -> str:
    listed = list_regions()
    if args.json:
        return _json(listed)
    rows = [[one["id"], one["name_en"], one["side"], str(one["choir"]), " ".join(one["views"])] for one in listed]
    return _table([["Id", "Name", "Side", "CHOIR", "Views"], *rows])
