"""Words that no evidence carries: found with their endings, and not found where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from drypoint.public.claims import words
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
    ("hr", "uspjeh je sto posto", "sto posto"),
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


HERE = Path(__file__).parent
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "reference" / "word-check.md"
# Told of by whoever tried: phrases that once passed, and innocent ones that were caught.
ONCE_PASSED = [
    "Our needles cure back pain",
    "It heals your back",
    "gets rid of your pain",
    "pain free and quick",
    "100% success",
    "clinically tested",
    "effective treatment for sciatica",
    "never hurts",
    "no known side effects",
    "side effects: none",
    "leading clinic",
    "scientifically validated",
    "we promise you relief",
    "pr oven",
    "\u0440roven",
    "PROVEN",
    "Liječimo bol u leđima",
    "Liječit ćemo vas",
    "izliječeni",
    "potpuno ozdravljenje",
    "rješava bol",
    "uklanja bol",
    "bez imalo boli",
    "bezbolan postupak",
    "nema nikakvih nuspojava",
    "bez opasnosti",
    "jamčimo",
    "zajamčenim uspjehom",
    "garancijom",
    "100-postotni uspjeh",
    "čudotvorna",
    "najbolja moguća terapija",
    "klinički dokazano",
    "dokazanom metodom",
    "vrlo učinkovito",
    "trajno rješenje",
    "trenutačno olakšanje",
    "uvijek pomaže",
    "izlijecen",
    "revolucionarne",
]
ONCE_CAUGHT = [
    "It does not hurt to ask.",
    "We always help you find parking",
    "healing of a fracture takes weeks",
    "liječnik",
    "Dokazivanje",
    "secure",
    "magical realism",
    "very safe road",
    "no risk of bias",
    "prove",
    "Najbolje je doći rano",
]


@pytest.mark.parametrize("phrase", ONCE_PASSED)
def test_an_everyday_boast_does_not_pass(phrase: str) -> None:
    assert unsupported_words(phrase)


@pytest.mark.parametrize("phrase", ONCE_CAUGHT)
def test_an_everyday_phrase_that_boasts_of_nothing_passes(phrase: str) -> None:
    assert unsupported_words(phrase) == ()


@pytest.mark.parametrize(
    "written", ["pr oven", "p r o v e n", "p.r.o.v.e.n", "pro-ven", "pr0ven", "prov\u0435n", "p\u0336roven"]
)
def test_a_word_is_told_however_it_is_disguised(written: str) -> None:
    assert [hit.word for hit in unsupported_words(f"It is {written}, they say.", "en")] == [
        written.replace("\u0336", "")
    ]


@pytest.mark.parametrize("text", ["Nema dokaza, no ima ih.", "You feel pain less often.", "Doći ću do Vas."])
def test_neighbouring_words_are_not_read_as_one(text: str) -> None:
    assert unsupported_words(text) == ()


def sentences(language: str) -> tuple[list[str], list[str]]:
    caught, innocent = (HERE / f"words_{language}.txt").read_text("utf-8").split("# must not be caught\n")
    return caught.splitlines()[1:], innocent.splitlines()


@pytest.mark.parametrize("language", ["en", "hr"])
def test_the_word_check_is_as_good_as_the_manual_says(language: str) -> None:
    to_catch, innocent = sentences(language)
    caught = sum(bool(unsupported_words(one)) for one in to_catch)
    wrongly = sum(bool(unsupported_words(one)) for one in innocent)
    precision, recall = caught / (caught + wrongly), caught / len(to_catch)
    assert len(to_catch) + len(innocent) >= 200
    assert precision >= 0.95
    assert recall >= 0.90
    row = f"| {language} | {len(to_catch)} | {len(innocent)} | {precision:.3f} | {recall:.3f} |"
    assert row in MANUAL.read_text("utf-8")


def test_a_text_is_read_once_and_anew_when_it_or_the_language_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, str | None]] = []
    first = unsupported_words("It cures a knee.")

    def reading(text: str, language: str | None) -> tuple[words.FoundWord, ...]:
        read.append((text, language))
        return first

    monkeypatch.setattr(words, "_read_before", {})
    monkeypatch.setattr(words, "_read", reading)
    for text, language in (("a", None), ("a", None), ("b", None), ("a", "en"), ("a", "en"), ("b", None)):
        assert unsupported_words(text, language) == first
    assert read == [("a", None), ("b", None), ("a", "en")]


def test_what_was_read_is_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[tuple[bytes, str | None], tuple[words.FoundWord, ...]] = {}
    monkeypatch.setattr(words, "_read_before", kept)
    monkeypatch.setattr(words, "_MOST_KEPT", 3)
    for number in range(9):
        unsupported_words(f"Number {number}.")
    assert len(kept) == 3
    assert unsupported_words("It cures.") != ()
    assert unsupported_words("It cures.") != ()
