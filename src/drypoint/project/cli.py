"""The `drypoint` command line: each command is a module of drypoint.project.commands, loaded when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from drypoint import __version__


@dataclass(frozen=True)
class Subcommand:
    """Where a command lives. Its module has add_arguments(parser) and run(args) -> exit code."""

    module: str
    sentence: str
    needs_django: bool = True


COMMANDS: dict[str, Subcommand] = {
    "atlas": Subcommand(
        "drypoint.knowledge.atlas.command", "From a pain drawing to trigger points, with reasons.", needs_django=False
    ),
    "backup": Subcommand("drypoint.project.commands.backup", "Write one encrypted archive of everything but the key."),
    "booking": Subcommand("drypoint.care.booking.command", "List the free slots of a question.", needs_django=False),
    "createstaff": Subcommand("drypoint.project.commands.createstaff", "Print a one-time link for a member of staff."),
    "documents": Subcommand(
        "drypoint.foundation.core.files.command", "Say whether a file would be taken, and read it.", needs_django=False
    ),
    "doctor": Subcommand("drypoint.project.commands.doctor", "Look whether everything is well, and say what to do."),
    "drill": Subcommand("drypoint.project.commands.drill", "Try bad days on a copy, and write what was seen."),
    "evidence": Subcommand(
        "drypoint.knowledge.figures.command",
        "Pool studies, draw them, look into what is published.",
        needs_django=False,
    ),
    "keys": Subcommand("drypoint.project.commands.keys", "Put a new key in use and seal everything with it."),
    "mail": Subcommand("drypoint.project.commands.mail", "Send one mail now to see whether mail works."),
    "mailing": Subcommand(
        "drypoint.public.mailing.command", "Read and book mail reports, import and export the list.", needs_django=False
    ),
    "manage": Subcommand("drypoint.project.commands.manage", "Run one of Django's own commands."),
    "restore": Subcommand("drypoint.project.commands.restore", "Put an archive's data in place."),
    "screening": Subcommand(
        "drypoint.knowledge.screening.command",
        "Mark what matters for needling in a report.",
        needs_django=False,
    ),
    "serve": Subcommand("drypoint.project.commands.serve", "Run website and worker."),
    "upgrade": Subcommand("drypoint.project.commands.upgrade", "Bring the data to this version, or leave them alone."),
    "worker": Subcommand("drypoint.project.commands.worker", "Run one more worker: mail, and what is due."),
}


def _parser() -> argparse.ArgumentParser:
    listing = "\n".join(f"  {name:<14}{command.sentence}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="drypoint",
        description="The self-hosted practice system for clinics that offer dry needling.",
        epilog=f"commands:\n{listing}\n\n`drypoint COMMAND --help` says more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"drypoint {__version__}")
    parser.add_argument("command", choices=sorted(COMMANDS), metavar="COMMAND", help="what to do; see the list below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 could not, 2 bad usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drypoint.project.settings")
    parser = _parser()
    words = parser.parse_args(argv)
    command = COMMANDS[words.command]
    module = importlib.import_module(command.module)
    own = argparse.ArgumentParser(prog=f"drypoint {words.command}", description=command.sentence)
    module.add_arguments(own)
    args = own.parse_args(words.arguments)
    return int(module.run(args)) if not command.needs_django else _run_with_settings(module, args)


def _run_with_settings(module: ModuleType, args: argparse.Namespace) -> int:
    """Run a command that reads the settings; one that cannot be used is said in a sentence, not in a traceback."""
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured
    from django.db import InterfaceError, OperationalError

    from drypoint.foundation.core.disk import in_words

    if not apps.ready:
        # Whatever is written is the practice's: others of this machine are to read none of it.
        os.umask(0o077)
    try:
        return int(module.run(args))
    except ImproperlyConfigured as error:
        sys.stderr.write(f"drypoint: {error}\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stderr.write(f"drypoint: {in_words(error)}\n")
    except (OperationalError, InterfaceError) as error:
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        sys.stderr.write(f"drypoint: The database cannot be opened: {first_line}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
