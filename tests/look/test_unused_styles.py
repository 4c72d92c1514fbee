"""A style that nothing wears is deleted: every class, id and attribute of a style sheet is named somewhere."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src/drypoint"
SHEETS = sorted(SOURCE.rglob("*.css"))
NAME = re.compile(r"[A-Za-z_][\w-]*")
# What is put together from parts, and from which.
PUT_TOGETHER = {
    f"mechanism-{step}": "knowledge/figures/mechanism.py"
    for step in ("mechanical", "peripheral", "segmental", "central")
}
# Written by Django itself.
BY_DJANGO = {"aria-invalid"}


def named_in_template(text: str) -> set[str]:
    """Return the words inside tags, those of HTML and of Django: what people read is no name."""
    bare = re.sub(r"(?s){%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text)
    return set(NAME.findall(" ".join(re.findall(r"(?s){%.*?%}|<(?:{%.*?%}|{{.*?}}|[^>])*>", bare))))


def named_in_python(text: str) -> set[str]:
    """Return the words of every string that is no docstring."""
    tree = ast.parse(text)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {name for node in strings if id(node) not in docstrings for name in NAME.findall(str(node.value))}


@cache
def named() -> set[str]:
    found = set(PUT_TOGETHER) | BY_DJANGO
    for path in SOURCE.rglob("*.html"):
        found |= named_in_template(path.read_text("utf-8"))
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            found |= named_in_python(path.read_text("utf-8"))
    for path in SOURCE.rglob("*.js"):
        if not path.name.endswith(".min.js"):
            found |= set(NAME.findall(re.sub(r"//.*", "", path.read_text("utf-8"))))
    # A script names data-other-way as dataset.otherWay.
    return found | {"data-" + re.sub(r"[A-Z]", lambda big: f"-{big[0].lower()}", name) for name in found}


def styled(sheet: str) -> set[str]:
    """Return every class, id and attribute that a rule of the sheet looks for."""
    bare = re.sub(r"(?s)/\*.*?\*/|\"[^\"]*\"", "", sheet)
    selectors = " ".join(
        found for found in re.findall(r"([^{};]+){", bare) if not found.lstrip().startswith("@supports")
    )
    return set(re.findall(r"[.#]([A-Za-z_][\w-]*)", selectors)) | set(re.findall(r"\[([\w-]+)", selectors))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_everything_that_is_styled_is_worn(sheet: Path) -> None:
    assert sorted(styled(sheet.read_text("utf-8")) - named()) == []


def test_what_is_put_together_is_put_together_there() -> None:
    for name, place in PUT_TOGETHER.items():
        first, _dash, last = name.partition("-")
        words = named_in_python((SOURCE / place).read_text("utf-8"))
        assert {f"{first}-", last} <= words, name


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (".a > .b:hover { color: red }", {"a", "b"}),
        ("@media (min-width: 3rem) { #c .d { x: y } }", {"c", "d"}),
        ('[data-e="f.g"] { x: y }', {"data-e"}),
        ("/* .h { } */ .i { width: 1.5em; }\n.j { }", {"i", "j"}),
    ],
)
def test_selectors_are_read(sheet: str, expected: set[str]) -> None:
    assert styled(sheet) == expected


def test_a_word_that_people_read_wears_nothing() -> None:
    page = '<p class="a {% if b %}c{% endif %}" title="d">e</p>{# f #}{% comment %}<p class="g">{% endcomment %}'
    assert {"a", "c"} <= named_in_template(page)
    assert not {"e", "f", "g"} & named_in_template(page)
    assert named_in_python('"""h."""\nx = f"i {j} k"') == {"i", "k"}
