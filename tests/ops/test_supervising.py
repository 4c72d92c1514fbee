"""Children that are kept running."""

from __future__ import annotations

import subprocess
import sys
import time

from drypoint.project.supervising import Child, pause_after

LIVE = [sys.executable, "-c", "import signal; signal.pause()"]
DIE = [sys.executable, "-c", "raise SystemExit(3)"]


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_pauses_between_starts_grow_to_a_minute() -> None:
    assert [pause_after(deaths) for deaths in (1, 2, 3, 7, 100)] == [1, 2, 4, 60, 60]


def test_a_child_that_dies_is_started_again_after_its_pause() -> None:
    clock, said = Clock(), list[str]()
    child = Child("worker", DIE, said.append, now=clock)
    child.start()
    assert child.process is not None
    child.process.wait()
    child.look_after()
    assert child.process is None
    assert said == ["The worker ended (code 3). It is started again in 1 s."]
    child.look_after()
    assert child.process is None
    clock.seconds = 1.0
    child.look_after()
    assert child.process is not None
    child.process.wait()
    child.look_after()
    assert said[-1].endswith("in 2 s.")


def test_a_child_that_was_well_for_a_minute_starts_its_pauses_afresh() -> None:
    clock, said = Clock(), list[str]()
    child = Child("worker", DIE, said.append, now=clock, deaths=6)
    child.start()
    assert child.process is not None
    child.process.wait()
    clock.seconds = 61
    child.look_after()
    assert child.deaths == 1


def test_a_child_that_does_not_end_in_time_is_killed() -> None:
    stubborn = [
        sys.executable,
        "-c",
        "import signal\nsignal.signal(15, signal.SIG_IGN)\nprint(flush=True)\nsignal.pause()",
    ]
    child = Child("web server", stubborn, lambda _sentence: None)
    child.start()
    child.terminate()
    child.wait(until=time.monotonic() + 0.3)
    assert child.process is not None
    assert child.process.returncode in {-9, -15}


def test_a_living_child_is_left_alone() -> None:
    child = Child("worker", LIVE, lambda _sentence: None)
    child.start()
    process = child.process
    child.look_after()
    assert child.process is process
    child.terminate()
    child.wait(until=time.monotonic() + 5)
    assert isinstance(process, subprocess.Popen)
    assert process.poll() is not None
