"""What the pages of this room show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.formats import number_format
from django.utils.functional import Promise

from drypoint.public.reviews import rules
from drypoint.public.reviews.forms import AskForm, GoogleForm, RefuseForm, ReplyForm, WriteForm
from drypoint.public.reviews.google import GoogleAnswer
from drypoint.public.reviews.models import GooglePlace, Review
from drypoint.public.reviews.queries import PublicReviews


@dataclass(frozen=True, slots=True)
class StarsLine:
    """How many gave so many stars; percent is for the eye."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """How many reviews are not shown for a reason."""

    reason: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A review as everybody reads it."""

    name: str
    stars: int
    text: str
    language: str
    written_at: datetime
    reply: str


@dataclass(frozen=True, slots=True)
class AllShown:
    """What is told of the reviews: number, spread, the latest, what is not shown, what the practice says of Google."""

    number: int
    average: str
    spread: tuple[StarsLine, ...]
    reviews: tuple[ShownReview, ...]
    refused: tuple[RefusedLine, ...]
    google: GooglePlace | None
    google_stars: str
    has_live_google: bool


def all_shown(found: PublicReviews, *, has_key: bool) -> AllShown:
    """Return what visitors are told."""
    spread, google = found.spread, found.google
    number = spread.number
    return AllShown(
        number=number,
        average=number_format(spread.average, 1) if spread.average is not None else "",
        spread=tuple(
            StarsLine(stars, spread.counts[stars], round(100 * spread.counts[stars] / number))
            for stars in rules.STARS
            if number
        ),
        reviews=tuple(shown(review) for review in found.latest),
        refused=refused_lines(found.refused),
        google=google,
        google_stars=number_format(google.stars, 1) if google and google.stars is not None else "",
        has_live_google=has_key and google is not None and bool(google.place_id),
    )


def shown(review: Review) -> ShownReview:
    """Return a review as everybody reads it."""
    return ShownReview(review.shown_name, review.stars, review.text, review.language, review.written_at, review.reply)


def refused_lines(counts: Mapping[str, int]) -> tuple[RefusedLine, ...]:
    """Return how many are not shown, by reason."""
    return tuple(
        RefusedLine(reason.label, counts[reason.value]) for reason in Review.Refusal if counts.get(reason.value)
    )


@dataclass(frozen=True, slots=True)
class ReviewsOnSite:
    """The part of a page of the website."""

    template: ClassVar = "reviews/on_site.html"
    shown: AllShown
    all_url: str
    google_url: str


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """All reviews, on a page of their own."""

    template: ClassVar = "reviews/all.html"
    shown: AllShown
    google_url: str


@dataclass(frozen=True, slots=True)
class GooglePage:
    """What Google says at this moment; answer is None if it cannot be told."""

    template: ClassVar = "reviews/google.html"
    answer: GoogleAnswer | None
    link: str


@dataclass(frozen=True, slots=True)
class WritePage:
    """Behind the link in the mail: to write, thanks, written already, taken back, over, or a link not made here."""

    template: ClassVar = "reviews/write.html"
    outcome: str
    token: str
    form: WriteForm | None
    review: ShownReview | None


@dataclass(frozen=True, slots=True)
class StateTab:
    """A state with how many reviews are in it."""

    value: str
    title: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Reviews on the desk, and the form that asks."""

    template: ClassVar = "reviews/desk/list.html"
    reviews: tuple[Review, ...]
    tabs: tuple[StateTab, ...]
    state: str
    asked: int
    ask: AskForm
    may_ask: bool
    may_decide: bool


def tabs(counts: Mapping[str, int]) -> tuple[StateTab, ...]:
    """Return the states in their order."""
    return tuple(StateTab(state.value, state.label, counts.get(state.value, 0)) for state in Review.State)


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """One review on the desk: decide and answer."""

    template: ClassVar = "reviews/desk/review.html"
    review: Review
    refuse: RefuseForm
    reply: ReplyForm
    may_decide: bool


@dataclass(frozen=True, slots=True)
class GoogleDesk:
    """What the practice says of its place at Google."""

    template: ClassVar = "reviews/desk/google.html"
    form: GoogleForm
    has_key: bool


def initial_of(place: GooglePlace | None) -> dict[str, object]:
    """Return what the form begins with."""
    names: Iterable[str] = ("place_id", "link", "stars", "count", "read_on")
    return {name: getattr(place, name) for name in names} if place else {}
