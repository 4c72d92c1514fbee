"""Functions that the manual offers to Python exist; every registry is named to whoever adds a room."""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
CONVERSION = "drypoint.knowledge.evidence.effects.conversion"


def rows_below(page: str, heading: str) -> list[str]:
    """Return the first cells of the table below a heading."""
    _before, found, after = (REFERENCE / page).read_text().partition(f"\n### {heading}\n")
    assert found
    return re.findall(r"^\| `([^`]+)` \|", after.partition("\n#")[0].partition("\nEvery refusal")[0], re.MULTILINE)


NAMES = [
    *(f"{CONVERSION}.{name}" for name in rows_below("evidence.md", "From what a trial prints")),
    *rows_below("atlas.md", "The body map from Python"),
]


def test_every_registry_is_named_to_whoever_adds_a_room() -> None:
    defined = re.compile(r"^def (register_\w+)", re.MULTILINE)
    modules = (ROOT / "src" / "drypoint").rglob("*.py")
    registries = {name for module in modules for name in defined.findall(module.read_text("utf-8"))}
    told = (ROOT / "CONTRIBUTING.md").read_text("utf-8").replace("`…_section`", "`register_person_section`")
    assert {name for name in registries if f"`{name}`" not in told} == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_the_manual_offers_to_python_exists_and_says_what_it_does(name: str) -> None:
    found = pkgutil.resolve_name(name)
    assert callable(found)
    assert found.__doc__


def test_every_public_conversion_stands_in_the_manual() -> None:
    module = pkgutil.resolve_name(CONVERSION)
    own = {
        f"{CONVERSION}.{name}" for name, value in vars(module).items() if getattr(value, "__module__", "") == CONVERSION
    }
    documented = {name for name in NAMES if name.startswith(CONVERSION)}
    assert {name for name in own if not name.rpartition(".")[2].startswith("_")} - documented == {
        f"{CONVERSION}.Summary"
    }
