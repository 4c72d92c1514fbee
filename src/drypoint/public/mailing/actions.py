"""Every write about the list: one durable transaction, the ledger, the trail, the mail."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from drypoint.foundation.core import audit, clock, limits, links
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.mail.outbox import erase_mails_of
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients.models import Person
from drypoint.public.mailing import mails, queries, rules
from drypoint.public.mailing.models import BookedBounce, ConsentEvent, Delivery, Subscriber, Suppression, Topic
from drypoint.public.mailing.rules import LinkOutcome, ListEvent, Membership, Suppressing

SIGN_UP_FORM = "mailing.sign_up"
SIGN_UPS_AN_ADDRESS = limits.Limit("mailing.sign_up", 10, timedelta(hours=1))
# However often somebody types another person's address, that person gets no more mails than this.
MAILS_A_MAILBOX = limits.Limit("mailing.mails", 3, timedelta(days=1))


@dataclass(frozen=True)
class Origin:
    """Where a wish came from, as far as the ledger keeps it."""

    way: str
    address: str = ""
    browser: str = ""


STAFF = Origin("desk")


def sign_up(*, email: str, language: str, origin: Origin, key: FormKey) -> None:
    """Take in somebody's wish to be on the list; the mail says what is true of the address.

    A new address, one that waits, one on the list and one that left cost the same queries and leave the same traces. A
    second click changes nothing, and neither does a stranger who types the address of somebody on the list: how that
    is written and its language stay. Raises LimitReachedError for the sender's connection.
    """
    at = clock.now()
    try:
        with durable():
            form_keys.spend(key, result="", at=at)
            limits.take(SIGN_UPS_AN_ADDRESS, origin.address, at)
            subscriber = _found_or_made(email, language, at)
            _move(subscriber, ListEvent.SIGN_UP, at)
            if subscriber.state != Membership.CONFIRMED:
                subscriber.email, subscriber.language, subscriber.asked_at = email, language, at
            subscriber.save()
            _write_down(subscriber, ListEvent.SIGN_UP, origin, at)
            audit.record(VISITOR, "mailing.sign_up", subscriber)
            if limits.count(MAILS_A_MAILBOX, subscriber.digest, at) <= MAILS_A_MAILBOX.most:
                mails.queue_answer(subscriber)
    except form_keys.AlreadySpentError:
        return


def _found_or_made(email: str, language: str, at: datetime) -> Subscriber:
    """Return the row of an address, made if there is none, in the same two statements either way."""
    digest = queries.digest_of(email)
    new = Subscriber(digest=digest, email=email, language=language, state=Membership.PENDING, asked_at=at)
    Subscriber.objects.bulk_create([new], update_conflicts=True, unique_fields=["digest"], update_fields=["digest"])
    return Subscriber.objects.select_for_update().get(digest=digest)


def confirm(*, token: str, origin: Origin) -> LinkOutcome:
    """Put whoever holds the link on the list, and say what came of it; a second time it is the same success."""
    at = clock.now()
    with durable():
        link = queries.behind_confirm_link(token, at, is_locked=True)
        if link.subscriber is None or link.outcome is not LinkOutcome.READY:
            return link.outcome
        _move(link.subscriber, ListEvent.CONFIRM, at)
        link.subscriber.save()
        _write_down(link.subscriber, ListEvent.CONFIRM, origin, at)
        # Whoever reads the mail and presses shows that the address lives and that its owner wants letters.
        Suppression.objects.filter(digest=link.subscriber.digest).delete()
        audit.record(VISITOR, "mailing.confirm", link.subscriber)
        mails.queue_welcome(link.subscriber)
    return LinkOutcome.CONFIRMED


def send_again(*, token: str, origin: Origin) -> None:
    """Send a new link to whoever holds one that has ended; a link that was never ours does nothing.

    Pressing the button is the wish anew: who had left is asked to confirm again. Raises LimitReachedError for the
    sender's connection.
    """
    at = clock.now()
    with durable():
        limits.take(SIGN_UPS_AN_ADDRESS, origin.address, at)
        link = queries.behind_confirm_link(token, at, is_locked=True)
        if link.subscriber is not None:
            _ask_anew(link.subscriber, origin, at)


def come_back(*, token: str, origin: Origin) -> None:
    """Ask somebody who left, and holds the link of a letter, to confirm again; nobody comes back without that.

    Raises LimitReachedError for the sender's connection.
    """
    at = clock.now()
    with durable():
        limits.take(SIGN_UPS_AN_ADDRESS, origin.address, at)
        link = links.read_or_nobody(queries.LEAVE, token, at)
        subscriber = Subscriber.objects.select_for_update().filter(public_id=link.subject).first()
        if subscriber is not None:
            _ask_anew(subscriber, origin, at)


def _ask_anew(subscriber: Subscriber, origin: Origin, at: datetime) -> None:
    _move(subscriber, ListEvent.SIGN_UP, at)
    subscriber.asked_at = at
    subscriber.save()
    _write_down(subscriber, ListEvent.SIGN_UP, origin, at)
    audit.record(VISITOR, "mailing.sign_up", subscriber)
    if limits.count(MAILS_A_MAILBOX, subscriber.digest, at) <= MAILS_A_MAILBOX.most:
        mails.queue_answer(subscriber)


def prefer(*, token: str, language: str, declined: Iterable[Topic]) -> bool:
    """Keep in which language and about what somebody on the list wants letters; False if the link opens nothing.

    A topic that nobody can choose at present stays declined, so that it is if it is offered again.
    """
    at = clock.now()
    with durable():
        link = links.read_or_nobody(queries.LEAVE, token, at)
        on_list = Subscriber.objects.select_for_update().filter(state=Membership.CONFIRMED)
        subscriber = on_list.filter(public_id=link.subject).first()
        if subscriber is None:
            return False
        subscriber.language = language
        subscriber.save(update_fields=["language"])
        subscriber.declined.set([*declined, *subscriber.declined.filter(is_offered=False)])
        audit.record(VISITOR, "mailing.prefer", subscriber)
    return True


def add_topic(*, actor: Actor, names: Mapping[str, str]) -> Topic:
    """Offer a new topic; everybody gets it until they say otherwise. Needs mailing.send."""
    actor.require("mailing.send")
    with durable():
        topic = Topic.objects.create(names=dict(names))
        audit.record(actor, "mailing.topic_add", topic)
    return topic


def change_topic(*, actor: Actor, topic_id: int, names: Mapping[str, str], is_offered: bool) -> None:
    """Rename a topic, or offer it no more. Needs mailing.send."""
    actor.require("mailing.send")
    with durable():
        topic = Topic.objects.select_for_update().get(pk=topic_id)
        topic.names, topic.is_offered = dict(names), is_offered
        topic.save()
        audit.record(actor, "mailing.topic_change", topic)


def suppress(*, subscriber: Subscriber, reason: Suppressing, at: datetime) -> None:
    """Write to an address no more, in the caller's transaction: it leaves the list, and its digest is kept."""
    Suppression.objects.get_or_create(digest=subscriber.digest, defaults={"reason": reason, "since": at})
    if subscriber.state != Membership.LEFT:
        origin = Origin("complaint" if reason is Suppressing.COMPLAINT else "bounce")
        _take_off(SYSTEM, subscriber, origin, at)
    audit.record(SYSTEM, "mailing.suppress", subscriber, reason=reason.value)


