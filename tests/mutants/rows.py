"""The rows of the table of roles, each changed for each role: they are registered at start, and no code to swap."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "drypoint"
OWNER, ROLES = "owner", ("owner", "clinician", "reception", "editor", "auditor")


@dataclass(frozen=True)
class RowMutant:
    """A capability that is given to one role more, or taken from one."""

    capability: str
    role: str
    is_given: bool

    # Whatever test there is may come by.
    is_everywhere = True

    @property
    def place(self) -> str:
        return self.capability

    @property
    def change(self) -> str:
        return f"{'given to' if self.is_given else 'taken from'} {self.role}"

    @property
    def key(self) -> str:
        return f"{self.place}: {self.change}"

    def put(self) -> None:
        """Change the row in the running process."""
        from drypoint.foundation.accounts.capabilities import all_capabilities

        (row,) = [one for one in all_capabilities() if one.name == self.capability]
        assert (self.role in row.roles) is not self.is_given
        object.__setattr__(row, "roles", row.roles ^ {self.role})


def mutants_of_rows() -> list[RowMutant]:
    """Return a mutant for each role of each capability that a room of the product registers."""
    return [RowMutant(name, role, role not in held) for name, held in sorted(rows()) for role in ROLES]


def rows() -> Iterator[tuple[str, frozenset[str]]]:
    """Give each capability as its room's apps.py names it, with who holds it: read, so that Django need not run."""
    for path in sorted(SOURCE.rglob("apps.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Capability":
                name, _sentence, held = node.args
                assert isinstance(name, ast.Constant)
                assert isinstance(held, ast.Call)
                roles = {ast.unparse(role).removeprefix("Role.").lower() for role in held.args}
                yield str(name.value), frozenset({OWNER, *roles})
