"""The child that opens foreign bytes: what it says, what it cannot reach, and what happens when it is brought down."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from PIL import Image
from tests.core.test_documents_command import a_written_pdf
from tests.enquiries.conftest import a_pdf

from drypoint.foundation.core.files import opening
from drypoint.foundation.core.files.opening import BusyError, Facts, Job, NotConfinedError, Opener

MB = 1024 * 1024
PDF = Job("pdf", 5, 256 * MB)
JPEG = Job("picture", 10, 1024 * MB, {"kind": "jpeg", "most_pixels": 120_000_000})
PNG = Job("picture", 10, 1024 * MB, {"kind": "png", "most_pixels": 120_000_000})


@pytest.fixture(scope="module")
def opener() -> Iterator[Opener]:
    made = Opener()
    yield made
    made.close()


def content(data: bytes) -> Callable[[BinaryIO], None]:
    return lambda file: file.write(data) and None  # type: ignore[func-returns-value]  # only written


def a_bomb(megabytes: int = 1024) -> bytes:
    """Return a PDF of some kilobytes whose cross-reference stream unpacks to so much."""
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(bytes(MB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    inner = b"\x78\xda" + block * megabytes + zlib.compressobj(9, wbits=-15).flush() + bytes(4)
    stream = zlib.compress(inner, 9)
    head = b"%PDF-1.5\n"
    table = (
        b"1 0 obj<</Type/XRef/Size 99999999/W[1 4 2]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n"
        % len(stream)
    )
    return head + table + stream + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(head)


def a_nest() -> bytes:
    return b"%PDF-1.4\n1 0 obj" + b"[" * (10 * MB) + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def a_chain_of_tables(number: int = 100_000) -> bytes:
    body = bytearray(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    )
    before = 0
    for _ in range(number):
        here = len(body)
        prev = b"/Prev %d" % before if before else b""
        body += b"xref\n0 1\n0000000000 65535 f \ntrailer<</Size 3/Root 1 0 R%s>>\n" % prev
        before = here
    return bytes(body) + b"startxref\n%d\n%%%%EOF" % before


def test_it_says_how_many_pages_and_how_large(opener: Opener) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (30, 20)).save(picture, "JPEG")
    assert opener.open(PDF, content(a_pdf(3))) == {"pages": 3}
    assert opener.open(JPEG, content(picture.getvalue())) == {"width": 30, "height": 20}


def test_a_long_text_comes_whole_and_one_longer_than_may_be_does_not(opener: Opener) -> None:
    pages = [f"page {number} of a long report" for number in range(3_000)]
    asked = Job("pdf_text", 20, 256 * MB, most_text_bytes=100_000)
    assert opener.read_pages(asked, content(a_written_pdf(*pages))) == ({"pages": 3_000}, pages)
    assert len(json.dumps(pages)) > 2 * opening.TEXT_PIECE_BYTES
    short = Job("pdf_text", 20, 256 * MB, most_text_bytes=1_000)
    assert opener.read_pages(short, content(a_written_pdf(*pages[:50]))) == ({"fault": "heavy"}, [])
    assert opener.open(PDF, content(a_pdf())) == {"pages": 1}


@contextmanager
def taken_over() -> Iterator[tuple[Opener, socket.socket]]:
    """An opener whose child says whatever the test sends."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    opener = Opener()
    opener.is_confined_by = ("seccomp",)
    opener._channel = ours
    opener._process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with theirs:
        yield opener, theirs
    opener.close()


def facts_with(length: object) -> bytes:
    return json.dumps({"pages": 1, "text_bytes": length}).encode()


@pytest.mark.parametrize("length", [1_001, -1, "many", 4], ids=str)
def test_a_child_that_says_more_text_than_was_asked_for_or_breaks_off_is_ended(length: object) -> None:
    with taken_over() as (opener, theirs):
        theirs.send(facts_with(length))
        theirs.send(b"ab")
        theirs.shutdown(socket.SHUT_WR)
        job = Job("pdf_text", 5, 256 * MB, most_text_bytes=1_000)
        assert opener.read_pages(job, content(a_pdf())) == ({"fault": "heavy"}, [])
        assert opener.pid is None


