"""Run the atlas without the rest of Drypoint: `python -m drypoint.knowledge.atlas rank drawing.json`."""

import argparse
import sys

from drypoint.knowledge.atlas.command import add_arguments, run


def main(arguments: list[str]) -> int:
    """Run a command of the atlas and return its exit code.

    compile, accuracy and warnings are for those who change the facts.
    """
    if arguments == ["compile"]:
        from drypoint.knowledge.atlas import compile  # noqa: A004  a module, and YAML is slow to load

        sys.stdout.writelines(f"{path}\n" for path in compile.write())
        return 0
    if arguments == ["accuracy"]:
        from drypoint.knowledge.atlas import report

        sys.stdout.write(report.accuracy_report())
        return 0
    if arguments == ["warnings"]:
        from drypoint.knowledge.atlas import warnings_report

        sys.stdout.write(warnings_report.warnings_report())
        return 0
    parser = argparse.ArgumentParser(prog="drypoint atlas")
    add_arguments(parser)
    return run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
