"""No code asks which language it is: a language is data, and code asks the data."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from drypoint.knowledge.language import FALLBACK, languages

SOURCE = Path(__file__).resolve().parents[2] / "src" / "drypoint"
# Files that are data themselves, and why.
DATA = {
    "knowledge/language/languages.py": "names the one language that all others fall back to",
    "care/booking/demo.py": "invented services are named in each language, and invented people speak one",
    "public/enquiries/demo.py": "invented people write in their language",
    "foundation/patients/demo.py": "invented people speak a language",
    "public/mailing/demo.py": "invented people read in their language",
    "public/reviews/demo.py": "invented people write in their language",
}
FOLDERS_OF_DATA = ("knowledge/screening/", "knowledge/countries/")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = str(path.relative_to(SOURCE))
        if "migrations" in path.parts or name in DATA or name.startswith(FOLDERS_OF_DATA):
            continue
        yield name, ast.parse(path.read_text("utf-8"))


def languages_named_in(tree: ast.Module) -> list[str]:
    """Each place where code names a language: its code as a text, or a name that ends in one (name_hr)."""
    ends = tuple(f"_{code}" for code in languages())
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in languages():
            found.append(f"{node.lineno}: “{node.value}”")
        names = [str(getattr(node, field)) for field in ("attr", "id", "arg") if getattr(node, field, None)]
        named = [one for one in names if one in languages() or one.endswith(ends)]
        found += [f"line {getattr(node, 'lineno', 0)}: {one}" for one in named]
    return found


def test_no_code_names_a_language() -> None:
    named = {name: found for name, tree in modules() if (found := languages_named_in(tree))}
    assert named == {}


@pytest.mark.parametrize(
    "code",
    [
        'if language == "hr": pass',
        'x = texts["en"]',
        'x = texts.get("hr")',
        'WORDS = {"en": "Front", "hr": "Sprijeda"}',
        'def f(language: str = "en"): pass',
        "x = muscle.name_hr",
        "x = stretch.hr",
        "f(text_hr=1)",
        "match language:\n  case 'hr': pass",
    ],
)
def test_every_way_of_naming_one_is_seen(code: str) -> None:
    assert languages_named_in(ast.parse(code))


def test_templates_ask_for_no_language_either() -> None:
    asked = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("templates/**/*.html")
        for code in languages()
        if f'== "{code}"' in path.read_text("utf-8")
    ]
    assert asked == []


def test_the_list_of_data_holds_only_what_is_data() -> None:
    for name in DATA:
        if (SOURCE / name).exists():
            assert languages_named_in(ast.parse((SOURCE / name).read_text("utf-8"))), f"{name} needs no exception"
    assert FALLBACK in languages()