def test_a_child_that_drips_is_ended_when_the_time_of_the_whole_job_is_over() -> None:
    dripped = 0
    with taken_over() as (opener, theirs), ThreadPoolExecutor(1) as pool:
        theirs.send(facts_with(1_000))
        over = threading.Event()

        def drip() -> None:
            nonlocal dripped
            with contextlib.suppress(OSError):
                while not over.wait(0.05):
                    theirs.send(b"a")
                    dripped += 1

        dripping = pool.submit(drip)
        job = Job("pdf_text", 0.5, 256 * MB, most_text_bytes=1_000)
        assert opener.read_pages(job, content(a_pdf())) == ({"fault": "heavy"}, [])
        over.set()
        dripping.result(10)
    assert 0 < dripped < 900


@pytest.mark.parametrize(
    "said", [b"{}", b"[1]", b"no", b"[" * 900, b'["\xff"]'], ids=["object", "numbers", "word", "nest", "bytes"]
)
def test_what_no_child_of_ours_says_of_a_text_is_believed_by_nobody(said: bytes) -> None:
    with taken_over() as (opener, theirs):
        theirs.send(facts_with(len(said)))
        theirs.send(said)
        job = Job("pdf_text", 5, 256 * MB, most_text_bytes=1_000)
        assert opener.read_pages(job, content(a_pdf())) == ({"fault": "damaged"}, [])


def test_half_a_letter_is_no_text() -> None:
    said = b'["a\\ud800b"]'
    with taken_over() as (opener, theirs):
        theirs.send(facts_with(len(said)))
        theirs.send(said)
        job = Job("pdf_text", 5, 256 * MB, most_text_bytes=1_000)
        assert opener.read_pages(job, content(a_pdf())) == ({"pages": 1}, ["a?b"])


@pytest.mark.parametrize("make", [a_bomb, a_nest, a_chain_of_tables])
def test_what_would_bring_a_process_down_is_told_and_the_next_file_is_opened(
    opener: Opener, make: Callable[[], bytes]
) -> None:
    said = opener.open(PDF, content(make()))
    assert said.get("fault") in {"heavy", "damaged"}
    assert opener.open(PDF, content(a_pdf())) == {"pages": 1}


def test_what_takes_too_long_is_ended(opener: Opener) -> None:
    assert opener.open(Job("pdf", 0.001, 256 * MB), content(a_chain_of_tables(20_000))) == {"fault": "heavy"}
    assert opener.open(PDF, content(a_pdf())) == {"pages": 1}


def test_a_child_that_was_killed_is_not_noticed_by_whoever_asks_next(opener: Opener) -> None:
    for _ in range(3):
        opener.warm()
        assert opener.pid is not None
        os.kill(opener.pid, signal.SIGKILL)
        assert opener.open(PDF, content(a_pdf())) == {"pages": 1}


def test_a_child_that_is_killed_while_it_is_at_work_is_asked_again(opener: Opener) -> None:
    opener.warm()
    pid = opener.pid
    assert pid is not None

    def write_and_kill(file: BinaryIO) -> None:
        file.write(a_pdf())
        os.kill(pid, signal.SIGKILL)

    assert opener.open(PDF, write_and_kill) == {"pages": 1}
    assert opener.pid != pid


def test_the_same_file_sent_by_many_clicks_at_once_is_opened_once_and_nobody_hears_busy(opener: Opener) -> None:
    held, go, all_here = threading.Event(), threading.Event(), threading.Barrier(9)
    opened = []

    def write(file: BinaryIO) -> None:
        opened.append(True)
        held.set()
        assert go.wait(10)
        file.write(a_pdf(2))

    def click() -> Facts:
        all_here.wait(10)
        return opener.open(PDF, write, digest="one")

    with ThreadPoolExecutor(9) as clicks:
        first = clicks.submit(opener.open, PDF, write, digest="one")
        assert held.wait(10)
        others = [clicks.submit(click) for _ in range(8)]
        all_here.wait(10)
        go.set()
        assert [click.result(10) for click in (first, *others)] == [{"pages": 2}] * 9
    assert len(opened) < 9


