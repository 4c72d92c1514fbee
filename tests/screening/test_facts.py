"""The facts and word lists as shipped, held against themselves."""

import json
from typing import Any

import pytest

from drypoint.knowledge.screening import ScreeningError, compile, load  # noqa: A004
from drypoint.knowledge.screening.load import COMPILED, build
from drypoint.knowledge.screening.phrases import parsed
from drypoint.knowledge.screening.words import COMPILED as COMPILED_WORDS
from drypoint.knowledge.screening.words import lexicon


@pytest.fixture
def raw() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(COMPILED.read_text("utf-8"))
    return found


def test_the_compiled_files_are_those_of_the_data_files() -> None:
    assert COMPILED.read_text("utf-8") == compile.compiled_text()
    assert COMPILED_WORDS.read_text("utf-8") == compile.words_text()


def test_every_item_and_drug_has_words() -> None:
    raw_words = json.loads(COMPILED_WORDS.read_text("utf-8"))
    named = {key for key, *_rest in raw_words["phrases"]}
    assert not {*load().items, *load().drugs} - named
    assert lexicon()


def test_every_source_says_how_much_of_it_was_read() -> None:
    assert all(source.read for source in load().sources.values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": "harmless"}, "is no level"),
        ({"kind": "rumour"}, "is no kind"),
        ({"sources": []}, "calls itself sourced and names no source"),
        ({"sources": ["Nobody1999"]}, "sources.yaml does not have"),
        ({"urgency": "soon"}, "a red flag has an urgency"),
        ({"topic": " "}, "topic is blank"),
        ({"region": "moon"}, "is no region"),
        ({"links": {"blocks": 1}}, "unknown links"),
    ],
)
def test_an_item_that_does_not_fit_is_refused(raw: dict[str, Any], change: dict[str, Any], said: str) -> None:
    raw["items"][0] |= change
    with pytest.raises(ScreeningError, match=said):
        build(raw)


def test_a_drug_has_the_level_of_its_item(raw: dict[str, Any]) -> None:
    raw["drugs"][0]["level"] = "caution"
    with pytest.raises(ScreeningError, match="another level than its item"):
        build(raw)


def test_an_id_stands_once(raw: dict[str, Any]) -> None:
    raw["items"].append(raw["items"][0])
    with pytest.raises(ScreeningError, match="stands twice"):
        build(raw)


@pytest.mark.parametrize(
    ("line", "said"),
    [("{none} word", "no set none"), ("two.words here", "is not one word"), ("?may ?be", "leaves no word")],
)
def test_a_line_of_a_word_list_that_cannot_be_read_is_refused(line: str, said: str) -> None:
    with pytest.raises(ScreeningError, match=said):
        list(parsed("epilepsy", line, {}))
