"""Lighthouse on four pages, the median of three runs; needs npm, and says so where it is missing."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from bench.measuring import ROOT, Figure, server

PAGES = {
    "home": "/en/",
    "treatment": "/en/dry-needling/",
    "condition": "/en/problems/low-back-pain/",
    "enquiry": "/en/ask/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FOLDER = ROOT / "bench" / "tmp" / "lighthouse"
CHROME = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


def figures(environment: dict[str, str]) -> list[Figure]:
    """Install lighthouse 12.8.2 once, under bench/tmp, and run it against a server of our own."""
    if shutil.which("npm") is None:
        return []
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--prefix", str(FOLDER), "lighthouse@12.8.2"], check=True
        )
    with server("drypoint.project.wsgi:application", environment=environment) as running:
        return [_figure(name, f"http://127.0.0.1:{running.port}{path}", program) for name, path in PAGES.items()]


def _figure(name: str, url: str, program: Path) -> Figure:
    runs = [_scores(url, program) for _run in range(3)]
    medians = {category: statistics.median(run[category] for run in runs) for category in CATEGORIES}
    worst = min(medians.values())
    return Figure(
        f"Lighthouse: {name}",
        worst,
        "worst of four categories, median of 3",
        goal="100 in all four",
        is_met=worst == 100,
        details=dict(medians),
    )


def _scores(url: str, program: Path) -> dict[str, float]:
    command = [str(program), url, "--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={CHROME}"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or "chromium"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:  # Chromium now and then dies at its start; a second time is an error
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
    report = json.loads(done.stdout)
    return {category: round(100 * report["categories"][category]["score"]) for category in CATEGORIES}
