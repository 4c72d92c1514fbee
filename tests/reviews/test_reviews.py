"""Own reviews, from the question to the page, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from drypoint.foundation.accounts.models import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, Actor, NotAllowedError
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.patients.models import Contact, Person
from drypoint.public.reviews import actions, rules
from drypoint.public.reviews.models import Review, ReviewRequest
from drypoint.public.reviews.rules import Refusal, StarSpread
from tests.accounts.people import full_client, member
from tests.mailing.conftest import link_in
from tests.pages import Page
from tests.reviews.conftest import FIELDS, a_review, asked, path_of, token_of


def test_somebody_is_asked_writes_once_and_it_is_shown_when_that_is_decided(visitor: Client) -> None:
    desk = full_client(member(Role.OWNER, "Olga"))
    desk.post("/desk/reviews/ask/", {"email": "vera@example.com", "language": "en"})
    path = link_in(OutboxMail.objects.get(kind="reviews.question"))
    assert "What do you think of us?" in visitor.get(path).content.decode()
    assert not Review.objects.exists(), "Reading acts on nothing."
    visitor.post(path, FIELDS)
    review = Review.objects.get()
    assert (review.stars, review.shown_name, review.state) == (4, "Vera", "waiting")
    assert "Vera" not in visitor.get("/en/reviews/").content.decode()
    desk.post(f"/desk/reviews/{review.pk}/decide/", {"do": "show"})
    shown = Page(visitor.get("/en/reviews/").content.decode())
    assert "4.0 of 5" in shown.main
    assert "from 1 review" in shown.main
    assert ["4", "1", "100"] in shown.section("How many gave how many stars").rows


def test_both_writings_of_an_international_domain_are_one_address() -> None:
    asked("ana@bücher.example")
    with pytest.raises(actions.AskedAlreadyError):
        asked("Ana@xn--bcher-kva.example")


def test_a_link_works_once(visitor: Client) -> None:
    request = asked()
    visitor.post(path_of(request), FIELDS)
    again = visitor.post(path_of(request), FIELDS | {"stars": "1", "text": "Other."})
    assert "Everything was explained." in again.content.decode()
    assert Review.objects.get().stars == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(request=request, stars=1, shown_name="x", written_at=clock.now())


def test_a_link_that_ended_or_was_not_made_here_writes_nothing(visitor: Client) -> None:
    request = asked()
    ReviewRequest.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert visitor.post(path_of(request), FIELDS).status_code == 410
    assert visitor.post(path_of(request)[:-3] + "xx/", FIELDS).status_code == 404
    foreign = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://elsewhere.example"}
    ReviewRequest.objects.update(expires_at=clock.now() + timedelta(days=1))
    assert visitor.post(path_of(request), FIELDS, **foreign).status_code == 403
    assert not Review.objects.exists()


@pytest.mark.parametrize("lacking", ["stars", "shown_name", "consent"])
def test_what_is_lacking_is_said(visitor: Client, lacking: str) -> None:
    fields = {name: value for name, value in FIELDS.items() if name != lacking}
    assert visitor.post(path_of(asked()), fields).status_code == 422
    assert not Review.objects.exists()


def test_whoever_wrote_can_take_it_back_from_everywhere(visitor: Client) -> None:
    review = a_review()
    actions.show(actor=SYSTEM, review_id=review.pk)
    path = path_of(review.request).replace("/write/", "/take-back/")
    assert visitor.get(path).status_code == 405
    assert "erased" in visitor.post(path).content.decode()
    assert not Review.objects.exists()
    assert "Everything was explained." not in visitor.get("/en/reviews/").content.decode()
    assert visitor.post(path).status_code == 404


def test_nobody_is_asked_twice_within_half_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    asked("vera@example.com")
    with pytest.raises(actions.AskedAlreadyError):
        asked("VERA@example.com ")
    later = clock.now() + rules.ASKED_AGAIN_AFTER
    monkeypatch.setattr(clock, "now", lambda: later)
    asked("vera@example.com")


def test_a_bad_review_is_refused_for_no_reason_of_its_own(visitor: Client) -> None:
    desk = full_client(member(Role.OWNER, "Olga"))
    review = a_review(stars=1)
    assert desk.post(f"/desk/reviews/{review.pk}/decide/", {"do": "refuse"}).status_code == 422
    assert desk.post(f"/desk/reviews/{review.pk}/decide/", {"do": "refuse", "reason": "bad"}).status_code == 422
    review.refresh_from_db()
    assert review.state == "waiting"
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state="refused", refusal="")


def test_refused_reviews_are_kept_and_counted_in_public(visitor: Client) -> None:
    for number, reason in enumerate([Refusal.INSULT, Refusal.INSULT, Refusal.UNRELATED]):
        review = a_review(f"v{number}@example.com", text="Secret words.")
        actions.refuse(actor=SYSTEM, review_id=review.pk, reason=reason)
    page = visitor.get("/en/reviews/").content.decode()
    assert "2 – insults somebody; 1 – is not about this practice" in " ".join(page.split())
    assert "Secret words." not in page
    assert Review.objects.count() == 3


def test_the_practice_answers_only_what_could_be_said_to_anybody(visitor: Client) -> None:
    desk = full_client(member(Role.OWNER, "Olga"))
    review = a_review()
    actions.show(actor=SYSTEM, review_id=review.pk)
    path = f"/desk/reviews/{review.pk}/decide/"
    refused = desk.post(path, {"do": "reply", "text": "Your treatment went well."})
    assert refused.status_code == 422
    assert "“your treatment” tells that somebody was a patient here." in refused.content.decode()
    with pytest.raises(actions.UnfitReplyError):
        actions.reply(actor=SYSTEM, review_id=review.pk, text="Hvala na dolasku!")
    review.refresh_from_db()
    assert review.reply == ""
    desk.post(path, {"do": "reply", "text": "Thank you for writing."})
    assert "Thank you for writing." in visitor.get("/en/reviews/").content.decode()


def test_nothing_is_marked_up_for_search_engines_as_a_rating(visitor: Client) -> None:
    review = a_review()
    actions.show(actor=SYSTEM, review_id=review.pk)
    assert "aggregateRating" not in visitor.get("/en/reviews/").content.decode()


@pytest.mark.parametrize(
    ("stars", "average"),
    [
        ([], None),
        ([5], "5.0"),
        ([5, 4, 3], "4.0"),
        ([1, 2], "1.5"),
        ([5, 4, 2], "3.7"),
        ([5, 5, 4], "4.7"),
        ([4] * 19 + [5], "4.1"),
        ([4] * 21 + [5], "4.0"),
    ],
)
def test_the_average_is_of_all_that_are_shown(stars: list[int], average: str | None) -> None:
    spread = StarSpread({count: stars.count(count) for count in (5, 4, 3, 2, 1)})
    assert (None if spread.average is None else str(spread.average)) == average
    assert spread.number == len(stars)


@pytest.mark.parametrize("act", ["show", "refuse", "reply"])
def test_who_may_only_read_decides_nothing(act: str) -> None:
    review = a_review()
    reader = Actor("staff", 1, frozenset({"reviews.read", "reviews.ask"}))
    more = {"refuse": {"reason": Refusal.INSULT}, "reply": {"text": "Thank you."}}.get(act, {})
    with pytest.raises(NotAllowedError):
        getattr(actions, act)(actor=reader, review_id=review.pk, **more)


def test_what_is_held_about_a_person_is_exported_and_erased_with_them(visitor: Client) -> None:
    review = a_review("ana@example.com")
    actions.show(actor=SYSTEM, review_id=review.pk)
    person = Person.objects.create(name="Ana Anić", email="ANA@example.com", language="en", made_at=clock.now())
    held = actions.export_of(person)
    assert "Everything was explained." in repr(held)
    assert actions.erase_of(person) == 1
    assert not ReviewRequest.objects.exists()
    assert not Review.objects.exists()
    assert not OutboxMail.objects.exclude(text="").exists()
    assert actions.erase_of(Person(email="")) == 0


def test_a_review_asked_of_a_further_address_is_held_about_the_person_too(visitor: Client) -> None:
    a_review("ana@work.example")
    person = Person.objects.create(name="Ana Anić", email="ana@example.com", language="en", made_at=clock.now())
    assert actions.export_of(person) == []
    Contact.objects.create(person=person, kind="email", value="ana@work.example", normalised="ana@work.example")
    assert "Everything was explained." in repr(actions.export_of(person))
    assert actions.erase_of(person) == 1
    assert not ReviewRequest.objects.exists()


def test_the_address_of_who_does_not_answer_is_erased_in_time() -> None:
    asked()
    assert actions.remove_outdated(clock.now() + timedelta(days=59)) == 0
    later = clock.now() + timedelta(days=60, seconds=1)
    assert actions.remove_outdated(later) == 1
    assert actions.remove_outdated(later) == 0
    assert ReviewRequest.objects.get().email == ""
    assert not OutboxMail.objects.exclude(to_address="").exists()


def test_the_mail_holds_no_token_in_its_row() -> None:
    request = asked()
    assert token_of(request) not in OutboxMail.objects.get().text
