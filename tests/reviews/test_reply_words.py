"""What an answer to a review may say: nothing that tells who was a patient, nothing about health."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drypoint.public.reviews.rules import ReplyFaultKind, _compiled, faults_of_reply

MAY_STAND = [
    "",
    "Thank you for writing.",
    "Thank you for your kind words.",
    "We cannot say in public whether somebody was here. Please call us, we would like to talk about it.",
    "We want nobody to wait; please call us, so that we can look into it.",
    "We take every complaint seriously. Our telephone number stands on the contact page.",
    "It is our policy to explain the price beforehand.",
    "We are sorry to read this. Please write to us at the address on the contact page.",
    "Thank you for your opinion.",
    "Please write to us so that we can look into it.",
    "We take every comment seriously.",
    "We would like to help, and can be reached by telephone. Get in touch with us.",
    "A well-meant word is always welcome.",
    "Call us during opening hours with any question.",
    "Hvala na mišljenju.",
    "Molimo vas, javite nam se da razgovaramo.",
    "Svaku primjedbu uzimamo ozbiljno.",
    "Rado bismo o tome razgovarali s vama.",
    "Hvala na lijepim riječima.",
    "Hvala Vam na recenziji.",
    "Žao nam je što ste nezadovoljni. Molimo nazovite nas da o tome razgovaramo.",
    "Javno ne možemo reći je li netko bio u ordinaciji. Nazovite nas, rado ćemo razgovarati.",
    "Nastojimo da nitko ne čeka. Naš broj telefona nalazi se na stranici Kontakt.",
    "Svaku pritužbu shvaćamo ozbiljno.",
]
CONFIRMS = [
    "It was a pleasure treating you!",
    "Thank you for coming to us.",
    "Thanks for your visit!",
    "We are so glad you feel better.",
    "When you came in on Monday we were short of staff.",
    "You were treated by our best colleague.",
    "As our patient you know that we care.",
    "Your treatment was free of charge.",
    "Your second appointment was cancelled by you.",
    "According to our records you never came.",
    "We have no record of you.",
    "You have never been here.",
    "You weren't even here.",
    "See you next week!",
    "Looking forward to seeing you again.",
    "We examined you with care.",
    "Your therapist says hello.",
    "It was nice to meet you.",
    "YOUR  TREATMENT",
    "your\u200btreatment? No: your treatment.",
    "We looked after you with great care.",
    "We remember you well.",
    "We did our best for you.",
    "You left our practice happy",
    "It was a pleasure to work with you.",
    "the hour with our physiotherapist disappointed you",
    "We are sorry we could not help you.",
    "You paid for three and got three.",
    "You arrived late, so it was shorter.",
    "Thanks for being with us for years.",
    "You are welcome back at any time.",
    "Lijepo je bilo raditi s vama.",
    "Zakasnili ste, pa je bilo kraće.",
    "Čuli smo da ste zakasnili.",
    "Žao nam je što vam nismo pomogli.",
    "Nažalost nismo vam mogli pomoći.",
    "Uvijek ste dobrodošli natrag.",
    "Rado smo se brinuli o vama.",
    "Dobro vas se sjećamo.",
    "Dali smo sve od sebe.",
    "Hvala na dolasku!",
    "Hvala Vam na ukazanom povjerenju.",
    "Hvala što ste nas odabrali.",
    "Drago nam je da Vam je bolje.",
    "Bili ste kod nas samo jednom.",
    "Vaš tretman je bio besplatan.",
    "Vaš fizioterapeut Vas pozdravlja.",
    "Kao naš pacijent znate da se trudimo.",
    "Niste ni bili kod nas.",
    "Vidimo se idući tjedan!",
    "Vaš zadnji termin ste otkazali.",
    "U našoj evidenciji Vas nema.",
    "Liječili smo Vas s puno pažnje.",
    "Dođite nam opet.",
    "VAS TERMIN",
]
HEALTH = [
    "Dry needling can hurt your back.",
    "A headache of this kind takes time.",
    "Sciatica needs patience.",
    "The needles are sterile.",
    "Pain is subjective.",
    "Surgery was not needed.",
    "After the MRI we knew more.",
    "Pregnancy is a reason to wait.",
    "The shoulder was the problem.",
    "Bol je subjektivna.",
    "Glavobolja traži vremena.",
    "Igle su sterilne.",
    "Ozljeda koljena traži strpljenja.",
    "Trudnoća je razlog za oprez.",
    "Uputnica nije bila potrebna.",
    "Bol u leđima prolazi.",
    "Dijagnoza je bila jasna.",
]


@pytest.mark.parametrize("text", MAY_STAND)
def test_what_could_be_said_to_anybody_may_stand(text: str) -> None:
    assert faults_of_reply(text) == ()


@pytest.mark.parametrize("text", CONFIRMS)
def test_what_tells_that_somebody_was_here_is_refused(text: str) -> None:
    assert ReplyFaultKind.CONFIRMS in {one.kind for one in faults_of_reply(text)}


@pytest.mark.parametrize("text", HEALTH)
def test_what_names_health_is_refused(text: str) -> None:
    assert ReplyFaultKind.HEALTH in {one.kind for one in faults_of_reply(text)}


@pytest.mark.parametrize("text", [*CONFIRMS, *HEALTH])
def test_capitals_and_many_blanks_hide_nothing(text: str) -> None:
    assert faults_of_reply(text.upper())
    assert faults_of_reply(text.replace(" ", "  \n "))


# What stands between the letters of a word, so that nobody sees it or everybody reads over it.
HIDDEN = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\u2064", "\u180e", "\ufeff", "\u034f", "\u3164"]
PARTING = ["-", "\u2010", "\u2011", "\u2013", "\u2212", "_", "- ", "-\n"]


@pytest.mark.parametrize("sign", [*HIDDEN, *PARTING])
def test_nothing_within_a_word_hides_it(sign: str) -> None:
    found = faults_of_reply(f"Your ap{sign}pointment was free of charge.")
    assert [(one.kind, one.words) for one in found] == [(ReplyFaultKind.CONFIRMS, "your appointment")]
    assert faults_of_reply(f"Hvala na do{sign}lasku.")


def test_letters_of_another_shape_are_read_as_what_they_are() -> None:
    assert faults_of_reply("\uff59\uff4f\uff55\uff52 visit")
    assert faults_of_reply("\U0001d432\U0001d428\U0001d42e\U0001d42b visit")


def test_words_that_hang_together_are_read_apart_and_named_once() -> None:
    assert [one.words for one in faults_of_reply("About your-visit.")] == ["your-visit"]
    assert [one.words for one in faults_of_reply("The knee-pain.")] == ["pain"]
    assert [one.words for one in faults_of_reply("About your follow-up visit.")] == ["your follow-up visit"]
    assert [one.words for one in faults_of_reply("An x-ray.")] == ["x-ray"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Y\u043eur visit was free.", "y\u043eur"),
        ("Thanks for c\u03bfming.", "c\u03bfming"),
        ("Y-\u043e-ur visit was free.", "y\u043eur"),
    ],
)
def test_a_word_of_two_alphabets_is_refused(text: str, words: str) -> None:
    assert [(one.kind, one.words) for one in faults_of_reply(text)] == [(ReplyFaultKind.MIXED, words)]


def test_each_alphabet_by_itself_may_stand() -> None:
    assert faults_of_reply("Thank you. Спасибо. Ευχαριστώ. ありがとう、日本のカタカナ。 Šđčćž.") == ()


# The first answer compiles the list.
@settings(deadline=None)
@given(st.sampled_from(MAY_STAND), st.sampled_from([*CONFIRMS, *HEALTH]))
def test_a_good_sentence_around_it_hides_nothing(good: str, bad: str) -> None:
    assert faults_of_reply(f"{good} {bad} {good}")


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("your visit*", "your visits", True),
        ("your visit*", "your, visit", True),
        ("your visit*", "yourvisit", False),
        ("your visit*", "a visit", False),
        ("your visit", "your visits", False),
        ("your|a visit", "a visit", True),
        ("your|a visit", "no visit", False),
        ("your ... visit", "your visit", True),
        ("your ... visit", "your own very first visit", True),
        ("your ... visit", "your own and very first visit", False),
        ("your ... visit today", "your first visit today", True),
        ("your ... visit today", "your first visit", False),
    ],
)
def test_a_line_of_the_list_is_read_as_it_says(phrase: str, text: str, is_found: bool) -> None:
    assert bool(_compiled(phrase).search(text)) is is_found


def test_the_words_are_named() -> None:
    (found,) = faults_of_reply("Thank you. Your treatment was free of charge.")
    assert (found.kind, found.words) == (ReplyFaultKind.CONFIRMS, "your treatment")
