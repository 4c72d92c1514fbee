"""The glossary says where each word lives, and no two classes share a name without a reason."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "drypoint"
GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `(drypoint\.[\w.]+)` \|$", GLOSSARY.read_text(), re.MULTILINE)

# Names that more than one class bears, and why.
SHARED = {
    "Complaint": "what somebody suffers from, and what somebody complains of: medicine and law each have the word",
    "Certainty": "GRADE's four words, in the pure evidence and as the stored choices of a claim",
    "Command": "Django finds a management command by this name",
    "Practitioner": "who treats: for the pure search of free slots, and as stored",
    "Service": "what is booked: for the pure search of free slots, and as stored",
    "Source": "where a fact comes from: the fact bases are files of their own, the claims' is a table",
}


@pytest.mark.parametrize(("term", "place"), [(term, place) for term, _meaning, place in ROWS], ids=[r[0] for r in ROWS])
def test_every_word_stands_where_the_glossary_says(term: str, place: str) -> None:
    module, _dot, name = place.rpartition(".")
    assert hasattr(importlib.import_module(module), name), term


def test_the_glossary_is_short_and_in_order() -> None:
    lines = GLOSSARY.read_text().splitlines()
    assert len(lines) <= 60
    assert len(ROWS) == sum(line.startswith("| ") for line in lines) - 2
    assert [row[0] for row in ROWS] == sorted((row[0] for row in ROWS), key=str.casefold)


def test_no_two_classes_share_a_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].append(str(path.relative_to(SOURCE)))
    shared = {name: found for name, found in places.items() if len(found) > 1}
    assert {name: found for name, found in shared.items() if name not in SHARED} == {}
    assert set(SHARED) <= set(shared), "A reason that nobody needs any more"
