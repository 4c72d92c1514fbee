"""What the reading says of single sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.screening.corpus import examples

from drypoint.knowledge.screening import ReportReading, ScreeningError, load, read
from drypoint.knowledge.screening.model import STATES
from drypoint.knowledge.screening.text import MOST_WORDS, sentences, tokens

SENTENCES = [example.text for example in examples() if not example.is_report and not example.is_set_aside]
UNRELATED = {"hr": "Kontrola je dogovorena.", "en": "The garden is green.", "de": "Der Garten ist grün."}


def states(text: str) -> dict[str, str]:
    return {mark.key: mark.state for mark in read(text).marks}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Uzima Marivarin po shemi.", {"warfarin": "present"}),
        ("Ne uzima Marivarin.", {"warfarin": "negated"}),
        ("Marivarin je ukinut.", {"warfarin": "stopped"}),
        ("Otac na Marivarinu.", {"warfarin": "other_person"}),
        ("Razmotriti uvođenje Marivarina.", {"warfarin": "possible"}),
        ("Rule out deep vein thrombosis.", {"rf_dvt": "possible"}),
        ("V.a. Lungenembolie.", {"rf_pe_ptx": "possible"}),
        ("No history of epilepsy.", {"epilepsy": "negated"}),
        ("Kein Marcumar, aber Plavix.", {"phenprocoumon": "negated", "clopidogrel": "present"}),
        ("Negira dijabetes, hipertenziju i epilepsiju.", {"diabetes": "negated", "epilepsy": "negated"}),
        ("Bez znakova duboke venske tromboze.", {"rf_dvt": "negated"}),
        ("Allergic to aspirin.", {"aspirin": "negated"}),
        ("Senzibilitet uredan.", {"numb_area": "negated"}),
    ],
)
def test_a_state_is_told_from_the_words_around(text: str, wanted: dict[str, str]) -> None:
    assert states(text) == wanted


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Trudnoća 20. tjedan, uredna.", "pregnancy"),
        ("Nema komplikacija trudnoće.", "pregnancy"),
        ("Schrittmachertasche reizlos.", "pacemaker"),
        ("Laminectomy healed.", "spinal_surgery"),
        ("Epilepsija: EEG uredan.", "epilepsy"),
        ("Epilepsy with normal EEG.", "epilepsy"),
        ("Normal EEG in epilepsy.", "epilepsy"),
        ("Šećerna bolest uredno kontrolirana.", "diabetes"),
        ("Heart failure with normal ejection fraction.", "heart_serious"),
        ("KOPB, saturacija uredna.", "lung_disease"),
        ("HIV: Viruslast negativ.", "blood_borne"),
        ("Hepatitis C, PCR negative.", "blood_borne"),
        ("Prostate cancer, PSA normal.", "rf_cancer_history"),
        ("Limfedem uredne kože.", "lymphoedema_area"),
        ("Chest pain, ECG normal.", "rf_acs"),
        ("Thunderclap headache, CT normal.", "rf_thunder"),
        ("Urinary retention, reflexes normal.", "rf_ces_bladder"),
        ("Hornerov sindrom, MR uredan.", "rf_horner"),
        ("DVT desno, lijevo uredno.", "rf_dvt"),
        ("TVT rechts, links unauffällig.", "rf_dvt"),
        ("Uredna trudnoća.", "pregnancy"),
        ("Pregnancy unremarkable.", "pregnancy"),
        ("Schwangerschaft unauffällig.", "pregnancy"),
        ("Pacemaker uredne funkcije.", "pacemaker"),
        ("Herzschrittmacher: regelrechte Funktion.", "pacemaker"),
        ("Endoproteza kuka uredna.", "joint_replacement"),
        ("Hip replacement in normal position.", "joint_replacement"),
        ("Breast implants intact.", "breast_implant"),
        ("Uredan nalaz nakon spondilodeze.", "spinal_surgery"),
        ("INR uredan uz Marivarin.", "warfarin"),
    ],
)
def test_something_normal_beside_it_denies_nothing(text: str, key: str) -> None:
    assert states(text) == {key: "present"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Test na trudnoću negativan.", "pregnancy"),
        ("Nije trudna.", "pregnancy"),
        ("Kein Herzschrittmacher.", "pacemaker"),
        ("Koagulacija uredna.", "bleeding_disorder"),
        ("Gerinnung unauffällig.", "bleeding_disorder"),
        ("Senzibilitet uredan.", "numb_area"),
        ("Sensation intact.", "numb_area"),
        ("Kontrola sfinktera uredna.", "rf_ces_bladder"),
    ],
)
def test_what_is_denied_or_found_normal_itself_stays_denied(text: str, key: str) -> None:
    assert states(text) == {key: "negated"}


def test_the_last_of_a_list_says_nothing_of_those_before_it() -> None:
    found = states("Dijabetes, epilepsija, astma, ostalo uredno.")
    assert found == {"diabetes": "present", "epilepsy": "present", "lung_disease": "present"}


@pytest.mark.parametrize("unit", ["no pacemaker, ", "Marivarin ", "ne uzima Marivarin i ", "word, ", "word "])
def test_a_sentence_without_an_end_is_cut_so_that_reading_it_takes_no_longer_than_its_length_says(unit: str) -> None:
    found = tokens(unit * 400)
    ranges = sentences(found)
    assert all(0 < end - start <= MOST_WORDS for start, end in ranges)
    assert [start for start, _end in ranges] == [0, *(end for _start, end in ranges[:-1])]
    assert ranges[-1][1] == len(found)


def test_a_sentence_that_is_cut_is_cut_at_a_comma() -> None:
    text = "No " + "word " * 50 + ", " + "word " * 30 + ", " + "word " * 60
    (first, second) = sentences(tokens(text))
    assert (first[1] - first[0], second[1] - second[0]) == (81, 60)


@pytest.mark.parametrize("written", ["Marivarin", "MARIVARIN", "Marivarina", "Mar1varin", "Marivarln", "Mari-\nvarin"])
def test_a_drug_is_known_inflected_misread_and_hyphenated(written: str) -> None:
    assert states(f"Uzima {written} 3 mg.") == {"warfarin": "present"}


def test_a_named_drug_is_never_also_the_item_that_it_belongs_to() -> None:
    assert states("On anticoagulation with warfarin.") == {"warfarin": "present"}
    assert states("On anticoagulation.") == {"anticoagulant": "present"}


def test_nothing_marked_is_no_clearance() -> None:
    assert read("").clearance is False
    assert read("Uredan nalaz.").clearance is False


def test_a_mark_carries_level_and_sources_of_the_catalogue() -> None:
    (mark,) = read("Uzima Xarelto.").marks
    item = load().items["anticoagulant"]
    assert (mark.kind, mark.level, mark.source) == ("antithrombotic", item.level, ", ".join(item.sources))


def test_an_unknown_language_is_refused_in_a_sentence() -> None:
    with pytest.raises(ScreeningError, match="give hr, en, de or auto"):
        read("text", "fr")


def well_formed(text: str, reading: ReportReading) -> None:
    last = 0
    for mark in reading.marks:
        assert text[mark.start : mark.end] == mark.text
        assert last <= mark.start < mark.end
        assert mark.state in STATES
        last = mark.end


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    well_formed(text, read(text))


PIECES = st.sampled_from([*SENTENCES, *" \n\t.,;:?!-/()", "ß", "ﬁ", "é", "\u0301", "\u00ad", "0", "…", "½", "İ"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_marks_lie_in_order_apart_and_where_their_words_stand(text: str) -> None:
    well_formed(text, read(text))


@given(st.sampled_from(SENTENCES), st.sampled_from(sorted(UNRELATED)))
def test_an_unrelated_paragraph_changes_no_mark(sentence: str, language: str) -> None:
    alone = read(sentence, language)
    said = UNRELATED[language]
    followed = read(f"{sentence}\n\n{said}", language)
    assert followed.marks == alone.marks
    led = read(f"{said}\n\n{sentence}", language)
    shift = len(said) + 2
    assert [(m.start - shift, m.key, m.state) for m in led.marks] == [(m.start, m.key, m.state) for m in alone.marks]
