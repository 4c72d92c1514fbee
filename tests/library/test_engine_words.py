"""Everything that the engine of evidence can say on a page of the website can be said in Croatian."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils import translation
from tests.conftest import ROOT

from drypoint.knowledge.evidence.errors import TableError
from drypoint.knowledge.evidence.table import read_table
from drypoint.public.library.calculator.answering import said

SOURCE = ROOT / "src" / "drypoint"
CATALOGUE = SOURCE / "public" / "library" / "locale" / "hr" / "LC_MESSAGES" / "django.po"
# Where in the arguments the sentence stands.
SAYING = {
    "Sentence": 0,
    "EvidenceError": 0,
    "TooManyStudiesError": 0,
    "TableError": 1,
    "ImpossibleRowError": 1,
    "NoEffectError": 1,
    "refuse": 1,
    "refuse_without_effect": 1,
    "Counted": 1,
}
# Said by the command line or the library alone: no page calls these.
NOT_ON_A_PAGE = {"data", "command.py", "replication.py", "batch.py", "clustered.py", "certainty.py"}
FILES = [
    *sorted((SOURCE / "knowledge" / "evidence").rglob("*.py")),
    SOURCE / "knowledge" / "figures" / "bubble.py",
    SOURCE / "knowledge" / "figures" / "drapery.py",
    SOURCE / "public" / "library" / "calculator" / "answering.py",
]


def patterns_of(path: Path) -> Iterator[str]:
    """Yield the sentences that the calls of a file hold."""
    tree = ast.parse(path.read_text("utf-8"))
    for call in ast.walk(tree):
        name = getattr(getattr(call, "func", None), "id", "")
        if not isinstance(call, ast.Call) or name not in SAYING or len(call.args) <= SAYING[name]:
            continue
        argument = call.args[SAYING[name]]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


@pytest.fixture(scope="module")
def said_by_the_engine() -> set[str]:
    on_a_page = [path for path in FILES if not NOT_ON_A_PAGE & set(path.relative_to(SOURCE).parts)]
    return {pattern for path in on_a_page for pattern in patterns_of(path)}


def test_every_sentence_of_the_engine_has_its_croatian_twin(said_by_the_engine: set[str]) -> None:
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if entry.translated()}
    assert len(said_by_the_engine) > 90
    assert sorted(said_by_the_engine - known) == []


def test_a_twin_has_the_places_of_its_sentence(said_by_the_engine: set[str]) -> None:
    place = re.compile(r"\{(\w+)(?::\w+)?\}")
    for entry in polib.pofile(str(CATALOGUE)):
        if entry.msgid in said_by_the_engine:
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                assert not text or set(place.findall(text)) == set(place.findall(entry.msgid)), entry.msgid


def test_a_mistake_in_a_table_is_told_in_croatian_with_a_decimal_comma() -> None:
    with pytest.raises(TableError) as raised:
        read_table("study;yi;vi\nA;0,1;0,2\nB;x;0,2\n").numbers(("yi", "vi"))
    with translation.override("hr"):
        assert said(raised.value.reason) == "yi je „x”, a to nije broj."


def test_a_count_is_told_in_the_number_that_it_needs() -> None:
    from drypoint.knowledge.evidence.sentences import Counted, Sentence

    def zero_cells(count: int) -> str:
        return said(
            Sentence(
                "Zero cells in {studies}; nothing was added.",
                studies=Counted(count, "{count} study", "{count} studies"),
            )
        )

    with translation.override("hr"):
        assert [zero_cells(count) for count in (1, 2, 5)] == [
            "Ćelije s nulom: 1 studija; ništa nije dodano.",
            "Ćelije s nulom: 2 studije; ništa nije dodano.",
            "Ćelije s nulom: 5 studija; ništa nije dodano.",
        ]
