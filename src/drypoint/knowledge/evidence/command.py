"""The command line ``drypoint evidence``: pool a table, draw it, look into the published evidence.

Nothing heavy is imported before a command runs.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drypoint.knowledge.evidence.analysis import Analysis, Question
    from drypoint.knowledge.evidence.data import Library
    from drypoint.knowledge.evidence.table import Table

_METHODS = ("REML", "EE", "DL", "HE", "HS", "SJ", "ML", "EB", "PM", "MH", "PETO")
_BAD_USAGE = 2


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Mount ``evidence`` into a command line; the chosen function is left in ``func``."""
    add_actions(subparsers.add_parser("evidence", help="pool studies, draw them, look into what is published"))


def add_actions(parser: argparse.ArgumentParser) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """Give a parser the actions pool, list, show, convert and replicate; return them, so that others can add theirs."""
    actions = parser.add_subparsers(dest="evidence_action", required=True, metavar="ACTION")
    pool = actions.add_parser("pool", help="pool the studies of a table", description="Pool the studies of a table.")
    add_question(pool)
    pool.add_argument("--json", action="store_true", help="print the answer as JSON")
    listing = actions.add_parser("list", help="list published pools, trials or rates of harm")
    listing.add_argument("layer", nargs="?", default="pools", choices=("pools", "trials", "harms", "own", "flags"))
    listing.add_argument("--condition", default="", help="only conditions (for harms: events) with these words")
    show = actions.add_parser("show", help="show one published pool, trial or rate of harm in full")
    show.add_argument("id", help="the id that list prints")
    for action in (listing, show):
        action.add_argument("--overlay", metavar="FOLDER", help="folder with rows of your own")
        action.add_argument("--json", action="store_true", help="print the answer as JSON")
    convert = actions.add_parser(
        "convert",
        help="convert effects, and what papers print into means and standard deviations",
        description="Convert; without a name every conversion is listed, without numbers what it asks.",
    )
    convert.add_argument("name", nargs="?", default="", help="the conversion, such as or-to-rr")
    convert.add_argument("numbers", nargs="*", metavar="NAME=NUMBER", help="such as or=2.6 baseline=0.4")
    convert.add_argument("--json", action="store_true", help="print the answer as JSON")
    replicate = actions.add_parser("replicate", help="compare the engine with metafor's outputs")
    replicate.add_argument(
        "fixtures", metavar="FOLDER", help="folder with the reference outputs (tests/evidence/fixtures)"
    )
    replicate.add_argument("-o", "--output", metavar="FILE", help="write the report here instead of printing it")
    for action in actions.choices.values():
        action.set_defaults(func=run)
    return actions


def add_question(parser: argparse.ArgumentParser) -> None:
    """Give an action the arguments that name a table and say how to pool it."""
    parser.add_argument("file", metavar="FILE.csv", help="the table; - reads from standard input")
    parser.add_argument("--measure", required=True, type=str.upper, help="SMD, MD, ROM, RR, OR, RD, GEN …")
    parser.add_argument("--method", default="REML", type=_method, help=f"one of {', '.join(_METHODS)}")
    parser.add_argument("--hk", action="store_true", help="Knapp–Hartung interval")
    parser.add_argument("--hk-floor", action="store_true", help="Knapp–Hartung whose scale does not fall below 1")
    parser.add_argument("--pi", default="riley", choices=("riley", "metafor"), help="kind of prediction interval")
    parser.add_argument("--add", type=float, help="constant for zero cells (default: as metafor)")
    parser.add_argument(
        "--to", default="only0", choices=("only0", "all", "if0all", "none"), help="which studies get it"
    )
    parser.add_argument("--by", metavar="COL", type=_column, help="pool the subgroups of this column")
    parser.add_argument("--mod", metavar="COL", type=_column, nargs="+", action="extend", help="moderators")
    parser.add_argument("--level", type=float, default=95.0, help="confidence level in percent (default 95)")


def _method(text: str) -> str:
    name = text.upper()
    name = "EE" if name in ("FE", "CE") else name
    if name not in _METHODS:
        raise argparse.ArgumentTypeError(f"there is no method “{text}”; choose from {', '.join(_METHODS)}")
    return name


def _column(text: str) -> str:
    return text.strip().lower()


