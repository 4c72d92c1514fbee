"""The atlas: loaded cold, and ranking drawings that it simulates itself."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time

from bench.measuring import Figure, percentile

_COLD = (
    "import time; started = time.perf_counter()\n"
    "from drypoint.knowledge.atlas import load\n"
    "load(); print(time.perf_counter() - started)"
)


def figures(_environment: dict[str, str]) -> list[Figure]:
    """Load in a fresh interpreter five times, then rank 500 drawings of one to eight regions."""
    from drypoint.knowledge.atlas import load, rank
    from drypoint.knowledge.bodymap import regions

    runs = [subprocess.run([sys.executable, "-c", _COLD], check=True, stdout=subprocess.PIPE) for _run in range(5)]
    cold = statistics.median(float(run.stdout) for run in runs)
    load()
    chance = random.Random(1)
    known = sorted(regions())
    times = []
    for _drawing in range(500):
        places = [{"id": place, "coverage": 0.5} for place in chance.sample(known, chance.randint(1, 8))]
        started = time.perf_counter()
        rank({"regions": places})
        times.append((time.perf_counter() - started) * 1000)
    details: dict[str, float | str] = {"p50": round(percentile(times, 0.5), 2)}
    return [
        Figure("atlas loaded cold, imports included", round(cold * 1000), "ms, median of 5", goal="shown"),
        Figure("a drawing ranked", round(percentile(times, 0.99), 2), "ms, p99 of 500", goal="shown", details=details),
    ]
