"""Named reads of letters to the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count, Q

from drypoint.foundation.core.actors import Actor
from drypoint.public.mailing import rules
from drypoint.public.mailing.models import Campaign, Delivery, Subscriber, SubscriberQuerySet

# More than a practice ever reads at once; older ones are behind them by the page.
PAGE_SIZE = 50
DOUBTS_SHOWN = 200


def recipients(languages: Iterable[str], topic_id: int | None = None) -> SubscriberQuerySet:
    """Return who gets a letter: on the list, reading one of its languages, and not without wish for its topic."""
    people = Subscriber.objects.filter(state=rules.Membership.CONFIRMED, language__in=list(languages))
    return people.exclude(declined=topic_id) if topic_id is not None else people


def readers_by_language(actor: Actor, topic_id: int | None = None) -> Mapping[str, int]:
    """Return how many people on the list, who want a topic, read which language."""
    people = Subscriber.objects.visible_to(actor).filter(state=rules.Membership.CONFIRMED).order_by()
    if topic_id is not None:
        people = people.exclude(declined=topic_id)
    return dict(people.values_list("language").annotate(Count("pk")))


def latest(actor: Actor) -> list[Campaign]:
    """Return the letters, the latest first."""
    return list(Campaign.objects.visible_to(actor).order_by("-pk")[:PAGE_SIZE])


def waiting_for_somebody(actor: Actor) -> int:
    """Return how many letters do not go on by themselves: paused, or with copies of which nobody knows."""
    doubtful = Delivery.objects.filter(state=Delivery.State.IN_DOUBT).values("campaign")
    waits = Q(state=Campaign.State.PAUSED) | Q(pk__in=doubtful)
    return Campaign.objects.visible_to(actor).filter(waits).count()


def counts_of(campaign: Campaign) -> Mapping[str, int]:
    """Return how many copies stand how."""
    return dict(campaign.deliveries.order_by().values_list("state").annotate(Count("pk")))


def in_doubt(campaign: Campaign) -> list[Delivery]:
    """Return the copies of which nobody knows whether they arrived, with their readers."""
    rows = campaign.deliveries.filter(state=Delivery.State.IN_DOUBT).select_related("subscriber").order_by("pk")
    return list(rows[:DOUBTS_SHOWN])


def failed(campaign: Campaign) -> list[Delivery]:
    """Return the copies that the server refused for good, with their readers."""
    rows = campaign.deliveries.filter(state=Delivery.State.FAILED).select_related("subscriber").order_by("pk")
    return list(rows[:DOUBTS_SHOWN])
