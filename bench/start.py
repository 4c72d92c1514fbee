"""How long `drypoint serve --demo` takes to answer in a folder that is prepared already."""

from __future__ import annotations

import http.client
import os
import signal
import statistics
import subprocess
import sys
import time

from bench.measuring import ROOT, Figure, free_port

RUNS = 3


def figures(environment: dict[str, str]) -> list[Figure]:
    """Start three times and take the median; server, supervisor and worker are all there."""
    times = [_seconds(environment) for _run in range(RUNS)]
    median = statistics.median(times)
    return [
        Figure(
            "warm start of drypoint serve --demo, until /healthz answers",
            round(median, 2),
            f"s, median of {RUNS}",
            goal="< 6 s",
            is_met=median < 6,
            details={"slowest": round(max(times), 2)},
        )
    ]


def _seconds(environment: dict[str, str]) -> float:
    port = free_port()
    command = [sys.executable, "-m", "drypoint.project.cli", "serve", "--demo", "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - started < 60:
            if process.poll() is not None:
                raise RuntimeError("drypoint serve did not start.")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return time.perf_counter() - started
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("drypoint serve did not answer within 60 s.")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