def test_whoever_waits_for_a_click_that_breaks_off_asks_for_itself(opener: Opener) -> None:
    held, go = threading.Event(), threading.Event()

    def break_off(_file: BinaryIO) -> None:
        held.set()
        assert go.wait(10)
        raise OSError("The disk is gone.")

    with ThreadPoolExecutor(2) as clicks:
        first = clicks.submit(opener.open, PDF, break_off, digest="one")
        assert held.wait(10)
        second = clicks.submit(opener.open, PDF, content(a_pdf()), digest="one")
        go.set()
        with pytest.raises(OSError, match="gone"):
            first.result(10)
        assert second.result(10) == {"pages": 1}


def test_many_threads_are_answered_or_told_that_it_is_busy(opener: Opener) -> None:
    opener.warm()
    held, go = threading.Event(), threading.Event()
    answers: list[Facts | str] = []

    def hold(file: BinaryIO) -> None:
        held.set()
        go.wait(10)
        file.write(a_pdf())

    def ask(write: Callable[[BinaryIO], None]) -> None:
        try:
            answers.append(opener.open(PDF, write))
        except BusyError:
            answers.append("busy")

    first = threading.Thread(target=ask, args=[hold])
    first.start()
    assert held.wait(10)
    others = [threading.Thread(target=ask, args=[content(a_pdf())]) for _ in range(8)]
    for thread in others:
        thread.start()
    for thread in others:
        thread.join(0.2)  # the busy ones end at once, two wait
    go.set()
    for thread in [first, *others]:
        thread.join(20)
    assert sorted(map(str, answers)) == sorted(["busy"] * 6 + [str({"pages": 1})] * 3)


@pytest.mark.parametrize("answer", [b"", b"[]", b"not json", b"[" * 4000, b'{"pages": 1e999}'])
def test_whatever_a_child_answers_the_parent_reads_a_few_plain_values(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        made = Opener()
        made._channel = ours
        ours.settimeout(1)
        theirs.send(answer)
        said = made._heard()
        made._channel = None
    assert said is None or all(isinstance(value, int | str) and len(str(value)) <= 64 for value in said.values())


PROBE = """
import os, socket, sys
from pathlib import Path
from drypoint.foundation.core.files import confining
Path  # loaded
found = confining.without_network(may_use=(sys.argv[1],))
reached = []
def attempt(name, act):
    try:
        act()
    except OSError:
        return
    reached.append(name)
def connect():
    link = socket.socket()
    link.settimeout(2)
    link.connect(("127.0.0.1", int(sys.argv[3])))
attempt("network", connect)
attempt("key", lambda: open(sys.argv[2], "rb").read())
attempt("write", lambda: open(sys.argv[2] + ".new", "wb").write(b"x"))
attempt("etc", lambda: open("/etc/passwd").read())
os.write(1, repr((found, reached)).encode())
"""


@pytest.mark.parametrize("way", opening.WAYS)
def test_shut_in_it_reaches_neither_the_network_nor_the_key_nor_a_file(way: str, tmp_path: Path) -> None:
    key = tmp_path / "drypoint.key"
    key.write_bytes(b"secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-c", PROBE, way, str(key), port],
            env={"PYTHONPATH": str(opening._ROOT)},
            stdout=subprocess.PIPE,
            check=True,
        )
    found, reached = eval(done.stdout)
    if not found:
        pytest.skip(f"this machine knows no {way}")
    assert reached == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drypoint.key"]


def test_the_child_is_given_no_environment(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRYPOINT_SMTP_URL", "smtps://user:password@mail.example")
    made = Opener()
    try:
        made.warm()
        # A process that is shut in may not be looked into by others of its user; its parent, as root, may.
        environment = Path(f"/proc/{made.pid}/environ")
        try:
            held = environment.read_bytes()
        except PermissionError:
            pytest.skip("only root may look")
        assert b"password" not in held
    finally:
        made.close()


def test_where_it_cannot_be_shut_in_nothing_is_opened() -> None:
    made = Opener(ways=())
    asked = []
    with pytest.raises(NotConfinedError):
        made.open(PDF, asked.append)
    assert asked == []
    assert made.warm() == ()
    assert made.pid is None
