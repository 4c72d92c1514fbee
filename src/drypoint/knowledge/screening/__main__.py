"""Run the reading without the rest of Drypoint: `python -m drypoint.knowledge.screening read report.txt`."""

import argparse
import sys

from drypoint.knowledge.screening.command import add_arguments, run


def main(arguments: list[str]) -> int:
    """Run a command of the room and return its exit code; compile is for those who change facts or word lists."""
    if arguments == ["compile"]:
        from drypoint.knowledge.screening import compile  # noqa: A004  a module, and YAML is slow to load

        sys.stdout.writelines(f"{path}\n" for path in compile.write())
        return 0
    parser = argparse.ArgumentParser(prog="drypoint screening")
    add_arguments(parser)
    return run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
