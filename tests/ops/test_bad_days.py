"""Bad days: killed processes, slow and greedy clients, two starts at once. Real processes on a real database."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from drypoint.foundation.core.front.request_bodies import AN_ADDRESS
from tests.conftest import ROOT
from tests.engine import IS_POSTGRES
from tests.ops.serving import PATIENCE_SECONDS, House, Post, Served, children, collected, free_port, serving, until

pytestmark = pytest.mark.race


@pytest.fixture(scope="module")
def statics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collected(tmp_path_factory.mktemp("statics") / "data")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, statics: Path) -> House:
    return House(tmp_path_factory.mktemp("house") / "data").furnish().dress(statics)


@pytest.fixture
def post(house: House) -> Iterator[Post]:
    handler = Post()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    house.environment = {"DRYPOINT_SMTP_URL": f"smtp://127.0.0.1:{port}"}
    yield handler
    house.environment = {}
    controller.stop()


def test_a_worker_killed_after_the_server_took_a_mail_doubles_that_one_and_loses_none(house: House, post: Post) -> None:
    house.sql("DELETE FROM core_outboxmail")
    post.is_holding = True
    with serving(house) as served:
        house.mail(6)
        kills = 3
        for kill in range(1, kills + 1):
            until(lambda kill=kill: len(post.accepted) >= kill)  # type: ignore[misc]
            (worker,) = served.pids("cli worker")
            os.kill(worker, signal.SIGKILL)
            if kill == kills:
                post.is_holding = False
            until(lambda worker=worker: served.pids("cli worker") not in ([], [worker]))  # type: ignore[misc]
        # The claim of who was killed ends by itself after ten minutes, which a test need not wait for.
        house.sql("UPDATE core_outboxmail SET claimed_until = NULL WHERE state = 'waiting'")
        until(lambda: house.sql("SELECT count(*) FROM core_outboxmail WHERE state = 'sent'") == [(6,)])
    copies = Counter(post.accepted)
    assert len(copies) == 6
    assert sum(copies.values()) <= 6 + kills
    assert max(copies.values()) <= 2


def test_a_stopped_serve_ends_with_zero_and_a_killed_one_leaves_the_port_free(house: House) -> None:
    served = Served(house).ready()
    assert served.stop() == 0
    served = Served(house).ready()
    left = list(children(served.process.pid))
    served.process.kill()
    served.process.wait()
    until(lambda: not any(is_running(pid) for pid in left))
    socket.create_server(("127.0.0.1", served.port)).close()


def is_running(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_web_process_or_server_that_is_killed_comes_back(house: House) -> None:
    with serving(house, "--no-worker") as served:
        (server,) = [pid for pid in served.pids("granian") if served.process.pid == parent_of(pid)]
        web = web_process_of(server)
        os.kill(web, signal.SIGKILL)
        until(lambda: {pid for pid in children(server) if parent_of(pid) == server} - {web})
        until(served.is_well)
        os.kill(server, signal.SIGKILL)
        until(lambda: [pid for pid in served.pids("granian") if pid != server])
        until(served.is_well)


def web_process_of(server: int) -> int:
    """Return the process that answers; below it stands the one that opens files."""
    (web,) = [pid for pid in children(server) if parent_of(pid) == server]
    return web


def parent_of(pid: int) -> int:
    """Return the parent's process id, 0 for a process that has ended meanwhile."""
    try:
        return int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_two_that_start_at_once_without_a_database_both_come_up(tmp_path: Path, statics: Path) -> None:
    empty = House(tmp_path / "data").dress(statics)
    empty.database.make_empty()
    first, second = Served(empty, "--no-worker"), Served(empty, "--no-worker")
    try:
        first.ready()
        second.ready()
        assert "/setup/?code=" in until(lambda: "setup" in first.log.read_text() and first.log.read_text())  # type: ignore[operator]
        names = [name for (name,) in empty.sql("SELECT app || name FROM django_migrations")]
        assert len(names) == len(set(names)) > 100
    finally:
        first.stop()
        second.stop()


# With a cookie Django looks for the form's token, and so reads the body.
BODY_THAT_NEVER_COMES = (
    "POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
    f"Cookie: drypoint-csrf={'a' * 32}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na="
).encode()


def test_slow_clients_block_nobody(house: House) -> None:
    with contextlib.ExitStack() as stack:
        served = stack.enter_context(serving(house, "--no-worker"))
        for _ in range(60):  # headers that never end
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ")

        def ask_beside_one_more_body_that_never_comes() -> http.client.HTTPResponse | None:
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            slow.sendall(BODY_THAT_NEVER_COMES)
            answer = served.request("POST", "/en/ask/", b"a=1")
            return answer if answer.status == 503 else None

        busy = until(ask_beside_one_more_body_that_never_comes)
        assert busy is not None
        assert busy.getheader("Retry-After")
        started = time.monotonic()
        for _ in range(20):
            assert served.request("GET", "/healthz").status == 200
        assert time.monotonic() - started < 5


