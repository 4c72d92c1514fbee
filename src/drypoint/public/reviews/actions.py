"""Every write about reviews: permission, one durable transaction, the trail, the mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from drypoint.foundation.core import audit, clock, limits
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor
from drypoint.foundation.core.front.page_store import raise_generation
from drypoint.foundation.core.mail.outbox import erase_mails_of
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients.models import Person
from drypoint.public.reviews import mails, queries, rules
from drypoint.public.reviews.models import GooglePlace, Review, ReviewRequest
from drypoint.public.reviews.rules import Refusal, ReplyFault

WRITINGS_AN_ADDRESS = limits.Limit("reviews.write", 20, timedelta(hours=1))


class AskedAlreadyError(RuntimeError):
    """This address was asked not long ago, whatever came of it."""


class UnfitReplyError(ValueError):
    """The answer tells who was a patient, or something of their health."""

    def __init__(self, findings: tuple[ReplyFault, ...]) -> None:
        super().__init__("; ".join(one.words for one in findings))
        self.findings = findings


@dataclass(frozen=True)
class Opinion:
    """What somebody says."""

    stars: int
    text: str
    shown_name: str
    language: str


@dataclass(frozen=True)
class Place:
    """What the practice says of its place at Google."""

    place_id: str = ""
    link: str = ""
    stars: Decimal | None = None
    count: int | None = None
    read_on: date | None = None


def ask(*, actor: Actor, email: str, language: str) -> ReviewRequest:
    """Ask somebody by mail. Raises AskedAlreadyError for an address that was asked within ASKED_AGAIN_AFTER."""
    actor.require("reviews.ask")
    at = clock.now()
    digest = queries.digest_of(email)
    with durable():
        if ReviewRequest.objects.filter(digest=digest, asked_at__gt=at - rules.ASKED_AGAIN_AFTER).exists():
            raise AskedAlreadyError("This address was asked not long ago.")
        request = ReviewRequest.objects.create(
            email=email, digest=digest, language=language, asked_at=at, expires_at=at + rules.LINK_LIFETIME
        )
        audit.record(actor, "reviews.ask", request)
        mails.queue_question(request)
    return request


def write(*, token: str, written: Opinion, address: str) -> bool:
    """Keep what somebody says, once a link; False if the link is not genuine, over, or was used.

    Raises LimitReachedError for the sender's connection.
    """
    at = clock.now()
    with durable():
        limits.take(WRITINGS_AN_ADDRESS, address, at)
        link = queries.behind(token, at, is_locked=True)
        if link.request is None or link.is_over or link.review is not None:
            return False
        review = Review.objects.create(
            request=link.request,
            stars=written.stars,
            text=written.text,
            shown_name=written.shown_name,
            language=written.language,
            written_at=at,
        )
        audit.record(VISITOR, "reviews.write", review)
    return True


def take_back(*, token: str) -> bool:
    """Erase what somebody said, who holds the link; False if there is nothing."""
    with durable():
        link = queries.behind(token, clock.now(), is_locked=True)
        if link.review is None:
            return False
        audit.record(VISITOR, "reviews.take_back", link.review)
        link.review.delete()
        raise_generation()
    return True


def show(*, actor: Actor, review_id: int) -> None:
    """Show a review on the website."""
    with durable():
        review = _locked(actor, review_id)
        review.state, review.refusal, review.decided_at = Review.State.SHOWN, "", clock.now()
        review.save()
        audit.record(actor, "reviews.show", review)
        raise_generation()


def refuse(*, actor: Actor, review_id: int, reason: Refusal) -> None:
    """Do not show a review, for one of the stated reasons; it is kept, and counted in public."""
    with durable():
        review = _locked(actor, review_id)
        review.state, review.refusal, review.decided_at = Review.State.REFUSED, reason.value, clock.now()
        review.save()
        audit.record(actor, "reviews.refuse", review, reason=reason.value)
        raise_generation()


def reply(*, actor: Actor, review_id: int, text: str) -> None:
    """Answer a review in public; an empty text takes the answer away. Raises UnfitReplyError."""
    findings = rules.faults_of_reply(text)
    with durable():
        review = _locked(actor, review_id)
        if findings:
            raise UnfitReplyError(findings)
        review.reply, review.replied_at = text, clock.now() if text else None
        review.save()
        audit.record(actor, "reviews.reply", review)
        raise_generation()


def set_google(*, actor: Actor, place: Place) -> None:
    """Keep what the practice says of its place at Google."""
    actor.require("reviews.decide")
    with durable():
        GooglePlace.objects.update_or_create(
            pk=1,
            defaults={
                "place_id": place.place_id,
                "link": place.link,
                "stars": place.stars,
                "count": place.count,
                "read_on": place.read_on,
            },
        )
        audit.record(actor, "reviews.google")
        raise_generation()


def remove_outdated(at: datetime) -> int:
    """Erase the addresses of who was asked and did not answer in time; safe to run twice."""
    over = ReviewRequest.objects.filter(expires_at__lte=at).exclude(email="")
    removed = 0
    for pk in list(over.values_list("pk", flat=True)):
        with durable():
            request = ReviewRequest.objects.select_for_update().filter(pk=pk).exclude(email="").first()
            if request is None:
                continue
            erase_mails_of(request)
            request.email = ""
            request.save(update_fields=["email"])
            audit.record(SYSTEM, "reviews.erase_outdated", request)
            removed += 1
    return removed


def export_of(person: Person) -> object:
    """Return what the room holds about a person: when they were asked, what they said, what was answered."""
    return [
        {
            "asked_at": request.asked_at.isoformat(),
            "email": request.email,
            "reviews": [
                {
                    "stars": review.stars,
                    "text": review.text,
                    "shown_name": review.shown_name,
                    "state": review.state,
                    "refusal": review.refusal,
                    "written_at": review.written_at.isoformat(),
                    "reply": review.reply,
                }
                for review in Review.objects.filter(request=request)
            ],
        }
        for request in queries.requests_of(person)
    ]


def erase_of(person: Person) -> int:
    """Erase what the room holds about a person, in the caller's transaction, and return how many requests went."""
    rows = list(ReviewRequest.objects.select_for_update().filter(queries.whose(person)))
    for request in rows:
        erase_mails_of(request)
        request.delete()
    if rows:
        raise_generation()
    return len(rows)


def _locked(actor: Actor, review_id: int) -> Review:
    actor.require("reviews.decide")
    return Review.objects.select_for_update().visible_to(actor).get(pk=review_id)
