"""Have files of strangers opened by a child that holds no key and reaches no network.

What parses foreign bytes can be made to run, or to fill the memory; so it does neither here. One child a process stays
warm. It is given one file at a time, as an open file in memory, answers with a few bounded numbers, and is killed and
started anew when it takes too long, takes too much or ends by itself. A file that it is at work on already (a second
click on the same form) waits for the first one's answer instead of asking again.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

log = logging.getLogger(__name__)

PROGRAM = "drypoint.foundation.core.files.opener_child"
WAYS = ("namespace", "seccomp")
MOST_WAITING = 2
_MESSAGE_BYTES = 4096
# How the child says how much text follows its facts, and the largest piece in which it comes.
TEXT_BYTES, TEXT_PIECE_BYTES = "text_bytes", 32 * 1024
_START_SECONDS = 20.0
_ROOT = Path(__file__).resolve().parents[4]

Facts = dict[str, int | str]


@dataclass
class _Opening:
    """A file that the child is asked about just now, and what it said."""

    is_over: threading.Event = field(default_factory=threading.Event)
    facts: Facts | None = None


@dataclass(frozen=True)
class Job:
    """One kind of file, and what opening it may cost."""

    name: str
    seconds: float
    memory_bytes: int
    asks: Facts = field(default_factory=dict)
    # How much text may come back beside the facts.
    most_text_bytes: int = 0


class BusyError(RuntimeError):
    """As many files wait to be opened as may; this one was not looked at."""


class NotConfinedError(RuntimeError):
    """This machine cannot shut the child in, so that it opens nothing."""


class Opener:
    """One warm child, asked by one thread at a time; MOST_WAITING may wait."""

    def __init__(self, ways: tuple[str, ...] = WAYS) -> None:
        self._ways = ways
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._asking = 0
        self._under_way: dict[tuple[str, str], _Opening] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self.is_confined_by: tuple[str, ...] | None = None

    @property
    def pid(self) -> int | None:
        """Return the child's process id, if there is one."""
        return self._process.pid if self._process else None

    def open(self, job: Job, write: Callable[[BinaryIO], object], *, digest: str = "") -> Facts:
        """Have the child open what `write` puts into the given file, and return what it says.

        Two files with the same digest that come at once are opened once. {"fault": "heavy"} means that it took too
        long, took too much memory or brought the child down. Raises BusyError without writing if too many wait,
        NotConfinedError if the child cannot be shut in.
        """
        if not digest:
            return self._opened(job, write)[0]
        name = (job.name, digest)
        while True:
            with self._guard:
                other = self._under_way.get(name)
                mine = self._under_way.setdefault(name, _Opening())
            if other is None:
                break
            other.is_over.wait()
            if other.facts is not None:
                return other.facts
        try:
            mine.facts, _text = self._opened(job, write)
        finally:
            with self._guard:
                del self._under_way[name]
            mine.is_over.set()
        return mine.facts

    def read_pages(self, job: Job, write: Callable[[BinaryIO], object]) -> tuple[Facts, list[str]]:
        """Like open, for a job that also gives back the text of each page; there is none beside a fault."""
        facts, said = self._opened(job, write)
        if "fault" in facts:
            return facts, []
        pages = _pages_in(said)
        return ({"fault": "damaged"}, []) if pages is None else (facts, pages)

    def _opened(self, job: Job, write: Callable[[BinaryIO], object]) -> tuple[Facts, bytes]:
        with self._place(), self._turn:
            self._ensure()
            with os.fdopen(os.memfd_create("drypoint", os.MFD_CLOEXEC), "w+b") as file:
                write(file)
                file.flush()
                # Whoever asks is not to suffer from a child that was killed; one that is killed again has earned it.
                for _attempt in range(2):
                    file.seek(0)
                    with contextlib.suppress(_StaleChildError):
                        return self._ask(job, file.fileno())
                    self._ensure()
                return {"fault": "heavy"}, b""

    def warm(self) -> tuple[str, ...]:
        """Start the child if there is none, and return by which ways it is shut in."""
        with self._turn, contextlib.suppress(NotConfinedError):
            self._ensure()
        return self.is_confined_by or ()

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._end()

    @contextmanager
    def _place(self) -> Iterator[None]:
        with self._guard:
            if self._asking > MOST_WAITING:
                raise BusyError("Too many files wait to be opened.")
            self._asking += 1
        try:
            yield
        finally:
            with self._guard:
                self._asking -= 1

    def _ensure(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self._end()
        if self.is_confined_by == ():
            raise NotConfinedError("This machine knows no way to shut the child in.")
        if not hasattr(os, "memfd_create"):
            self.is_confined_by = ()
            raise NotConfinedError("This system has no files in memory.")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._channel = ours
            try:
                self._process = subprocess.Popen(  # noqa: S603 (our own program)
                    [sys.executable, "-s", "-P", "-m", PROGRAM, str(theirs.fileno()), ",".join(self._ways)],
                    env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                self._end()
                log.warning("The child that opens files cannot be started (%s)", error.strerror)
                raise BusyError("The machine is out of processes or memory.") from error
        ours.settimeout(_START_SECONDS)
        greeting = self._heard()
        if greeting is None:
            self._end()
            log.warning("The child that opens files does not start")
            raise BusyError("The child does not start.")
        self.is_confined_by = tuple(way for way in WAYS if way in str(greeting.get("ways", "")))
        if not self.is_confined_by:
            self._end()
            raise NotConfinedError("This machine knows no way to shut the child in.")

    def _ask(self, job: Job, descriptor: int) -> tuple[Facts, bytes]:
        channel = self._channel
        if channel is None:
            raise _StaleChildError
        until = time.monotonic() + job.seconds
        channel.settimeout(job.seconds)
        asked = {
            **job.asks,
            "name": job.name,
            "memory_bytes": job.memory_bytes,
            "most_text_bytes": job.most_text_bytes,
        }
        try:
            socket.send_fds(channel, [json.dumps(asked).encode()], [descriptor])
        except OSError:
            self._end()
            raise _StaleChildError from None
        facts = self._heard()
        text = None if facts is None else self._text_after(facts, job, until)
        if facts is None or text is None:
            was_killed = self._process is not None and _end_of(self._process) == -signal.SIGKILL
            self._end()
            if was_killed:
                raise _StaleChildError
            log.warning("The child that opens files was ended: a %s took too long or too much", job.name)
            return {"fault": "heavy"}, b""
        return facts, text

    def _text_after(self, facts: Facts, job: Job, until: float) -> bytes | None:
        """Return the text that follows the facts; None if it is longer than may be, ends too soon or comes too late."""
        length = facts.pop(TEXT_BYTES, 0)
        if not isinstance(length, int) or not 0 <= length <= job.most_text_bytes:
            return None
        parts: list[bytes] = []
        while length > 0:
            # The job's time is for all pieces together: a child that was taken over must not hold the turn by dripping.
            left = until - time.monotonic()
            if self._channel is None or left <= 0:
                return None
            try:
                self._channel.settimeout(left)
                part = self._channel.recv(TEXT_PIECE_BYTES)
            except OSError:
                return None
            if not part:
                return None
            parts.append(part)
            length -= len(part)
        return b"".join(parts) if length == 0 else None

    def _heard(self) -> Facts | None:
        """Return the child's next answer; None if it says nothing in time, has ended, or says what no child says."""
        try:
            message = self._channel.recv(_MESSAGE_BYTES) if self._channel else b""
            said = json.loads(message)
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(said, dict):
            return None
        return {str(name)[:32]: value if isinstance(value, int) else str(value)[:64] for name, value in said.items()}

    def _end(self) -> None:
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._channel = None


class _StaleChildError(RuntimeError):
    """The child had ended before it was asked, or somebody else ended it meanwhile."""


def _end_of(process: subprocess.Popen[bytes]) -> int | None:
    """Return how the child ended, None if it has not; its socket may close a moment before it is gone."""
    try:
        return process.wait(0.05)
    except subprocess.TimeoutExpired:
        return None


def _pages_in(said: bytes) -> list[str] | None:
    """Return what the child says of the pages, fit to be written anywhere; None for what no child of ours says."""
    try:
        pages = json.loads(said)
    except (ValueError, RecursionError):
        return None
    if not isinstance(pages, list) or not all(isinstance(page, str) for page in pages):
        return None
    return [page.encode("utf-8", "replace").decode() for page in pages]  # halves of a surrogate pair are no text


_opener: tuple[int, Opener] | None = None
_opener_guard = threading.Lock()
# Of the process that this one was forked from: kept, because Python warns of a child that is dropped while it runs.
_inherited: list[Opener] = []


def the_opener() -> Opener:
    """Return this process's opener; one that was inherited by a fork is not ours to ask."""
    global _opener
    with _opener_guard:
        if _opener is None or _opener[0] != os.getpid():
            if _opener is not None:
                _inherited.append(_opener[1])
            _opener = (os.getpid(), Opener())
        return _opener[1]


@atexit.register
def _close() -> None:
    if _opener is not None and _opener[0] == os.getpid():
        _opener[1].close()
