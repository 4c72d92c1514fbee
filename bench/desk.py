"""The desk's list over 50,000 enquiries, and what people wait for at a fixed rate of arrival."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time

from bench.measuring import ROOT, Figure, cpu_a_request, percentile, server

LIST = "/desk/enquiries/"
PAGE = "/en/dry-needling/"
REQUESTS = 2000
A_SECOND = 40
CONNECTIONS = 16


def figures(environment: dict[str, str]) -> list[Figure]:
    """Measure the first page and one in the middle beside their floor, then the latencies."""
    command = [sys.executable, "-m", "bench.many_enquiries"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    name, key, cursor = done.stdout.split()
    headers = f"Accept-Encoding: br\r\nCookie: {name}={key}\r\n"
    floor_environment = {**environment, "DJANGO_SETTINGS_MODULE": "bench.signed_in_floor_settings"}
    with server("bench.floor_wsgi:application", environment=floor_environment) as bare:
        floor = cpu_a_request(bare, "/three/", requests=300, headers=headers)
    with server("drypoint.project.wsgi:application", environment=environment) as running:
        first = cpu_a_request(running, LIST, requests=150, headers=headers)
        deep = cpu_a_request(running, f"{LIST}?after={cursor}", requests=150, headers=headers)
        waits = _waits(running.port, f"{name}={key}")
    shown = [("first page", first), ("a page in the middle", deep)]
    return [*(_figure(name, cpu, floor) for name, cpu in shown), _latencies(waits)]


def _figure(which: str, cpu: float, floor: float) -> Figure:
    return Figure(
        f"desk list of 50,000 enquiries, {which}",
        round(cpu),
        "µs CPU a request",
        round(floor),
        "a bare signed-in view with three queries",
        round(cpu / floor, 2),
        "≤ 2.5 × the floor",
        cpu / floor <= 2.5,
    )


def _latencies(waits: list[float]) -> Figure:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    details: dict[str, float | str] = {
        name: round(percentile(waits, share) * 1000, 1) for name, share in shares.items()
    }
    return Figure(
        f"latency, {len(waits)} requests at {A_SECOND} a second, half pages and half desk list",
        round(max(waits) * 1000, 1),
        "ms at most, from the scheduled time",
        goal="shown",
        details=details,
    )


def _waits(port: int, cookie: str) -> list[float]:
    """Return how long each request took, counted from when it was due, whatever the ones before it did."""
    waits: list[float] = []
    numbers = iter(range(REQUESTS))
    guard = threading.Lock()
    begun = time.perf_counter() + 0.5

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with guard:
                number = next(numbers, None)
            if number is None:
                connection.close()
                return
            due = begun + number / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            is_desk = number % 2
            connection.request("GET", LIST if is_desk else PAGE, headers={"Cookie": cookie} if is_desk else {})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"The server answered {answer.status}.")
            with guard:
                waits.append(time.perf_counter() - due)

    visitors = [threading.Thread(target=visit) for _visitor in range(CONNECTIONS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    if len(waits) != REQUESTS:
        raise RuntimeError(f"Only {len(waits)} of {REQUESTS} requests were answered.")
    return waits
