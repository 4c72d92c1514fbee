"""Named reads of reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from drypoint.foundation.core import limits, links
from drypoint.foundation.core.actors import VISITOR, Actor
from drypoint.foundation.core.contact_details import comparable_email
from drypoint.foundation.patients.models import Person
from drypoint.public.reviews import rules
from drypoint.public.reviews.models import GooglePlace, Review, ReviewQuerySet, ReviewRequest
from drypoint.public.reviews.rules import StarSpread

WRITE = "reviews.write"
ON_A_PAGE = 3
ON_ITS_OWN_PAGE = 200
ON_THE_DESK = 100


@dataclass(frozen=True)
class PublicReviews:
    """All that visitors are told."""

    latest: tuple[Review, ...]
    spread: StarSpread
    refused: Mapping[str, int]
    google: GooglePlace | None


@dataclass(frozen=True)
class WriteLink:
    """Who holds a link to write; is_over once its time has passed. request is None if it was not made here."""

    request: ReviewRequest | None
    review: Review | None
    is_over: bool


def digest_of(email: str) -> str:
    """Return what the room knows an address by when it no longer holds it."""
    return limits.digest_of("reviews", comparable_email(email))


def published(most: int = ON_A_PAGE) -> PublicReviews:
    """Return what visitors are told, the latest first."""
    shown = Review.objects.visible_to(VISITOR)
    latest = tuple(shown.order_by("-written_at", "-pk")[:most])
    refused = dict(_refused().values_list("refusal").annotate(Count("pk")))
    counts = dict(shown.order_by().values_list("stars").annotate(Count("pk"))) if latest else {}
    return PublicReviews(
        latest=latest,
        spread=StarSpread({stars: counts.get(stars, 0) for stars in rules.STARS}),
        refused=refused,
        google=google_place(),
    )


def _refused() -> ReviewQuerySet:
    return Review.objects.filter(state=Review.State.REFUSED).order_by()


def google_place() -> GooglePlace | None:
    """Return what the practice says of its place at Google."""
    return GooglePlace.objects.filter(pk=1).first()


def behind(token: str, at: datetime, *, is_locked: bool = False) -> WriteLink:
    """Return what a link to write opens, in the same queries whether or not it is genuine."""
    link = links.read_late_or_nobody(WRITE, token)
    rows = ReviewRequest.objects.select_for_update() if is_locked else ReviewRequest.objects.all()
    request = rows.filter(public_id=link.subject).first()
    review = Review.objects.filter(request=request).first() if request else None
    is_over = request is not None and request.expires_at <= at
    return WriteLink(request, review, is_over)


def on_desk(actor: Actor, state: str) -> list[Review]:
    """Return reviews of a state, or all, the latest first."""
    visible = Review.objects.visible_to(actor)
    chosen = visible.filter(state=state) if state in Review.State.values else visible
    return list(chosen.order_by("-pk")[:ON_THE_DESK])


def counts(actor: Actor) -> Mapping[str, int]:
    """Return how many reviews are in which state."""
    return dict(Review.objects.visible_to(actor).order_by().values_list("state").annotate(Count("pk")))


def open_requests(actor: Actor, at: datetime) -> int:
    """Return how many people were asked and may still answer."""
    return ReviewRequest.objects.visible_to(actor).filter(review__isnull=True, expires_at__gt=at).count()


def whose(person: Person) -> Q:
    """Return which requests went to a person: those to their mailboxes."""
    return Q(digest__in=[digest_of(mailbox) for mailbox in person.mailboxes()])


def requests_of(person: Person) -> list[ReviewRequest]:
    """Return what a person was asked."""
    return list(ReviewRequest.objects.filter(whose(person)).order_by("pk"))
