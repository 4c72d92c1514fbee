"""What the clinician reads, in every language: complete, without anything left over, and with the same numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from drypoint.knowledge.atlas.compile import collected
from drypoint.knowledge.atlas.everyday import everyday
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import PRECAUTIONS
from drypoint.knowledge.bodymap.parts import PARTS
from drypoint.knowledge.bodymap.regions import regions
from drypoint.knowledge.language import Text, languages
from drypoint.knowledge.language.phrases import phrases
from drypoint.knowledge.language.text import texts_within

ROOMS = ("atlas", "bodymap", "figures")


def said() -> Iterator[tuple[str, Text]]:
    yield from texts_within(load())
    yield from texts_within(everyday())
    yield from texts_within(regions())
    yield from texts_within(PRECAUTIONS)
    yield from texts_within({part.key: part.name for part in PARTS})
    for room in ROOMS:
        yield from texts_within(phrases(f"drypoint.knowledge.{room}"), room)


def test_every_text_is_said_in_every_language() -> None:
    wordy = [(where, text) for where, text in said() if re.search(r"[^\W\d_]", "".join(text.as_dict().values()))]
    assert len(wordy) > 1500
    assert [where for where, text in wordy if text.missing(languages())] == []


@pytest.mark.parametrize("code", collected()["words"])
def test_a_catalogue_holds_nothing_that_no_fact_says(code: str) -> None:
    english = {text.in_("en") for _where, text in said()}
    assert sorted(set(collected()["words"][code]) - english) == []


def test_numbers_are_the_same_in_every_language() -> None:
    number = re.compile(r"\d+(?:[.,]\d+)?")
    for where, text in said():
        if ".depth." in where or ".position." in where or ".label" in where:
            found = [sorted(number.findall(words.replace(",", "."))) for words in text.as_dict().values()]
            assert all(one == found[0] for one in found), where


def test_sentences_that_are_put_together_keep_their_places() -> None:
    place = re.compile(r"\{[a-z]*\}")
    for room in ROOMS:
        for key, text in phrases(f"drypoint.knowledge.{room}").items():
            assert len({frozenset(place.findall(words)) for words in text.as_dict().values()}) == 1, key
