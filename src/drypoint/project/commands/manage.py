"""`drypoint manage …`: Django's own commands."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take everything that follows."""
    parser.add_argument("words", nargs=argparse.REMAINDER, help="a command of Django's, such as `migrate`")


def run(args: argparse.Namespace) -> int:
    """Hand over to Django."""
    execute_from_command_line(["drypoint manage", *args.words])
    return 0
