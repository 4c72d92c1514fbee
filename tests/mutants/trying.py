"""The pytest plug-in that tries mutants: collect once, run the tests once, then fork for every mutant.

`python -m tests.mutants` starts one such pytest for each processor. Each takes the next target from a queue until none
is left. A child runs the tests that come by the changed function, quickest first, and stops at the first that fails.

With `--quick` only the tests that held before (holding.json) are run at first, and the others of a target when all of
those have let a mutant pass: what is judged stays the same, but most tests need not run at all.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.changing import Mutant
from tests.mutants.putting import CannotPutError, Loaded
from tests.mutants.rows import RowMutant
from tests.mutants.targets import Target, survivors, targets

# A child may take this many times what its tests took before the change, and this much on top.
CPU_TIMES, CPU_SECONDS = 4, 3
# One that waits for what never comes takes no processor time.
WAIT_TIMES, WAIT_SECONDS = 20, 30
# What a test is taken to need that was not run before the change.
LATE_SECONDS = 2
SURVIVED, KILLED, CANNOT = 0, 1, 2

NEW_LINE = "\n"


class _Top:
    """Stands for "the next test is in no module that is set up", so that only the session stays."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


def pytest_configure(config: pytest.Config) -> None:
    from hypothesis import settings

    # The same examples for every mutant: a mutant that dies by luck would live the next day.
    settings.register_profile("mutants", derandomize=True, database=None, deadline=None)
    settings.load_profile("mutants")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try the mutants instead of running the tests."""
    if session.testsfailed:
        raise session.Failed("A module of tests cannot be read.")
    plan = json.loads(os.environ["MUTANTS_PLAN"])
    known = {target.name: target for target in targets()}
    with Path(plan["results"], f"{os.getpid()}.jsonl").open("w", encoding="utf-8") as out:
        for names in _queue(Path(plan["queue"])):
            group = [known[name] for name in names]
            for line in Attempt(session, group, plan["holding"]).run():
                out.write(json.dumps(line) + "\n")
                out.flush()
    return True


def _queue(path: Path) -> Iterator[list[str]]:
    while True:
        with path.open("r+", encoding="utf-8") as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            groups = queue.read().splitlines()
            queue.seek(0)
            queue.truncate()
            queue.write("\n".join(groups[1:]))
        if not groups:
            return
        yield json.loads(groups[0])


class Attempt:
    """All mutants of the targets that the same tests hold, in one process.

    holding names for each target the tests that held before; where it names none for a target, all tests run at once.
    """

    def __init__(self, session: pytest.Session, group: list[Target], holding: dict[str, list[str]]) -> None:
        self.session, self.group = session, group
        self.all_items = [item for item in session.items if item.nodeid.startswith(group[0].tests)]
        names = [frozenset(holding.get(target.name, ())) for target in group]
        self.is_quick = all(names)
        self.holding = dict(zip((target.name for target in group), names, strict=True))
        wanted = frozenset().union(*names)
        self.items = [item for item in self.all_items if not self.is_quick or item.nodeid in wanted]
        self.paths = {str(target.path) for target in group}
        self.seconds: dict[str, float] = {}
        self.visitors: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.killers: dict[str, int] = defaultdict(int)

    def run(self) -> Iterator[dict[str, Any]]:
        """Give a line for what keeps the targets from being tried, one for each mutant, one at the end of a target."""
        started = time.process_time() + _children()
        gc.unfreeze()
        fault = self._warm_up()
        loaded = {} if fault else {target.name: Loaded(target.load()) for target in self.group}  # type: ignore[arg-type]
        gc.collect()
        gc.freeze()
        if not fault:
            result = self._fork(lambda: None, self.items)
            fault = "" if result == "survived" else f"A test fails in a child though nothing was changed: {result}"
        for target in self.group:
            yield {"target": target.name, "fault": fault, "tests": len(self.items)}
            mutants = [] if fault else target.mutants()
            listed = {one.mutant for one in survivors() if self.is_quick and one.target == target.name}
            for mutant in mutants:
                line = {"target": target.name, "mutant": mutant.key}
                if mutant.key in listed:
                    yield {**line, "result": "listed, and not tried"}
                    continue
                yield {**line, "result": self._try(target, loaded[target.name], mutant)}
            seconds = time.process_time() + _children() - started
            started += seconds
            sys.__stderr__.write(f"{target.name}: {len(mutants)} mutants, {seconds:.0f} s\n")
            yield {"target": target.name, "seconds": round(seconds, 1)}

    def _warm_up(self) -> str:
        if not self.items:
            return "No test is named for it."
        for index, item in enumerate(self.items):
            following = self.items[index + 1] if index + 1 < len(self.items) else _Top(self.session)
            before = time.process_time()
            with self._watching(item.nodeid):
                reports = runtestprotocol(item, log=False, nextitem=following)  # type: ignore[arg-type]
            self.seconds[item.nodeid] = time.process_time() - before
            for report in reports:
                if report.failed:
                    # Another target's tests may come after these in the same process.
                    self.session._setupstate.teardown_exact(_Top(self.session))  # type: ignore[arg-type]
                    return f"{item.nodeid} fails before anything was changed.\n{report.longreprtext}"
        return ""

    @contextmanager
    def _watching(self, nodeid: str) -> Iterator[None]:
        def note(frame: FrameType, event: str, _argument: Any) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename in self.paths:
                self.visitors[code.co_filename, code.co_qualname].add(nodeid)

        threading.setprofile(note)
        sys.setprofile(note)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]

    def _try(self, target: Target, loaded: Loaded, mutant: Mutant | RowMutant) -> str:
        held = self.holding[target.name]
        items = [item for item in self.items if not self.is_quick or item.nodeid in held]
        if not mutant.is_everywhere:
            items = [item for item in items if item.nodeid in self.visitors[loaded.path, mutant.place]]
        items = sorted(items, key=lambda item: (-self.killers[item.nodeid], self.seconds[item.nodeid]))
        change = mutant.put if isinstance(mutant, RowMutant) else lambda: loaded.put(mutant)
        result = self._fork(change, items) if items else "no test comes by"
        if self.is_quick and result in {"survived", "no test comes by"}:
            others = [item for item in self.all_items if item.nodeid not in held]
            result = self._fork(change, others)
        return result

    def _fork(self, change: Callable[[], None], items: list[pytest.Item]) -> str:
        expected = sum(self.seconds.get(item.nodeid, LATE_SECONDS) for item in items)
        folder = tempfile.mkdtemp(prefix="drypoint-mutant-")
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            code = KILLED
            try:
                _limit(expected)
                self._own_database(Path(folder))
                try:
                    change()
                except CannotPutError as error:
                    os.write(writing, str(error).encode())
                    os._exit(CANNOT)
                killer = self._first_to_fail(items)
                os.write(writing, killer.encode())
                code = KILLED if killer else SURVIVED
            except BaseException:  # noqa: BLE001 (whatever a mutant raises kills it)
                os.write(writing, traceback.format_exc().encode()[-2000:])
            finally:
                os._exit(code)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            killer = pipe.read()
        _pid, status = os.waitpid(child, 0)
        shutil.rmtree(folder, ignore_errors=True)
        if killer.startswith("tests/"):
            self.killers[killer] += 1
        if os.WIFSIGNALED(status):
            return (
                "killed: takes too long" if os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGALRM} else "killed: crash"
            )
        if os.WEXITSTATUS(status) == CANNOT:
            return f"cannot be tried: {killer}"
        return "survived" if os.WEXITSTATUS(status) == SURVIVED else f"killed: {killer.strip().rpartition(NEW_LINE)[2]}"

    def _own_database(self, folder: Path) -> None:
        """Give the child databases of its own: what it leaves behind is nobody's concern."""
        plugins = self.session.config.pluginmanager.get_plugins()
        key = next(plugin._DATABASES for plugin in plugins if hasattr(plugin, "_DATABASES"))
        found = self.session.config.stash.get(key, None)
        if found is not None:
            found.folder = folder
            found.made = set()

    def _first_to_fail(self, items: list[pytest.Item]) -> str:
        for index, item in enumerate(items):
            following = items[index + 1] if index + 1 < len(items) else _Top(self.session)
            reports = runtestprotocol(item, log=False, nextitem=following)  # type: ignore[arg-type]
            if any(report.failed for report in reports):
                return item.nodeid
        return ""


def _limit(expected: float) -> None:
    seconds = int(CPU_SECONDS + CPU_TIMES * expected) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, WAIT_SECONDS + WAIT_TIMES * expected)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