def run(args: argparse.Namespace) -> int:
    """Run the chosen action; return 0, or 2 with one sentence on standard error when the input cannot be used."""
    work = {"pool": _pool, "list": _list, "show": _show, "convert": _convert, "replicate": _replicate}
    return answered(args, work[args.evidence_action])


def answered(args: argparse.Namespace, action: Callable[[argparse.Namespace], str]) -> int:
    """Print what an action answers, or on standard error why it cannot; return the exit code."""
    from drypoint.knowledge.evidence.errors import EvidenceError, TableError

    try:
        output = action(args)
    except TableError as problem:
        return _complain(args, f"{_name(args)}, {problem}")
    except EvidenceError as problem:
        return _complain(args, str(problem))
    except OSError as problem:
        return _complain(args, f"{problem.filename}: {problem.strerror}.")
    sys.stdout.write(output)
    return 0


def _complain(args: argparse.Namespace, sentence: str) -> int:
    sys.stderr.write(f"drypoint evidence {args.evidence_action}: {sentence}\n")
    return _BAD_USAGE


def _name(args: argparse.Namespace) -> str:
    name = str(getattr(args, "file", "table"))
    return "standard input" if name == "-" else name


def _question(args: argparse.Namespace) -> "Question":
    from drypoint.knowledge.evidence.analysis import TABLE_METHODS, Question
    from drypoint.knowledge.evidence.pooling import Options

    options = Options(
        method="EE" if args.method in TABLE_METHODS else args.method,
        hk=args.hk,
        hk_floor=args.hk_floor,
        prediction=args.pi,
        level=args.level,
    )
    return Question(args.measure, args.method, options, args.add, args.to, args.by, tuple(args.mod or ()))


def table_and_analysis(args: argparse.Namespace) -> "tuple[Table, Analysis]":
    """Read the table that the arguments name and answer their question."""
    from drypoint.knowledge.evidence.analysis import analyse
    from drypoint.knowledge.evidence.table import decoded, read_table

    question = _question(args)
    content = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
    table = read_table(*decoded(content))
    return table, analyse(table, question)


def _pool(args: argparse.Namespace) -> str:
    from drypoint.knowledge.evidence.report import to_json, to_text

    _, found = table_and_analysis(args)
    return json.dumps(to_json(found), indent=2, allow_nan=False) + "\n" if args.json else to_text(found)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises EvidenceError where its folder does not exist."""
    from drypoint.knowledge.evidence.errors import EvidenceError

    if not path.parent.is_dir():
        raise EvidenceError(f"{path.parent}: there is no such folder.")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _list(args: argparse.Namespace) -> str:
    from drypoint.knowledge.evidence.catalogue import as_lines, listed

    rows = listed(_library(args), args.layer, args.condition)
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n" if args.json else as_lines(rows)


def _show(args: argparse.Namespace) -> str:
    from drypoint.knowledge.evidence.catalogue import as_entry, shown

    record = shown(_library(args), args.id)
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n" if args.json else as_entry(record)


def _convert(args: argparse.Namespace) -> str:
    from drypoint.knowledge.evidence.conversion_text import as_json, as_text, listed, read_numbers
    from drypoint.knowledge.evidence.conversions import conversions
    from drypoint.knowledge.evidence.errors import EvidenceError

    known = conversions()
    if not args.name:
        return listed(known.values())
    if args.name not in known:
        raise EvidenceError(f"There is no conversion “{args.name}”. Without a name every one is listed.")
    chosen = known[args.name]
    if not args.numbers:
        return listed([chosen])
    found = chosen.convert(read_numbers(args.numbers, chosen))
    return (
        json.dumps(as_json(chosen, found), indent=2, ensure_ascii=False) + "\n" if args.json else as_text(chosen, found)
    )


def _library(args: argparse.Namespace) -> "Library":
    from drypoint.knowledge.evidence.data import load_library
    from drypoint.knowledge.evidence.errors import EvidenceError

    overlay = Path(args.overlay) if args.overlay else None
    if overlay is not None and not overlay.is_dir():
        raise EvidenceError(f"{overlay} is no folder; --overlay names the folder with rows of your own.")
    return load_library(overlay)


def _replicate(args: argparse.Namespace) -> str:
    from drypoint.knowledge.evidence.replication import replicated, report

    page = report(replicated(Path(args.fixtures)))
    if not args.output:
        return page
    write_whole(Path(args.output), page.encode())
    return ""
