"""Keep child processes running until told to stop."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# Who has lived this long is taken to be well, and its next death is its first.
WELL_AFTER_SECONDS = 60.0
STOP_SECONDS = 30.0
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask Linux to end this child should its parent be killed, so that no web server keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program that is started again, later each time, whenever it ends."""

    name: str
    command: Sequence[str]
    say: Callable[[str], None]
    now: Callable[[], float] = time.monotonic
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    _started_at: float = 0.0
    _start_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the program in a process group of its own."""
        self._started_at = self.now()
        # preexec_fn is safe here: the supervisor has one thread.
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def look_after(self) -> None:
        """Notice a death, and start the program again when its pause is over."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.kill_group()  # processes of its own that it left behind
            self.process = None
            self.deaths = 1 if self.now() - self._started_at > WELL_AFTER_SECONDS else self.deaths + 1
            pause = pause_after(self.deaths)
            self._start_at = self.now() + pause
            self.say(f"The {self.name} ended (code {code}). It is started again in {pause:.0f} s.")
        elif self.now() >= self._start_at:
            self.start()

    def terminate(self) -> None:
        """Ask the program to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end, and kill what has not ended by then."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, until - self.now()))
        self.kill_group()
        self.process.wait()

    def kill_group(self) -> None:
        """Kill whatever is left of the program's process group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def pause_after(deaths: int) -> float:
    """Return the seconds to wait before a start that follows so many deaths in a row: 1, 2, 4 … 60."""
    return float(min(FIRST_PAUSE_SECONDS * 2 ** min(deaths - 1, 10), LONGEST_PAUSE_SECONDS))


class Supervisor:
    """Run children until SIGTERM or SIGINT."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._stopping = threading.Event()

    def listen(self) -> None:
        """Take SIGTERM and SIGINT as the wish to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: self._stopping.set())

    @property
    def is_stopping(self) -> bool:
        """Whether a signal has asked to stop."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Start the children."""
        for child in self._children:
            child.start()

    def run(self, tick: Callable[[], bool] = lambda: True) -> None:
        """Look after the children until a signal, or until `tick`, called all the while, returns False."""
        while not self._stopping.is_set() and tick():
            for child in self._children:
                child.look_after()
            self._stopping.wait(0.2)

    def stop(self) -> None:
        """Ask the children to end and wait for them."""
        until = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.terminate()
        for child in self._children:
            child.wait(until)