def leave(*, token: str, origin: Origin) -> bool:
    """Take whoever holds the link off the list; False if the link was not made here. A second time changes nothing."""
    at = clock.now()
    try:
        link = links.read(queries.LEAVE, token, at)
    except links.InvalidLinkError:
        return False
    with durable():
        subscriber = Subscriber.objects.select_for_update().filter(public_id=link.subject).first()
        # Who is gone altogether is off the list as well.
        if subscriber is not None and subscriber.state != Membership.LEFT:
            _take_off(VISITOR, subscriber, origin, at)
    return True


def take_off(*, actor: Actor, subscriber_id: int) -> None:
    """Take somebody off the list who asked for it by telephone, say. Needs mailing.manage."""
    with durable():
        subscriber = _locked(actor, subscriber_id)
        if subscriber.state != Membership.LEFT:
            _take_off(actor, subscriber, STAFF, clock.now())


def erase(*, actor: Actor, subscriber_id: int) -> None:
    """Erase an address with the texts of its mails; the ledger keeps its digest alone, and that it left.

    So no import brings it back. Needs mailing.manage.
    """
    with durable():
        subscriber = _locked(actor, subscriber_id)
        if subscriber.state != Membership.LEFT:
            _take_off(actor, subscriber, STAFF, clock.now())
        audit.record(actor, "mailing.erase", subscriber)
        _erase(subscriber)


