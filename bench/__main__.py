"""`make bench`: measure, print the table, write bench/results.json and docs/reference/speed.md."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.measuring import ROOT, Figure

SECTIONS = ("pages", "enquiry", "opening", "desk", "start", "atlas", "drawing", "evidence", "reading", "lighthouse")
HEADER = "| What | Measured | Floor in the same run | Ratio | Asked | Met |\n| --- | --- | --- | --- | --- | --- |"


def machine() -> str:
    """Say what was measured on, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def row(figure: Figure) -> str:
    """Return one line of the table."""
    floor = "" if figure.floor is None else f"{figure.floor} ({figure.floor_name})"
    met = {True: "yes", False: "no", None: ""}[figure.is_met]
    extra = "; ".join(f"{name} {value}" for name, value in figure.details.items())
    measured = f"{figure.value} {figure.unit}" + (f" ({extra})" if extra else "")
    return f"| {figure.name} | {measured} | {floor} | {figure.ratio or ''} | {figure.goal} | {met} |"


def demo_environment(folder: str) -> dict[str, str]:
    """Fill a demo practice in a folder and return the environment that leads to it."""
    environment = {"DRYPOINT_DATA": folder, "DRYPOINT_URL": "http://127.0.0.1", "DRYPOINT_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "bench.filled"]
    subprocess.run(command, env={**os.environ, **environment}, check=True, cwd=ROOT)
    return environment


def main() -> int:
    """Run the sections that were asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; default all")
    chosen = parser.parse_args().sections or list(SECTIONS)
    if unknown := set(chosen) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}; choose of {', '.join(SECTIONS)}")
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="drypoint-bench-") as folder:
        environment = demo_environment(folder)
        for section in chosen:
            for figure in importlib.import_module(f"bench.{section}").figures(environment):
                figures.append(figure)
                print(row(figure), flush=True)
    if set(chosen) == set(SECTIONS):
        write(figures)
    return 0


def write(figures: list[Figure]) -> None:
    """Write the results where README and manual point to."""
    measured_on = datetime.now(UTC).date().isoformat()
    results = {"machine": machine(), "measured_on": measured_on, "figures": [one.as_json() for one in figures]}
    Path(ROOT, "bench", "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    text = (
        "# Speed\n\nMade by `make bench`; read the ratios, not the microseconds. "
        f"{measured_on}: {machine()}.\n\n{HEADER}\n" + "\n".join(row(one) for one in figures) + "\n"
    )
    Path(ROOT, "docs", "reference", "speed.md").write_text(text)


if __name__ == "__main__":
    sys.exit(main())
