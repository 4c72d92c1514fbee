"""Run the evidence commands without the rest of Drypoint: ``python -m drypoint.knowledge.evidence pool …``."""

import argparse
import sys

from drypoint.knowledge.evidence.command import add_actions

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m drypoint.knowledge.evidence", description=__doc__)
    add_actions(parser)
    arguments = parser.parse_args()
    sys.exit(arguments.func(arguments))
