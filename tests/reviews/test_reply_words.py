"""What an answer to a review may say: nothing that tells who was a patient, nothing about health."""

from __future__ import annotations

import pytest
from hypothesis import given
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
