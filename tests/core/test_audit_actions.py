"""Every action that the code writes into the audit trail is said in words, and stands in the manual."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override
from tests.conftest import ROOT

from drypoint.foundation.core.registries.audit_actions import audit_actions, register_audit_actions, sentence_of


def texts_in(node: ast.AST) -> set[str]:
    found = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return {text for text in found if isinstance(text, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", text)}


def named(tree: ast.Module) -> dict[str, set[str]]:
    """Return the texts that a name may stand for, by its name."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, set()).update(texts_in(node.value))
    return found


def written_in(path: Path) -> Iterator[tuple[str, str]]:
    """Yield where the trail is written, and the actions one by one; "" for one that cannot be told from the code."""
    code = path.read_text(encoding="utf-8")
    if "audit.record(" not in code:
        return
    tree = ast.parse(code)
    names = named(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
            action = node.args[1]
            texts = names.get(action.id, set()) if isinstance(action, ast.Name) else texts_in(action)
            for text in texts or {""}:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", text


WRITTEN = {action: where for path in sorted((ROOT / "src").rglob("*.py")) for where, action in written_in(path)}
MANUAL = (ROOT / "docs" / "reference" / "audit.md").read_text(encoding="utf-8")


def test_what_the_code_writes_can_be_told_from_the_code() -> None:
    assert "" not in WRITTEN, WRITTEN[""]
    assert len(WRITTEN) > 50


def test_every_action_that_is_written_has_its_sentence_and_no_other_has() -> None:
    assert {action.name for action in audit_actions} == set(WRITTEN)


@pytest.mark.parametrize("action", sorted(WRITTEN))
def test_an_action_is_said_in_english_and_croatian(action: str) -> None:
    with override("en"):
        english = sentence_of(action)
    with override("hr"):
        croatian = sentence_of(action)
    assert english
    assert croatian != english


def test_every_action_stands_in_the_manual() -> None:
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", MANUAL, re.MULTILINE)) == set(WRITTEN)


def test_an_action_of_a_room_that_is_gone_has_its_name_alone() -> None:
    assert sentence_of("tests.gone") == ""
    register_audit_actions({"tests.gone": "It came back"})
    assert sentence_of("tests.gone") == "It came back"
