"""`drypoint atlas …`: rank a drawing, list and show muscles, list regions. Loads no Django."""

import argparse
import difflib
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from drypoint.knowledge.atlas.answer import list_muscles, list_regions, rank_findings, show_muscle
from drypoint.knowledge.atlas.findings import DrawingError, parse_drawing
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.bodymap import regions

BAD_INPUT: Final = 2


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the `atlas` command to a parser's sub-commands and return its parser."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "atlas", help="from a pain drawing to trigger points; muscles and regions"
    )
    add_arguments(parser)
    return parser


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add rank, list, show and regions to the parser of the `atlas` command."""
    commands = parser.add_subparsers(dest="atlas_command", required=True)
    rank = commands.add_parser("rank", help="rank the muscles that could cause a drawing")
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
    sys.stdout.write(output)
    return 0


class _RefusedError(Exception):
    """A sentence for the person at the command line."""


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise _RefusedError(f"Cannot read {name}: {error.strerror}.") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _RefusedError(f"{name} is not UTF-8 text. Save the drawing as UTF-8 JSON.") from None


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


def _ranking_text(answer: dict[str, Any]) -> str:
    muscles = load().muscles
    parts = [f"RED FLAG: {flag['reason']}\n" for flag in answer["red_flags"]]
    rows = [["Muscle", "Side", "Point", "Probability", "Needling", "For", "Against"]]
    rows += [
        [
            muscles[one["muscle"]].name_en,
            one["side"],
            one["trigger_point"] or "",
            f"{one['probability']:.3f}",
            one["needling"].replace("_", " "),
            _places(one["for"]),
            _places(one["against"]),
        ]
        for one in answer["candidates"]
    ]
    parts.append(_table(rows))
    if answer["unexplained"]:
        parts.append(f"Unexplained: {', '.join(_name(region) for region in answer['unexplained'])}\n")
    parts += [f"Ask or press next: {_name(one['region'])} ({one['bits']:.2f} bits)\n" for one in answer["ask_next"]]
    parts += [f"Think also of: {one['reason']} ({one['side']})\n" for one in answer["look_alikes"]]
    parts.append("A model's number, not validated on patients. It informs a clinician and decides nothing.\n")
    return "".join(parts)


def _places(weights: list[dict[str, Any]]) -> str:
    return ", ".join(regions()[one["region"]].name_en for one in weights[:3])


def _name(region: str) -> str:
    return f"{regions()[region].name_en} ({regions()[region].side})"


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
        raise _RefusedError(f"There is no muscle “{args.muscle}”.{hint}")
    shown = show_muscle(muscles[args.muscle])
    if args.json:
        return _json(shown)
    lines = [
        f"{shown['name_en']} ({shown['name_la']})",
        shown["pattern"]["felt"],
        f"Pattern: {shown['pattern']['confidence']} ({', '.join(shown['pattern']['sources'])})",
        f"Nerve: {shown['nerve']['text']}",
        f"Needling: {shown['needling'].replace('_', ' ')} (difficulty {shown['difficulty']})",
        *(f"Hazard: {one['structure']}. {one['what_to_do']}" for one in shown["hazards"]),
        f"Position: {shown['position']['text']}",
        *([f"Depth: {shown['depth']['text']}"] if shown["depth"] else []),
        *(f"Source {one['id']}: {one['cite']} [{one['read']}]" for one in shown["sources"]),
    ]
    return "\n".join(lines) + "\n"


def _regions(args: argparse.Namespace) -> str:
    listed = list_regions()
    if args.json:
        return _json(listed)
    rows = [[one["id"], one["name_en"], one["side"], str(one["choir"]), " ".join(one["views"])] for one in listed]
    return _table([["Id", "Name", "Side", "CHOIR", "Views"], *rows])
