"""Fill the folder of DRYPOINT_DATA with the demo practice, without starting a server: `python -m bench.filled`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Migrate, collect the static files and load the demo; what is there already stays."""
    os.environ["DRYPOINT_DEMO"] = "1"
    from drypoint.project import config, starting

    starting.make_data_folder(config.load().data)
    starting.set_up_django()
    from drypoint.project import demo

    starting.migrate()
    starting.collect_static()
    demo.fill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
