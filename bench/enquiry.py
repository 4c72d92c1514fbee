"""An enquiry with a 2 MB report: the database's part, the whole request, and many of them at once."""

from __future__ import annotations

import http.client
import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from bench.measuring import ROOT, Figure, percentile, server

ASK = "/en/ask/"
REQUESTS = 60
CLIENTS, PROCESSES, WRITES = 8, 2, 400
BOUNDARY = "drypoint-bench-boundary"
FIELDS = {
    "name": "Invented Person",
    "email": "person@example.com",
    "phone": "+385 91 555 0142",
    "birth_year": "",
    "language": "en",
    "problem": "lumbar_spine",
    "text": "It hurts when I bend.",
    "contact_consent": "on",
    "health_consent": "on",
}
# Each enquiry comes from a place of its own, so that the limit of one address is not what is measured.
PLACES = (f"10.{a}.{b}.{c}" for a, b, c in itertools.product(range(256), repeat=3))


def figures(environment: dict[str, str]) -> list[Figure]:
    """Measure the database alone, then one client with a file, then eight without."""
    behind_a_proxy = {**environment, "DRYPOINT_TRUSTED_PROXIES": "1"}
    return [_database(environment), _request(behind_a_proxy), _waits(behind_a_proxy)]


def _database(environment: dict[str, str]) -> Figure:
    done = subprocess.run(
        [sys.executable, "-m", "bench.many_writes"],
        env={**os.environ, **environment},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    statements, action, insert = map(float, done.stdout.split())
    return Figure(
        "enquiry with a document, the database's work: its statements and the commit",
        round(statements),
        "µs, median",
        round(insert),
        "a bare INSERT and COMMIT, as durable, in the same minute",
        round(statements / insert, 2),
        "≤ 5 × the floor",
        statements / insert <= 5,
        {"the whole action, ORM and mail's text included": round(action)},
    )


def _request(environment: dict[str, str]) -> Figure:
    report = _report()
    with tempfile.TemporaryDirectory(dir=environment["DRYPOINT_DATA"]) as folder:
        floor_environment = {**environment, "BENCH_UPLOADS": folder}
        with (
            server("bench.floor_upload:application", environment=floor_environment) as bare,
            server("drypoint.project.wsgi:application", environment=environment) as running,
        ):
            ours, floor = [], []
            for _number in range(REQUESTS):
                floor.append(_send(bare.port, "", report))
                ours.append(_send(running.port, _key(running.port), report))
    mine, least = statistics.median(ours[5:]), statistics.median(floor[5:])
    return Figure(
        "enquiry with a document of 2 MB, the whole request",
        round(mine * 1000, 1),
        "ms, median",
        round(least * 1000, 1),
        "parse, encrypt, fsync alone, same server",
        round(mine / least, 2),
        "≤ 3 × the floor",
        mine / least <= 3,
        {"p95": round(percentile(ours[5:], 0.95) * 1000, 1)},
    )


def _waits(environment: dict[str, str]) -> Figure:
    waits: list[float] = []
    guard = threading.Lock()
    with server("drypoint.project.wsgi:application", environment=environment, workers=PROCESSES) as running:
        keys = [_key(running.port) for _number in range(WRITES + CLIENTS)]

        def write() -> None:
            while True:
                with guard:
                    if len(keys) <= CLIENTS or not keys:
                        return
                    key = keys.pop()
                took = _send(running.port, key, None)
                with guard:
                    waits.append(took)

        for _warm in range(CLIENTS):
            _send(running.port, keys.pop(), None)
        writers = [threading.Thread(target=write) for _client in range(CLIENTS)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    longest = max(waits)
    return Figure(
        f"longest of {len(waits)} enquiries from {CLIENTS} clients at once, {PROCESSES} processes",
        round(longest * 1000),
        "ms from sending to answer",
        goal="wait for a write < 250 ms",
        is_met=longest < 0.25,
        details={"p50": round(percentile(waits, 0.5) * 1000), "p99": round(percentile(waits, 0.99) * 1000)},
    )


def _report() -> bytes:
    """Return a whole PDF of 2 MB: one page, and a comment as long as a scan."""
    head = b"%PDF-1.4\n%" + os.urandom(1_000_000).hex().encode() + b"\n"
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n",
    ]
    places = [len(head) + sum(map(len, parts[:number])) for number in range(len(parts))]
    start = len(head) + sum(map(len, parts))
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    return head + b"".join(parts) + b"xref\n0 4\n0000000000 65535 f \n" + lines + end


def _key(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", ASK)
    text = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r'name="key"\s+value="([^"]+)"', text)
    if found is None:
        raise RuntimeError("The form has no key.")
    return found[1]


def _send(port: int, key: str, report: bytes | None) -> float:
    """Send a form and return the seconds until the answer; RuntimeError unless it was taken."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {"key": key, **FIELDS}.items()
    ]
    if report is not None:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachments"; filename="report.pdf"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + report + b"\r\n")
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-Forwarded-For": next(PLACES)}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    started = time.perf_counter()
    connection.request("POST", ASK, body, headers)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - started
    connection.close()
    if answer.status != 303:
        raise RuntimeError(f"The enquiry was answered with {answer.status}.")
    return took