# Read before Django is set up, so that it cannot import what it makes impatient: it waits for it to be imported.
IMPATIENT = """
from importlib.machinery import SourceFileLoader

FRONT = "drypoint.foundation.core.front."
HURRIED = {
    FRONT + "request_bodies": {"PATIENCE_SECONDS": 3.0},
    FRONT + "slow_clients": {"LOOK_EVERY_SECONDS": 0.2, "SAMPLE_SECONDS": 0.2},
}
exec_module = SourceFileLoader.exec_module


def hurried(loader, module):
    exec_module(loader, module)
    vars(module).update(HURRIED.get(module.__name__, {}))


SourceFileLoader.exec_module = hurried
"""


def test_whoever_goes_silent_in_a_body_is_hung_up_on_and_the_next_one_gets_the_place(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(IMPATIENT)
    house.environment = {"PYTHONPATH": f"{tmp_path}:{ROOT / 'src'}"}
    try:
        with contextlib.ExitStack() as stack:
            served = stack.enter_context(serving(house, "--no-worker"))

            def every_place_taken() -> list[socket.socket]:
                # On a busy machine the first may be hung up on before the last one sits down: then all sit down again.
                silent = []
                for _ in range(AN_ADDRESS):
                    slow = stack.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=30))
                    slow.sendall(BODY_THAT_NEVER_COMES)
                    silent.append(slow)
                end = time.monotonic() + 2.0
                while served.request("POST", "/en/ask/", b"a=1").status != 503:
                    if time.monotonic() > end:
                        return []
                return silent

            for slow in until(every_place_taken):
                assert_ended_by_the_server(slow)
            assert until(lambda: served.request("POST", "/en/ask/", b"a=1").status != 503)
    finally:
        house.environment = {}


def assert_ended_by_the_server(link: socket.socket) -> None:
    with contextlib.suppress(ConnectionResetError):
        while link.recv(65536):
            pass


def test_a_hundred_megabytes_are_refused_at_once(house: House) -> None:
    with serving(house, "--no-worker") as served:
        for length, status in (("Content-Length: 104857600", 413), ("Transfer-Encoding: chunked", 411)):
            with socket.create_connection(("127.0.0.1", served.port), timeout=10) as link:
                link.sendall(f"POST /en/ask/ HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode())
                assert link.recv(200).startswith(f"HTTP/1.1 {status} ".encode())


def test_what_keeps_it_from_starting_is_said_in_one_sentence(house: House, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert_cannot_start(house, "Port", port=taken.getsockname()[1])
    file = tmp_path / "file"
    file.touch()
    blocked = House(tmp_path / "blocked")
    blocked.data = file
    assert_cannot_start(blocked, "data folder")
    newer = House(tmp_path / "newer").furnish()
    newer.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_future', CURRENT_TIMESTAMP)")
    assert_cannot_start(newer, "newer than Drypoint")
    if not IS_POSTGRES:  # the key is looked at before a server is asked
        (tmp_path / "newer.key").unlink()
        assert_cannot_start(newer, "key file")
    assert_cannot_start(house, "empty database only", "--demo")
    exchanged = House(tmp_path / "exchanged").furnish()
    exchanged.sql("INSERT INTO core_keymark (id, digest, newest, files) VALUES (1, 'what another key gives', '', '')")
    assert_cannot_start(exchanged, "not the one that this practice's data were sealed with")
    wrong = House(tmp_path / "wrong")
    wrong.environment = {"DRYPOINT_TIME_ZONE": "Atlantis"}
    assert_cannot_start(wrong, "DRYPOINT_TIME_ZONE cannot be used: write a zone such as Europe/Zagreb.")


def assert_cannot_start(house: House, words: str, *more: str, port: int | None = None) -> None:
    done = house.run("serve", "--port", str(port or free_port()), *more)
    assert done.returncode == 1, done.stderr
    assert words in done.stderr
    assert done.stderr.startswith("drypoint: ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_bad_usage_is_two(house: House) -> None:
    for words in (("--port", "0"), ("--port", "x"), ("--workers", "0"), ("--nonsense",)):
        assert house.run("serve", *words).returncode == 2


def test_a_full_disk_stops_no_worker_and_the_mail_goes_when_there_is_room(house: House, post: Post) -> None:
    house.sql("DELETE FROM core_outboxmail")
    house.mail(1)
    # A limit of one page makes every write fail, the journal's first, as a full disk does.
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY)); "
        "from drypoint.project.cli import main; sys.exit(main(['worker']))"
    )
    # Its log goes through a pipe: a file would be held by the same limit.
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, env=house.variables(), stderr=subprocess.PIPE, text=True) as full:
        impatience = threading.Timer(PATIENCE_SECONDS, full.kill)
        impatience.start()
        assert full.stderr is not None
        told = []
        for line in full.stderr:
            told.append(line)
            if "mail failed" in line:
                break
        assert full.poll() is None, "".join(told)
        assert post.accepted == []
        full.terminate()
        told += full.stderr.readlines()
        assert full.wait(30) == 0
        impatience.cancel()
    assert "visitor0" not in "".join(told)
    with serving(house):
        until(lambda: len(post.accepted) == 1)
