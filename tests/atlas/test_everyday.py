"""The everyday words: complete, held against the facts, and without anything that belongs to the clinician."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drypoint.knowledge.atlas.compile import everyday_text
from drypoint.knowledge.atlas.everyday import COMPILED, build, everyday
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import AtlasError
from drypoint.knowledge.bodymap import keys


def texts() -> Iterator[tuple[str, str]]:
    """Every text for the public with its language; names of structures are for the clinician."""
    words = everyday()
    for muscle in words.muscles.values():
        for one in (muscle.does.text, muscle.notice.text):
            yield from one.written
    pairs = [*words.places.values(), *words.hazards.values()]
    pairs += [text for one in words.look_alikes.values() for text in (one.name, one.signs)]
    pairs += [text for part in words.parts for text in (part.name, *(alarm.text for alarm in part.warnings))]
    for one in pairs:
        yield from one.written


def test_the_compiled_words_equal_the_data_files() -> None:
    assert COMPILED.read_text("utf-8") == everyday_text()


def test_every_place_lies_in_one_part_of_the_body_that_says_what_must_not_wait() -> None:
    words = everyday()
    listed = [place for part in words.parts for place in part.places]
    assert sorted(listed) == sorted(keys())
    for place in keys():
        assert any(alarm.urgency == "emergency" for alarm in words.part_of(place).warnings), place


def test_a_nerve_root_is_a_matter_of_the_same_day_only_under_the_condition_that_its_words_name() -> None:
    """The tag is what holds for everybody; weakness, clumsy hands and a numb seat are said in the words."""
    roots = {key: one for key, one in everyday().look_alikes.items() if key.startswith("root_")}
    assert len(roots) == 17
    for key, one in roots.items():
        assert one.urgency == "doctor", key
        if not key.startswith("root_t") or key == "root_t1":
            assert "See a doctor; the same day if the " in one.signs.in_("en"), key
            assert "isti dan ako" in one.signs.in_("hr"), key


def test_nothing_in_everyday_words_is_called_sourced_that_nobody_read() -> None:
    for words in everyday().muscles.values():
        assert (words.does.confidence, words.notice.confidence) == ("textbook", "expert")


def test_no_everyday_text_speaks_of_depth_angle_or_needle_size() -> None:
    clinical = re.compile(
        r"\d\s?(?:mm|cm)\b|\b(?:depth|angle|gauge|perpendicular|tangential|dubina|kut|okomito)\b", re.I
    )
    assert [text for _language, text in texts() if clinical.search(text)] == []


def test_croatian_says_you_with_a_capital_and_uses_no_english_left_over() -> None:
    for language, text in texts():
        if language == "hr":
            assert not re.search(r"\b(?:vi|vas|vam|vama|vaš\w*)\b", text), text
            assert not re.search(r"\b(?:the|and|with|of|pain)\b", text), text


def test_a_sentence_ends_like_one() -> None:
    for words in everyday().muscles.values():
        for one in (words.does.text, words.notice.text):
            assert all(said.endswith(".") for _language, said in one.written)


def forget_a_muscle(raw: dict[str, Any]) -> None:
    del raw["muscles"]["soleus"]


def forget_english(raw: dict[str, Any]) -> None:
    raw["places"]["places"]["heel"]["en"] = " "


def ask_what_nobody_asks(raw: dict[str, Any]) -> None:
    raw["places"]["everywhere"] = ["nothing"]


def name_an_unknown_source(raw: dict[str, Any]) -> None:
    raw["muscles"]["soleus"]["does"]["sources"] = ["nobody"]


def call_sourced_without_a_source(raw: dict[str, Any]) -> None:
    raw["muscles"]["soleus"]["notice"]["confidence"] = "sourced"


def leave_out_a_zone(raw: dict[str, Any]) -> None:
    raw["places"]["parts"][0]["zones"] = ["face"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (forget_a_muscle, "missing or unknown muscles: soleus"),
        (forget_english, "heel: a text is missing in English"),
        (ask_what_nobody_asks, "there are no questions nothing"),
        (name_an_unknown_source, "unknown sources nobody"),
        (call_sourced_without_a_source, "the confidence does not hold"),
        (leave_out_a_zone, "missing or unknown zones"),
    ],
)
def test_words_that_do_not_fit_are_refused_with_a_sentence(
    spoil: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    raw = copy.deepcopy(json.loads(COMPILED.read_text("utf-8")))
    spoil(raw)
    with pytest.raises(AtlasError, match=re.escape(sentence)):
        build(raw, load())
