"""The whole command line ``drypoint evidence``: what evidence answers, and the plots of it.

Figures stand above evidence, so the plots are added here to the actions of ``evidence.command``.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from drypoint.knowledge.evidence import command as evidence

if TYPE_CHECKING:
    from drypoint.knowledge.figures.canvas import Target

_PLOTS = {
    "forest": "draw each study and the pooled estimate",
    "funnel": "draw the effects against their standard errors",
    "cumulative": "draw how the pool moved as studies joined",
    "drapery": "draw the p-value function of each study and of the pool",
    "bubble": "draw the effects against one moderator (--mod)",
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Mount ``evidence`` with its plots into a command line; the chosen function is left in ``func``."""
    add_arguments(subparsers.add_parser("evidence", help="pool studies, draw them, look into what is published"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser every action of ``drypoint evidence``."""
    actions = evidence.add_actions(parser)
    for name, words in _PLOTS.items():
        plot = actions.add_parser(name, help=words, description=f"Pool the studies of a table and {words}.")
        evidence.add_question(plot)
        plot.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write: .svg, .png or .pdf")
        plot.add_argument("--title", default="", help="title of the figure")
        if name == "cumulative":
            plot.add_argument("--order", metavar="COL", help="column of numbers by which the studies joined")
        if name == "forest":
            plot.add_argument("--left", default="", help="words below the axis on its left, such as “needling better”")
            plot.add_argument("--right", default="", help="words below the axis on its right")
        if name == "funnel":
            plot.add_argument(
                "--contours", action="store_true", help="lines of p = 0.1, 0.05 and 0.01 against no effect"
            )
            plot.add_argument(
                "--fill", action="store_true", help="the studies that trim and fill adds, as open circles"
            )
        plot.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Run the chosen action; return 0, or 2 with one sentence on standard error when the input cannot be used."""
    if args.evidence_action in _PLOTS:
        return evidence.answered(args, _plot)
    return evidence.run(args)


def _plot(args: argparse.Namespace) -> str:
    from drypoint.knowledge.figures.export import rendered, suffix_of

    path = Path(args.output)
    suffix = suffix_of(path)
    target: Target = "file" if suffix == ".svg" else "paper"
    svg = _drawing(args)(target)
    evidence.write_whole(path, rendered(svg, suffix, args.title or args.evidence_action))
    return ""


def _drawing(args: argparse.Namespace) -> "Callable[[Target], str]":
    from drypoint.knowledge.evidence.errors import EvidenceError
    from drypoint.knowledge.figures.bubble import draw_bubbles
    from drypoint.knowledge.figures.drapery import draw_drapery
    from drypoint.knowledge.figures.forest import draw_cumulative, draw_forest
    from drypoint.knowledge.figures.funnel import draw_funnel, studies_filled

    name, title = args.evidence_action, args.title
    if name == "bubble" and len(args.mod or ()) != 1:
        raise EvidenceError("A bubble plot needs one moderator: --mod COL.")
    if name != "bubble" and args.mod:
        raise EvidenceError(f"A meta-regression (--mod) has no {name} plot; ask for bubble.")
    table, found = evidence.table_and_analysis(args)
    if name == "bubble":
        return lambda target: draw_bubbles(found, title=title, target=target)
    if name == "cumulative":
        order = table.numbers((args.order.strip().lower(),)) if args.order else None
        sequence = next(iter(order.values())).tolist() if order else None
        return lambda target: draw_cumulative(found, order=sequence, title=title, target=target)
    if name == "forest":
        return lambda target: draw_forest(found, title=title, target=target, sides=(args.left, args.right))
    if name == "funnel":
        filled = studies_filled(found) if args.fill else ()
        return lambda target: draw_funnel(found, title=title, target=target, filled=filled, has_contours=args.contours)
    return lambda target: draw_drapery(found, title=title, target=target)
