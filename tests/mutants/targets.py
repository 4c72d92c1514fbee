"""What is mutated, and which tests must notice: targets.toml, with survivors.toml beside it."""

from __future__ import annotations

import importlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.changing import Mutant, mutants_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Target:
    """One module, or some functions of it.

    functions and operators narrow the mutants down, and so does only, a part of the text that is changed. Whatever
    protects a patient is of the fixed set, which `--protecting` tries alone.
    """

    name: str
    module: str
    tests: tuple[str, ...]
    protects: bool = False
    functions: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return ROOT / "src" / Path(*self.module.split(".")).with_suffix(".py")

    def load(self) -> object:
        return importlib.import_module(self.module)

    def mutants(self) -> list[Mutant]:
        """Return the mutants that count here, in the order of the lines."""
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
