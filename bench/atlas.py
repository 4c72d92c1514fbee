"""The atlas: loaded cold, and ranking drawings that it simulates itself."""

from __future__ import annotations

import gzip
import http.client
import os
import random
import statistics
import subprocess
import sys
import time

from bench.measuring import ROOT, Figure, percentile, server

_COLD = (
    "import time; started = time.perf_counter()\n"
    "from drypoint.knowledge.atlas import load\n"
    "load(); print(time.perf_counter() - started)"
)


def figures(environment: dict[str, str]) -> list[Figure]:
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
        Figure(
            "atlas loaded cold, imports included",
            round(cold * 1000),
            "ms, median of 5",
            goal="< 150 ms",
            is_met=cold < 0.15,
        ),
        Figure(
            "a drawing ranked over 100 muscles on 2 sides",
            round(percentile(times, 0.99), 2),
            "ms, p99 of 500",
            goal="< 20 ms",
            is_met=percentile(times, 0.99) < 20,
            details=details,
        ),
        _page(environment),
        _weight(),
    ]


def _weight() -> Figure:
    """Weigh the heaviest body map that a page shows: four views with a link on every area."""
    from drypoint.knowledge.bodymap import regions
    from drypoint.knowledge.figures.body import BodyMap, body_map_svg

    links = {region: f"/en/atlas/{region}/" for region in regions()}
    views = ("front", "back", "left", "right")
    weights = {
        sex: len(gzip.compress(body_map_svg(BodyMap(sex=sex, views=views, links=links)).encode(), 9))
        for sex in ("female", "male", "neutral")
    }
    heaviest = max(weights.values())
    return Figure(
        "the body map with four views and its links",
        round(heaviest / 1024, 1),
        "KB gzipped, the heaviest of three figures",
        goal="≤ 60 KB",
        is_met=heaviest <= 60 * 1024,
        details={name: round(weight / 1024, 1) for name, weight in weights.items()},
    )


def _page(environment: dict[str, str]) -> Figure:
    """Read sixty drawings ten times each through the clinician's page, signed in, each look written to the trail."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.many_drawings"],
        env={**os.environ, **environment},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    name, key, *ids = done.stdout.split()
    times = []
    with server("drypoint.project.wsgi:application", environment=environment) as running:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
        for turn in range(11):
            for drawing in ids:
                started = time.perf_counter()
                connection.request("GET", f"/desk/drawings/{drawing}/", headers={"Cookie": f"{name}={key}"})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"The server answered {answer.status}.")
                # The first turn draws the figures, which are kept from then on.
                if turn:
                    times.append((time.perf_counter() - started) * 1000)
        connection.close()
    p99 = percentile(times, 0.99)
    details: dict[str, float | str] = {
        "p50": round(percentile(times, 0.5), 1),
        "p95": round(percentile(times, 0.95), 1),
    }
    return Figure(
        "a drawing read and ranked through the clinician's page",
        round(p99, 1),
        f"ms, p99 of {len(times)}",
        goal="< 60 ms",
        is_met=p99 < 60,
        details=details,
    )
