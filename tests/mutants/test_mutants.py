"""The mutants themselves: which changes are made, that they reach whoever holds a function, and that the lists fit."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from drypoint.foundation.accounts.capabilities import all_capabilities
from tests.mutants.changing import mutants_of
from tests.mutants.putting import CannotPutError, Loaded
from tests.mutants.rows import mutants_of_rows, rows
from tests.mutants.targets import ROOT, Target, holding, survivors, targets

SOURCE = '''
"""A module."""

from __future__ import annotations

import functools

LIMIT = 3
NAMES = ("a", "b")
BOTH = frozenset(NAMES)


class NotAllowedError(Exception):
    pass


def guarded(view):
    @functools.wraps(view)
    def inner(who):
        return view(who) if who == "staff" else "refused"

    return inner


@guarded
def view(who):
    return "shown"


def within(number: int, rows: list[int]) -> bool:
    """Say whether."""
    if number < 0:
        raise NotAllowedError(number)
    rows.append(number)
    return number < LIMIT and number not in rows[:-1]


class Base:
    def name(self) -> str:
        return "base"


class Above(Base):
    def name(self) -> str:
        self.asked = True
        return super().name() + "!"
'''


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[], ModuleType]]:
    """Write the module and import it anew."""
    names: list[str] = []

    def load() -> ModuleType:
        name = f"drypoint_invented_{len(names)}"
        path = tmp_path / f"{name}.py"
        path.write_text(SOURCE)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        names.append(name)
        spec.loader.exec_module(module)
        return module

    yield load
    for name in names:
        del sys.modules[name]


def put(module: ModuleType, key: str) -> None:
    assert module.__file__
    (mutant,) = [one for one in mutants_of(Path(module.__file__)) if one.key == key]
    Loaded(module).put(mutant)


CHANGES: list[tuple[str, Callable[[Any], object], object, object]] = [
    ("within: raise NotAllowedError(number) → nothing", lambda m: m.within(-1, []), "raises", True),
    ("within: number < 0 → number <= 0", lambda m: m.within(0, []), True, "raises"),
    ("within: rows.append(number) → nothing", lambda m: m.within(1, [1, 1]), False, False),
    (
        "within: return number < LIMIT and number not in rows[:-1] → return True",
        lambda m: m.within(5, []),
        False,
        True,
    ),
    (
        "within: number < LIMIT and number not in rows[:-1] → number not in rows[:-1]",
        lambda m: m.within(5, []),
        False,
        True,
    ),
    ("<module>.LIMIT: 3 → 4", lambda m: m.within(3, []), False, True),
    ("<module>.NAMES: 'b' → nothing", lambda m: sorted(m.BOTH), ["a", "b"], ["a"]),
    ("view: @guarded → nothing", lambda m: m.view("visitor"), "refused", "shown"),
    ("Above.name: self.asked = True → nothing", lambda m: hasattr(asked(m), "asked"), True, False),
    ("Above.name: return super().name() + '!' → return None", lambda m: m.Above().name(), "base!", None),
]


def asked(module: Any) -> Any:
    one = module.Above()
    one.name()
    return one


def told(ask: Callable[[Any], object], module: Any) -> object:
    try:
        return ask(module)
    except module.NotAllowedError:
        return "raises"


@pytest.mark.parametrize(("key", "ask", "before", "after"), CHANGES, ids=[change[0] for change in CHANGES])
def test_a_change_reaches_a_module_that_is_loaded(
    make: Callable[[], ModuleType], key: str, ask: Callable[[Any], object], before: object, after: object
) -> None:
    module = make()
    assert told(ask, module) == before
    put(module, key)
    assert told(ask, module) == after


def test_who_imported_a_function_before_gets_the_changed_one(make: Callable[[], ModuleType]) -> None:
    module = make()
    within = module.within
    put(module, "within: number < LIMIT → number >= LIMIT")
    assert within(5, []) is True


def test_every_mutant_of_a_module_can_be_put(make: Callable[[], ModuleType]) -> None:
    path = Path(str(make().__file__))
    count = len(mutants_of(path))
    assert count > 20
    for number in range(count):
        module = make()
        Loaded(module).put(mutants_of(Path(str(module.__file__)))[number])


def test_a_function_that_nobody_loaded_is_no_success(make: Callable[[], ModuleType]) -> None:
    module = make()
    del module.within
    with pytest.raises(CannotPutError):
        put(module, "within: number < 0 → number <= 0")


def test_every_mutant_has_a_name_of_its_own() -> None:
    for target in targets():
        keys = [mutant.key for mutant in target.mutants()]
        assert len(set(keys)) == len(keys), target.name


def test_a_name_outlives_lines_that_move(tmp_path: Path) -> None:
    here, there = tmp_path / "here.py", tmp_path / "there.py"
    here.write_text(SOURCE)
    there.write_text(SOURCE.replace("LIMIT = 3", "\n\n# Three.\nLIMIT = 3"))
    assert [one.key for one in mutants_of(here)] == [one.key for one in mutants_of(there)]


def test_targets_have_names_of_their_own() -> None:
    names = [target.name for target in targets()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_a_target_names_what_exists(target: Target) -> None:
    places = {mutant.place.removeprefix("<module>.") for mutant in target.mutants()}
    assert places, f"{target.name} has nothing that could be changed."
    for name in target.functions:
        assert any(place == name or place.startswith(f"{name}.") for place in places), name
    for test in target.tests:
        assert (ROOT / test.partition("::")[0]).exists(), test


def test_what_is_known_to_hold_a_target_is_among_its_tests() -> None:
    """A test that was renamed is looked for in vain: `python -m tests.mutants --only TARGET --write` names it anew."""
    known = {target.name: target.tests for target in targets()}
    lost = []
    for name, tests in holding().items():
        for test in tests:
            file, _colons, function = test.partition("[")[0].partition("::")
            found = test.startswith(known.get(name, ())) and (ROOT / file).exists()
            if not found or f"def {function.rpartition('::')[2]}(" not in (ROOT / file).read_text(encoding="utf-8"):
                lost.append(f"{name}: {test}")
    assert lost == []


def test_the_rows_that_are_read_are_those_that_are_registered() -> None:
    assert dict(rows()) == {one.name: one.roles for one in all_capabilities()}


def test_a_row_is_changed_for_one_role_alone() -> None:
    before = {one.name: one.roles for one in all_capabilities()}
    mutant = next(one for one in mutants_of_rows() if one.key == "audit.read: taken from auditor")
    mutant.put()
    try:
        after = {one.name: one.roles for one in all_capabilities()}
    finally:
        (row,) = [one for one in all_capabilities() if one.name == "audit.read"]
        object.__setattr__(row, "roles", before["audit.read"])
    assert after == {**before, "audit.read": before["audit.read"] - {"auditor"}}


def test_every_module_that_writes_the_trail_or_asks_who_may_is_of_the_fixed_set() -> None:
    protected = {target.path for target in targets() if target.protects}
    writes = re.compile(r"\baudit\.record\(|\bactor\.require\(")
    found = {path for path in (ROOT / "src/drypoint").rglob("*.py") if writes.search(path.read_text(encoding="utf-8"))}
    assert sorted(str(path.relative_to(ROOT)) for path in found - protected) == []


def test_a_listed_survivor_is_a_mutant_with_a_reason() -> None:
    known = {target.name: {mutant.key for mutant in target.mutants()} for target in targets()}
    wrong = [one.mutant for one in survivors() if one.mutant not in known.get(one.target, set()) or len(one.why) < 20]
    assert wrong == [], "Take these out of survivors.toml, or say why they may live."
    assert len({(one.target, one.mutant) for one in survivors()}) == len(survivors())
