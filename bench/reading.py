"""The reading of reports: a report of ten pages marked, and the command from a cold start."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from bench.measuring import ROOT, Figure

_PAGE = 2_500  # characters on a typed page
_PLAIN = (
    "Bolesnik se javlja na kontrolni pregled zbog bolova u križima koji traju nekoliko mjeseci, bez jasnog povoda.\n"
    "Palpacijom se nalazi napetost mišića, pokreti su u krajnjim amplitudama bolni, refleksi simetrični i živahni.\n"
    "Preporučuju se vježbe istezanja, topli oblozi i ergonomski savjeti, ponovni pregled po završetku terapije.\n"
)


def ten_pages() -> str:
    """Return ten pages in which plain sentences stand between those of the corpus, as in a report."""
    from tests.screening.corpus import examples

    told = [example.text for example in examples() if example.is_report and example.language == "hr"]
    pages = []
    for number in range(10):
        page = f"{told[number % len(told)]}\n\n"
        pages.append((page + _PLAIN * 30)[:_PAGE])
    return "\n\n".join(pages)


def figures(environment: dict[str, str]) -> list[Figure]:
    """Mark the pages twenty times, each with words that were not seen before; start the command five times."""
    from drypoint.knowledge.screening import read, words

    text = ten_pages()
    times = []
    for _run in range(20):
        words.lexicon().phrases.vocabulary.forget()
        started = time.process_time()
        marks = len(read(text).marks)
        times.append((time.process_time() - started) * 1000)
    command = [sys.executable, "-m", "drypoint.project.cli", "screening", "read", "-", "--json"]
    runs = []
    for _run in range(5):
        started = time.perf_counter()
        subprocess.run(
            command,
            input=b"Marivarin",
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, **environment},
        )
        runs.append(time.perf_counter() - started)
    marked, cold = statistics.median(times), statistics.median(runs)
    return [
        Figure(
            "a report of 10 pages marked",
            round(marked, 1),
            "ms CPU, median of 20",
            goal="< 50 ms",
            is_met=marked < 50,
            details={"marks": marks, "characters": len(text)},
        ),
        Figure(
            "drypoint screening read, from a cold start",
            round(cold, 2),
            "s, median of 5",
            goal="< 0.5 s",
            is_met=cold < 0.5,
        ),
    ]
