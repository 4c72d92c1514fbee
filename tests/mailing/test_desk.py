"""The list on the desk, and what is held about a person."""

from __future__ import annotations

import pytest
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor, NotAllowedError
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.patients.models import Contact, Person
from drypoint.public.mailing import actions, queries
from drypoint.public.mailing.models import ConsentEvent, Subscriber
from tests.mailing.conftest import last_mail, link_in, sign_up


@pytest.fixture
def reception() -> Actor:
    user = User.objects.create(email="reception@example.com", name="Reception", role="reception")
    return Actor("staff", user.pk, frozenset({"mailing.read", "mailing.manage"}))


@pytest.fixture
def subscriber(visitor: Client) -> Subscriber:
    sign_up(visitor)
    visitor.post(link_in(last_mail()))
    return Subscriber.objects.get()


def test_reception_takes_somebody_off_the_list_once(reception: Actor, subscriber: Subscriber) -> None:
    for _ in range(2):
        actions.take_off(actor=reception, subscriber_id=subscriber.pk)
    subscriber.refresh_from_db()
    assert subscriber.state == "left"
    assert [event.way for event in ConsentEvent.objects.filter(kind="leave")] == ["desk"]
    assert AuditEntry.objects.filter(action="mailing.leave", user_id=reception.user_id).count() == 1


def test_an_erased_address_is_nowhere_and_the_ledger_still_says_that_somebody_agreed(
    reception: Actor, subscriber: Subscriber
) -> None:
    actions.erase(actor=reception, subscriber_id=subscriber.pk)
    assert not Subscriber.objects.exists()
    assert not OutboxMail.objects.exclude(to_address="").exists()
    assert not OutboxMail.objects.exclude(text="").exists()
    assert [event.kind for event in ConsentEvent.objects.order_by("pk")] == ["sign_up", "confirm", "leave"]


@pytest.mark.parametrize("act", [actions.take_off, actions.erase])
def test_who_may_only_read_changes_nothing(act: object, subscriber: Subscriber) -> None:
    assert callable(act)
    with pytest.raises(NotAllowedError):
        act(actor=Actor("staff", 1, frozenset({"mailing.read"})), subscriber_id=subscriber.pk)
    assert Subscriber.objects.get().state == "confirmed"


def test_what_the_list_holds_about_a_person_is_exported_and_erased_with_them(subscriber: Subscriber) -> None:
    person = Person.objects.create(name="Ana Anić", email="ANA@example.com", language="en", made_at=clock.now())
    held = actions.export_of(person)
    assert isinstance(held, dict)
    assert [row["state"] for row in held["subscriptions"]] == ["confirmed"]
    assert [row["kind"] for row in held["consents"]] == ["sign_up", "confirm"]
    assert actions.erase_of(person) == 1
    assert not Subscriber.objects.exists()


def test_every_mailbox_of_a_person_is_asked_about(subscriber: Subscriber) -> None:
    person = Person.objects.create(name="Ana Anić", email="work@example.com", language="en", made_at=clock.now())
    further = Contact.of(Contact.Kind.EMAIL, "Ana@example.com")
    further.person = person
    further.save()
    held = actions.export_of(person)
    assert isinstance(held, dict)
    assert len(held["subscriptions"]) == 1
    assert actions.erase_of(person) == 1


def test_a_person_without_an_address_has_nothing_on_the_list(subscriber: Subscriber) -> None:
    person = Person.objects.create(name="Nobody", email="", language="en", made_at=clock.now())
    held = actions.export_of(person)
    assert isinstance(held, dict)
    assert not any(held.values())
    assert actions.erase_of(person) == 0


def test_a_page_of_the_list_costs_one_query_and_leads_on(visitor: Client) -> None:
    now = clock.now()
    Subscriber.objects.bulk_create(
        Subscriber(digest=queries.digest_of(f"{n}@example.com"), email=f"{n}@example.com", language="en", asked_at=now)
        for n in range(5)
    )
    first = queries.page_of(Subscriber.objects.all(), size=3)
    assert [row.email for row in first.rows] == ["4@example.com", "3@example.com", "2@example.com"]
    second = queries.page_of(Subscriber.objects.all(), str(first.older), size=3)
    assert [row.email for row in second.rows] == ["1@example.com", "0@example.com"]
    assert second.older is None
    for nonsense in ("", "x", "-1", "٣", "9" * 400):
        assert len(queries.page_of(Subscriber.objects.all(), nonsense, size=3).rows) == 3
