"""Sentences keep their parts, so that a page can say them in another language."""

import pytest

from drypoint.knowledge.evidence.errors import EvidenceError, ImpossibleRowError, TableError
from drypoint.knowledge.evidence.sentences import Counted, Sentence, in_words

CROATIAN = {
    "{add:g} was added to {studies}.": "Dodano {add:g}: {studies}.",
    "line {line}: {reason}": "redak {line}: {reason}",
    "{name} is below 0.": "{name} je ispod 0.",
    "{count} studies": "studija: {count}",
}


def said(sentence):
    return in_words(sentence, lambda text: CROATIAN.get(text, text), lambda one, many, count: CROATIAN[many], ",")


def test_a_sentence_is_its_english_text():
    told = Sentence("{add:g} was added to {studies}.", add=0.5, studies=Counted(1, "{count} study", "{count} studies"))
    assert told == "0.5 was added to 1 study."


def test_numbers_take_the_decimal_sign_and_counted_nouns_their_form():
    told = Sentence("{add:g} was added to {studies}.", add=0.5, studies=Counted(3, "{count} study", "{count} studies"))
    assert said(told) == "Dodano 0,5: studija: 3."


def test_a_sentence_within_a_sentence_is_translated_too():
    assert said(TableError(4, "{name} is below 0.", name="sd1").sentence) == "redak 4: sd1 je ispod 0."


@pytest.mark.parametrize("text", ["sd1 {x", "braces } and { stay", "Šira 100 %"])
def test_words_of_a_table_are_never_taken_for_a_pattern(text):
    assert str(TableError(2, "{name} is below 0.", name=text)) == f"line 2: {text} is below 0."


def test_an_error_says_its_row_counted_from_one():
    problem = ImpossibleRowError(2, "vi is below 0.")
    assert isinstance(problem, EvidenceError)
    assert str(problem) == "Row 3: vi is below 0."
