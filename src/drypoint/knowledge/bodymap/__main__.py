"""Write the outlines file from the skeleton: `python -m drypoint.knowledge.bodymap`."""

import sys

from drypoint.knowledge.bodymap.skeleton import OUTLINES, outlines_text

if __name__ == "__main__":
    OUTLINES.write_text(outlines_text(sys.stderr.write), "utf-8")