def erase_of(person: Person) -> int:
    """Erase what the list holds about a person, in the caller's transaction, and return how many rows went.

    The ledger keeps by digest that they left, so that no import brings them back.
    """
    rows = list(Subscriber.objects.select_for_update().filter(digest__in=queries.digests_of(person)))
    for subscriber in rows:
        if subscriber.state != Membership.LEFT:
            _take_off(SYSTEM, subscriber, STAFF, clock.now())
        _erase(subscriber)
    return len(rows)


def export_of(person: Person) -> object:
    """Return what the list holds about a person: how it stands, and the ledger."""
    digests = queries.digests_of(person)
    subscribers = Subscriber.objects.filter(digest__in=digests)
    return {
        "subscriptions": [
            {"email": row.email, "state": row.state, "language": row.language, "asked_at": row.asked_at.isoformat()}
            for row in subscribers
        ],
        "consents": [
            {
                "kind": event.kind,
                "at": event.at.isoformat(),
                "text": event.consent.texts,
                "way": event.way,
                "network": event.network,
                "browser": event.browser,
                "proof": event.proof,
            }
            for digest in digests
            for event in queries.ledger_of(digest)
        ],
        "letters": [
            {"name": row.campaign.name, "state": row.state, "at": row.changed_at.isoformat()}
            for row in Delivery.objects.filter(subscriber__digest__in=digests).select_related("campaign").order_by("pk")
        ],
        "topics_not_wanted": [topic.names for topic in Topic.objects.filter(pk__in=subscribers.values("declined"))],
        "reports": [
            {"verdict": row.verdict, "status": row.status, "reason": row.reason, "report": row.raw}
            for row in BookedBounce.objects.filter(subscriber__digest__in=digests).order_by("pk")
        ],
        "not_written_to_because": list(Suppression.objects.filter(digest__in=digests).values_list("reason", flat=True)),
    }


def remove_outdated(at: datetime) -> int:
    """Erase addresses that were never confirmed, and those that left, when their time is over. Safe to run twice."""
    unconfirmed = Subscriber.objects.filter(state=Membership.PENDING, asked_at__lte=at - rules.UNCONFIRMED_KEPT)
    left = Subscriber.objects.filter(state=Membership.LEFT, left_at__lte=at - rules.LEFT_KEPT)
    removed = 0
    for pk in [*unconfirmed.values_list("pk", flat=True), *left.values_list("pk", flat=True)]:
        with durable():
            subscriber = (
                Subscriber.objects.select_for_update().filter(pk=pk).exclude(state=Membership.CONFIRMED).first()
            )
            if subscriber is not None:
                audit.record(SYSTEM, "mailing.erase_outdated", subscriber)
                _erase(subscriber)
                removed += 1
    return removed


def _locked(actor: Actor, subscriber_id: int) -> Subscriber:
    actor.require("mailing.manage")
    return Subscriber.objects.select_for_update().visible_to(actor).get(pk=subscriber_id)


def _take_off(actor: Actor, subscriber: Subscriber, origin: Origin, at: datetime) -> None:
    _move(subscriber, ListEvent.LEAVE, at)
    subscriber.save()
    _write_down(subscriber, ListEvent.LEAVE, origin, at)
    audit.record(actor, "mailing.leave", subscriber)


def _move(subscriber: Subscriber, event: ListEvent, at: datetime) -> None:
    before = Membership(subscriber.state)
    after = rules.next_state(before, event)
    subscriber.link_version = rules.version_after(subscriber.link_version, before, event)
    subscriber.state = after
    if after is Membership.CONFIRMED and before is not Membership.CONFIRMED:
        subscriber.confirmed_at = at
    if after is Membership.LEFT:
        subscriber.left_at = subscriber.left_at or at
    else:
        subscriber.left_at = None


def _write_down(subscriber: Subscriber, event: ListEvent, origin: Origin, at: datetime) -> None:
    ConsentEvent.objects.create(
        digest=subscriber.digest,
        kind=event.value,
        at=at,
        consent=queries.consent_in_force(),
        way=origin.way,
        network=limits.network_of(origin.address),
        browser=origin.browser[:200],
    )


def _erase(subscriber: Subscriber) -> None:
    erase_mails_of(subscriber)
    subscriber.delete()


def leave_token(public_id: uuid.UUID) -> str:
    """Return the token of somebody's link to leave, as it stands in mails: it works for ever."""
    return links.make(queries.LEAVE, public_id, 1)
