"""Run the evidence commands with their plots alone: ``python -m drypoint.knowledge.figures forest …``."""

import argparse
import sys

from drypoint.knowledge.figures.command import add_arguments

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m drypoint.knowledge.figures", description=__doc__)
    add_arguments(parser)
    arguments = parser.parse_args()
    sys.exit(arguments.func(arguments))
