"""The treatment page: from the store, and built anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.measuring import Client, Figure, cpu_a_request, cpu_side_by_side, server

PAGE = "/en/dry-needling/"
SKIPPED = {"date", "server", "connection", "transfer-encoding"}


def figures(environment: dict[str, str]) -> list[Figure]:
    """Measure both ways of answering beside their floors."""
    with server("drypoint.project.wsgi:application", environment=environment) as running:
        client = Client(running.port, PAGE)
        head, body = client.get()
        client.close()
        with tempfile.TemporaryDirectory() as folder:
            lines = [line.decode() for line in head.split(b"\r\n")[1:]]
            kept = [line for line in lines if line.split(":")[0].lower() not in SKIPPED]
            Path(folder, "headers").write_text("\n".join(kept))
            Path(folder, "body").write_bytes(body)
            with server("bench.floors:bare_bytes", environment={**environment, "BENCH_PAGE": folder}) as bare:
                from_store, floor = cpu_side_by_side((running, PAGE), (bare, PAGE), requests=4000)
    anew, view = _built_anew(environment)
    return [
        Figure(
            "treatment page from the store",
            round(from_store, 1),
            "µs CPU a request",
            round(floor, 1),
            "the same bytes from a bare WSGI function",
            round(floor / from_store, 2),
            "rate ≥ 0.80 of the floor's",
            floor / from_store >= 0.8,
            {"bytes_over_the_wire": len(body)},
        ),
        Figure(
            "treatment page built anew",
            round(anew, 1),
            "µs CPU a request",
            round(view, 1),
            "a bare Django view with one query and a template",
            round(anew / view, 2),
            "≤ 5 × the floor",
            anew / view <= 5,
        ),
    ]


def _built_anew(environment: dict[str, str]) -> tuple[float, float]:
    no_store = {**environment, "DRYPOINT_PAGE_STORE": "off"}
    with server("drypoint.project.wsgi:application", environment=no_store) as running:
        anew = cpu_a_request(running, PAGE, requests=300)
    floor = {**environment, "DJANGO_SETTINGS_MODULE": "bench.floor_settings"}
    with server("bench.floor_wsgi:application", environment=floor) as bare:
        return anew, cpu_a_request(bare, "/one/", requests=1000)
