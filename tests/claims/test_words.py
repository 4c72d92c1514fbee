"""Words that no evidence carries: found with their endings, and not found where they are not."""

from __future__ import annotations

import pytest

from drypoint.public.claims.words import unsupported_words

FOUND = [
    ("en", "Dry needling is proven to work.", "proven to"),
    ("en", "It is not proven.", "proven"),
    ("en", "It CURES back pain", "CURES"),
    ("en", "a highly effective treatment", "highly effective"),
    ("en", "a highly\N{NO-BREAK SPACE}effective treatment", "highly effective"),
    ("en", "<p>a <strong>highly</strong> effective treatment</p>", "highly effective"),
    ("en", "pain<em>less</em>", "painless"),
    ("en", "There are no side effects.", "no side effects"),
    ("en", "without any side-effects", "without any side-effects"),
    ("en", "no side&nbsp;effects", "no side effects"),
    ("en", "It does not hurt.", "does not hurt"),
    ("en", "Results guaranteed", "guaranteed"),
    ("en", "100 % relief", "100 %"),
    ("en", "100% relief", "100%"),
    ("en", "completely safe", "completely safe"),
    ("en", "risk-free", "risk-free"),
    ("en", "a mira\N{SOFT HYPHEN}cle", "miracle"),
    ("en", "the best treatment in town", "the best treatment"),
    ("hr", "To je dokazano.", "dokazano"),
    ("hr", "dokazanog učinka", "dokazanog"),
    ("hr", "Istraživanja su dokazala učinak", "dokazala"),
    ("hr", "Izliječit ćemo Vas", "Izliječit"),
    ("hr", "potpuno izlječenje", "izlječenje"),
    ("hr", "Igla liječi bol", "liječi"),
    ("hr", "vrlo učinkovita metoda", "vrlo učinkovita"),
    ("hr", "vrlo ucinkovitim postupkom", "vrlo ucinkovitim"),
    ("hr", "najučinkovitiji postupak", "najučinkovitiji"),
    ("hr", "bez nuspojava", "bez nuspojava"),
    ("hr", "nema nuspojava", "nema nuspojava"),
    ("hr", "Bezbolnom iglom", "Bezbolnom"),
    ("hr", "bezbolan postupak", "bezbolan"),
    ("hr", "zajamčenim rezultatom", "zajamčenim"),
    ("hr", "Jamčimo uspjeh", "Jamčimo"),
    ("hr", "bez rizika", "bez rizika"),
    ("hr", "potpuno sigurna metoda", "potpuno sigurna"),
    ("hr", "čudesna igla", "čudesna"),
    ("hr", "stopostotno, sto posto", "sto posto"),
]
NOT_FOUND = [
    ("en", "This is unproven."),
    ("en", "The trials were improved."),
    ("en", "secure, curate, accurate, curedness"),
    ("en", "It may be effective for a while."),
    ("en", "Side effects are listed below."),
    ("en", "a risk of bleeding"),
    ("en", "safe storage of your report"),
    ("en", "about 1000 % of nothing: 37 % of treatments"),
    ("en", "You should hurt less."),
    ("hr", "Dokazi su slabi."),
    ("hr", "Nije posve sigurno."),
    ("hr", "osobe liječene iglom"),
    ("hr", "učinak je malen"),
    ("hr", "nuspojave su modrice"),
    ("hr", "bolovi u leđima"),
    ("hr", "Najbolji broj terapija nije poznat."),
]


@pytest.mark.parametrize(("language", "text", "word"), FOUND)
def test_an_unsupported_word_is_found_with_its_reason(language: str, text: str, word: str) -> None:
    hits = unsupported_words(text, language)
    assert [hit.word for hit in hits] == [word]
    assert str(hits[0].reason)


@pytest.mark.parametrize(("language", "text"), NOT_FOUND)
def test_a_harmless_sentence_raises_no_alarm(language: str, text: str) -> None:
    assert unsupported_words(text, language) == ()


def test_both_languages_are_read_where_none_is_named() -> None:
    assert [hit.word for hit in unsupported_words("Painless, bezbolno")] == ["Painless", "bezbolno"]
