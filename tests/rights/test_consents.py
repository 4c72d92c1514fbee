"""What somebody said of being written to or rung up, and the mails that ask it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import Model
from django.test import Client

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.mail.guards import is_withheld
from drypoint.foundation.core.mail.outbox import queue_mail
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.core.registries.mail_kinds import registered_kinds
from drypoint.foundation.patients.actions import Particulars, add_person, erase_person, export_person
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import Practice
from drypoint.foundation.rights.models import Consent
from drypoint.public.reviews.models import ReviewRequest
from tests.accounts.people import full_client, member
from tests.pages import page_of
from tests.patients.people import an_episode

ADDRESS = "vera@example.com"


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"], email="practice@clinic.example")


@pytest.fixture
def reception() -> Client:
    return full_client(member(Role.RECEPTION, "Rita"))


@pytest.fixture
def vera() -> Person:
    return add_person(actor=SYSTEM, particulars=Particulars("Vera Primjer", email=ADDRESS, phone="+385 91 555 0142"))


def say(client: Client, person: Person, *, given: bool, purpose: str = "appointments", **other: Any) -> int:
    typed = {
        "contact": f"email:{ADDRESS}",
        "purpose": purpose,
        "is_given": "yes" if given else "no",
        "said_on": "2026-05-04",
        "how": "Said at the desk.",
        **other,
    }
    return int(client.post(f"/desk/patients/{person.pk}/consents/", typed).status_code)


def a_mail(cause: Model, kind: str = "booking.reminder", to: str = ADDRESS) -> OutboxMail:
    return queue_mail(kind=kind, to_address=to, language="en", subject="Hello", text="Hello.", cause=cause)


def test_without_a_word_the_practice_writes_as_before(vera: Person) -> None:
    kinds = [kind.name for kind in registered_kinds()]
    assert [kind for kind in kinds if is_withheld(a_mail(vera, kind))] == []


def test_a_no_keeps_back_the_mails_about_it_at_that_address_until_it_is_taken_back(
    reception: Client, vera: Person
) -> None:
    assert say(reception, vera, given=False) == 302
    episode = an_episode(vera.pk)
    for kind in ("booking.reminder", "booking.booked", "booking.changed", "booking.cancelled", "booking.requested"):
        assert is_withheld(a_mail(episode, kind)), kind
    assert is_withheld(a_mail(vera, to="VERA@example.com"))
    for kind in ("booking.verify", "enquiries.news", "enquiries.receipt", "reviews.question"):
        assert not is_withheld(a_mail(vera, kind)), kind
    assert not is_withheld(a_mail(vera, to="other@example.com"))
    assert not is_withheld(a_mail(an_episode())), "another patient with the same address said nothing"
    say(reception, vera, given=True)
    assert not is_withheld(a_mail(vera))
    assert Consent.objects.count() == 2


def test_a_form_signed_before_a_no_and_typed_in_after_it_does_not_undo_it(reception: Client, vera: Person) -> None:
    say(reception, vera, given=False, said_on="2026-05-05")
    say(reception, vera, given=True, said_on="2026-05-01", how="Signed on the form.")
    assert is_withheld(a_mail(vera))
    shown = page_of(reception.get(f"/desk/patients/{vera.pk}/consents/")).main
    assert "does not agree" in shown
    assert "Signed on the form." not in shown
    say(reception, vera, given=True, said_on="2026-05-06")
    assert not is_withheld(a_mail(vera))


def test_without_a_contact_there_is_nothing_to_note(reception: Client) -> None:
    person = add_person(actor=SYSTEM, particulars=Particulars("Vera Bez Kontakta"))
    answer = reception.get(f"/desk/patients/{person.pk}/consents/", follow=True)
    assert page_of(answer).messages == ["Note an e-mail address or a telephone number of the patient first."]


def test_a_no_to_letters_keeps_back_the_news_of_an_answer(reception: Client, vera: Person) -> None:
    say(reception, vera, given=False, purpose="letters")
    assert is_withheld(a_mail(vera, "enquiries.news"))
    assert not is_withheld(a_mail(vera, "booking.reminder"))


def test_whoever_is_asked_for_a_review_is_found_by_the_address_alone(reception: Client, vera: Person) -> None:
    request = ReviewRequest.objects.create(
        email=ADDRESS, digest="x", language="en", asked_at=vera.made_at, expires_at=vera.made_at
    )
    assert not is_withheld(a_mail(request, "reviews.question"))
    say(reception, vera, given=False, purpose="reviews")
    say(reception, vera, given=False, purpose="appointments")
    assert is_withheld(a_mail(request, "reviews.question"))
    assert not is_withheld(a_mail(request, "booking.reminder")), "nobody's: whoever booked asked for it"


def test_every_purpose_of_a_mail_is_one_that_can_be_refused() -> None:
    purposes = {kind.purpose for kind in registered_kinds()} - {""}
    assert purposes == set(Consent.Purpose.values)


@pytest.mark.parametrize(
    "wrong", [{"contact": "email:other@example.com"}, {"said_on": "2999-01-01"}, {"how": ""}, {"is_given": ""}]
)
def test_what_cannot_be_noted_is_asked_again(wrong: dict[str, str], reception: Client, vera: Person) -> None:
    assert say(reception, vera, given=True, **wrong) == 422
    assert not Consent.objects.exists()


def test_the_patients_page_says_what_holds_by_whom_when_and_how(reception: Client, vera: Person) -> None:
    page = page_of(reception.get(f"/desk/patients/{vera.pk}/"))
    assert "Nothing is noted" in page.section("Written to and rung up")
    say(reception, vera, given=True)
    say(reception, vera, given=False)
    section = page_of(reception.get(f"/desk/patients/{vera.pk}/")).section("Written to and rung up")
    (line,) = section.items
    for words in (ADDRESS, "appointments and reminders", "does not agree", "Said at the desk.", "Rita"):
        assert words in line
    assert "does not agree" in page_of(reception.get(f"/desk/patients/{vera.pk}/consents/")).main
    assert AuditEntry.objects.filter(action="consent.note", about_person=vera.pk).count() == 2


def test_what_was_said_outlives_a_contact_that_is_written_anew_and_goes_with_the_person(
    reception: Client, vera: Person
) -> None:
    say(reception, vera, given=False)
    vera.contacts.all().delete()
    assert is_withheld(a_mail(vera))
    section = page_of(reception.get(f"/desk/patients/{vera.pk}/"))
    assert ADDRESS not in section.main
    held = export_person(actor=SYSTEM, person_id=vera.pk)["rights"]
    assert isinstance(held, dict)
    assert [(one["purpose"], one["is_given"]) for one in held["consents"]] == [("appointments", False)]
    erase_person(actor=SYSTEM, person_id=vera.pk)
    assert not Consent.objects.exists()
