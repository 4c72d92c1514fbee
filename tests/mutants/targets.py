"""What is mutated, and which tests must notice: targets.toml, with survivors.toml and holding.json beside it."""

from __future__ import annotations

import importlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.changing import Mutant, mutants_of
from tests.mutants.rows import RowMutant, mutants_of_rows

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Target:
    """One module, or some functions of it.

    functions and operators narrow the mutants down, and so does only, a part of the text that is changed. rows takes
    the capabilities that the rooms register instead of the module's code. Whatever protects a patient is of the fixed
    set, which `--protecting` tries alone.
    """

    name: str
    module: str
    tests: tuple[str, ...]
    protects: bool = False
    functions: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    rows: bool = False

    @property
    def path(self) -> Path:
        return ROOT / "src" / Path(*self.module.split(".")).with_suffix(".py")

    def load(self) -> object:
        return importlib.import_module(self.module)

    def mutants(self) -> Sequence[Mutant | RowMutant]:
        """Return the mutants that count here, in the order of the lines."""
        if self.rows:
            return mutants_of_rows()
        return [mutant for mutant in mutants_of(self.path) if self._wants(mutant)]

    def _wants(self, mutant: Mutant) -> bool:
        place = mutant.place.removeprefix("<module>.")
        return (
            (not self.functions or any(place == name or place.startswith(f"{name}.") for name in self.functions))
            and (not self.operators or mutant.operator in self.operators)
            and (not self.only or any(part in mutant.change for part in self.only))
        )


@dataclass(frozen=True)
class Survivor:
    """A mutant that may live, and why no test can or need tell it from the original."""

    target: str
    mutant: str
    why: str


def targets() -> list[Target]:
    """Return every target in the order of the file."""
    rows = tomllib.loads((HERE / "targets.toml").read_text(encoding="utf-8"))["target"]
    return [
        Target(**{name: tuple(part) if isinstance(part, list) else part for name, part in row.items()}) for row in rows
    ]


def survivors() -> list[Survivor]:
    """Return the mutants that are known to live."""
    rows = tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8")).get("survivor", [])
    return [Survivor(**row) for row in rows]


HOLDING = HERE / "holding.json"


def holding() -> dict[str, list[str]]:
    """Return for each target the tests that noticed its mutants when all were run, by their names in pytest."""
    found: dict[str, list[str]] = json.loads(HOLDING.read_text(encoding="utf-8"))
    return found


def hold(found: dict[str, list[str]]) -> None:
    """Keep which tests hold the targets of a run; others stay as they were, and those that are gone go."""
    names = [target.name for target in targets()]
    both = {**holding(), **found}
    kept = {name: both[name] for name in names if both.get(name)}
    HOLDING.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
