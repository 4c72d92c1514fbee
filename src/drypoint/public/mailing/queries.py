"""Named reads of the list."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from drypoint.foundation.core import links
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.contact_details import comparable_email
from drypoint.foundation.core.text_input import LARGEST_ID
from drypoint.foundation.patients.models import Person
from drypoint.public.mailing import rules
from drypoint.public.mailing.models import (
    BookedBounce,
    ConsentEvent,
    ListConsent,
    Subscriber,
    SubscriberQuerySet,
    Suppression,
    Topic,
)

CONFIRM = "mailing.confirm"
LEAVE = "mailing.leave"
PAGE_SIZE = 50


@dataclass(frozen=True)
class ConfirmLink:
    """What a link to confirm leads to: whose it is, if it is genuine, and what its owner is told."""

    subscriber: Subscriber | None
    outcome: rules.LinkOutcome


@dataclass(frozen=True)
class SubscriberSlice:
    """Part of the list, the latest first; older is what `?before=` takes to go on, None at the end."""

    rows: tuple[Subscriber, ...]
    older: int | None


def digest_of(email: str) -> str:
    """Return what the list knows an address by when it no longer holds it."""
    written = f"list {comparable_email(email)}".encode()
    return hmac.new(settings.DIGEST_KEY, written, hashlib.sha256).hexdigest()


def behind_confirm_link(token: str, at: datetime, *, is_locked: bool = False) -> ConfirmLink:
    """Return what a link leads to, in one query whether or not it is genuine; is_locked keeps the row for a write."""
    # Read without its end: a link whose time is over is told apart from one that was never made here.
    link = links.read_late_or_nobody(CONFIRM, token)
    rows = Subscriber.objects.select_for_update() if is_locked else Subscriber.objects.all()
    subscriber = rows.filter(public_id=link.subject).first()
    outcome = rules.outcome_of(
        rules.Membership(subscriber.state) if subscriber else None,
        is_current=subscriber is not None and link.version == subscriber.link_version,
        is_over=link.expires_at is not None and link.expires_at <= at,
    )
    return ConfirmLink(subscriber, outcome)


def consent_in_force() -> ListConsent:
    """Return the words that stand beside the sign-up now."""
    return ListConsent.objects.latest("version")


def counts(actor: Actor) -> Mapping[str, int]:
    """Return how many stand how to the list."""
    counted = dict(Subscriber.objects.visible_to(actor).order_by().values_list("state").annotate(Count("pk")))
    return {state.value: counted.get(state.value, 0) for state in rules.Membership}


def page_of(subscribers: SubscriberQuerySet, before: str = "", size: int = PAGE_SIZE) -> SubscriberSlice:
    """Return one page of the latest in one query; anything that is no place in the list leads to its beginning."""
    if before.isascii() and before.isdigit():
        subscribers = subscribers.filter(pk__lt=min(int(before[:20]), LARGEST_ID))
    rows = tuple(subscribers.order_by("-pk")[: size + 1])
    return SubscriberSlice(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def ledger_of(digest: str) -> list[ConsentEvent]:
    """Return what somebody agreed to and took back, in order."""
    return list(ConsentEvent.objects.filter(digest=digest).select_related("consent").order_by("pk"))


def topics_offered() -> list[Topic]:
    """Return the topics that people choose from."""
    return list(Topic.objects.filter(is_offered=True).order_by("pk"))


def on_list_behind(token: str, at: datetime) -> Subscriber | None:
    """Return who is on the list and holds the link of a letter."""
    link = links.read_or_nobody(LEAVE, token, at)
    return Subscriber.objects.filter(public_id=link.subject, state=rules.Membership.CONFIRMED).first()


def preferences_of(subscriber: Subscriber, topics: Sequence[Topic]) -> dict[str, object]:
    """Return what somebody wants, as a form shows it."""
    declined = set(subscriber.declined.values_list("pk", flat=True))
    return {
        "language": subscriber.language,
        "topics": [str(topic.pk) for topic in topics if topic.pk not in declined],
    }


def latest_bounces(actor: Actor) -> list[BookedBounce]:
    """Return the latest reports about letters."""
    visible = Subscriber.objects.visible_to(actor)
    rows = BookedBounce.objects.filter(subscriber__in=visible).select_related("subscriber", "delivery__campaign")
    return list(rows.order_by("-pk")[:PAGE_SIZE])


def suppressions() -> Mapping[str, int]:
    """Return how many addresses are written to no more, by reason."""
    return dict(Suppression.objects.order_by().values_list("reason").annotate(Count("pk")))


def suppression_of(subscriber: Subscriber) -> Suppression | None:
    """Return why somebody is written to no more, or None."""
    return Suppression.objects.filter(digest=subscriber.digest).first()


def digests_of(person: Person) -> list[str]:
    """Return what the list knows a person's mailboxes by."""
    return sorted({digest_of(one) for one in person.mailboxes()})


def places_of(person: Person) -> list[Subscriber]:
    """Return a person's places on the list."""
    return list(Subscriber.objects.filter(digest__in=digests_of(person)))
