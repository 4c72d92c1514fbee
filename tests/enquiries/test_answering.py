"""What staff do with an enquiry, and what they may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.accounts.people import full_client, member

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor, NotAllowedError
from drypoint.foundation.core.files import documents, form_keys
from drypoint.foundation.core.mail.outbox import text_to_send
from drypoint.foundation.core.models import AuditEntry, OutboxMail, StoredDocument
from drypoint.foundation.core.worker import registered_scans
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries import actions, queries
from drypoint.public.enquiries.models import ConsentText, Enquiry, Message, State

from .conftest import a_pdf, contents_of, send

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ACTIONS: list[Callable[..., Any]] = [
    actions.mark_called,
    actions.close_enquiry,
    actions.reopen_enquiry,
    actions.revoke_link,
    actions.renew_link,
    actions.erase_enquiry,
]


def reply(actor: Actor, enquiry: Enquiry, text: str = "Please come on Monday.") -> Message:
    return actions.answer_enquiry(
        actor=actor, enquiry_id=enquiry.pk, text=text, expected_message_id=enquiry.last_message_id
    )


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_who_may_only_read_may_change_nothing(enquiry: Enquiry, bob: Actor, action: Callable[..., Any]) -> None:
    with pytest.raises(NotAllowedError):
        action(actor=bob, enquiry_id=enquiry.pk)
    with pytest.raises(NotAllowedError):
        reply(bob, enquiry)
    with pytest.raises(NotAllowedError):
        actions.open_document(actor=bob, enquiry_id=enquiry.pk, number=1)


def test_a_stranger_sees_nothing(enquiry: Enquiry, bob: Actor) -> None:
    assert list(Enquiry.objects.visible_to(bob)) == [enquiry]
    assert not Enquiry.objects.visible_to(VISITOR).exists()
    assert sum(queries.waiting_counts(VISITOR).values()) == 0
    with pytest.raises(NotAllowedError):
        actions.mark_read(actor=VISITOR, enquiry_id=enquiry.pk)


def test_every_look_is_in_the_trail_before_it_is_shown(enquiry: Enquiry, alice: Actor) -> None:
    assert actions.mark_read(actor=alice, enquiry_id=enquiry.pk).read_at is not None
    download = actions.open_document(actor=alice, enquiry_id=enquiry.pk, number=1)
    assert AuditEntry.objects.filter(user_id=alice.user_id).values_list("action", flat=True).count() == 2
    assert contents_of(download) == a_pdf()


def test_an_answer_sends_word_of_it_and_nothing_of_it(enquiry: Enquiry, alice: Actor) -> None:
    reply(alice, enquiry)
    enquiry.refresh_from_db()
    assert enquiry.state == State.ANSWERED
    assert not Enquiry.objects.visible_to(alice).waiting().exists()
    news = OutboxMail.objects.get(kind="enquiries.news")
    assert "Monday" not in news.subject + news.text
    assert "/en/conversation/" in news.text


def test_who_answers_second_is_shown_the_first_answer_instead(enquiry: Enquiry, alice: Actor) -> None:
    reply(alice, enquiry)
    with pytest.raises(actions.AnsweredMeanwhileError):
        reply(alice, enquiry, "Please come on Tuesday.")
    assert Message.objects.filter(author="practice").count() == 1
    assert OutboxMail.objects.filter(kind="enquiries.news").count() == 1


def test_whoever_has_no_mailbox_is_to_be_called_until_somebody_did(visitor: Client, alice: Actor) -> None:
    send(visitor, email="")
    enquiry = Enquiry.objects.get()
    reply(alice, enquiry)
    enquiry.refresh_from_db()
    assert enquiry.state == State.CALL_THEM
    assert not OutboxMail.objects.exists()
    assert actions.mark_called(actor=alice, enquiry_id=enquiry.pk).state == State.ANSWERED


def test_closed_and_reopened(enquiry: Enquiry, alice: Actor) -> None:
    assert actions.close_enquiry(actor=alice, enquiry_id=enquiry.pk).state == State.CLOSED
    assert actions.reopen_enquiry(actor=alice, enquiry_id=enquiry.pk).state == State.NEW


def test_no_answer_goes_where_nobody_can_read_it(enquiry: Enquiry, alice: Actor) -> None:
    old = queries.link_of(enquiry)
    actions.revoke_link(actor=alice, enquiry_id=enquiry.pk)
    with pytest.raises(actions.LinkClosedError):
        reply(alice, enquiry)
    renewed = actions.renew_link(actor=alice, enquiry_id=enquiry.pk)
    assert queries.by_link(old, clock.now()) is None
    assert queries.by_link(queries.link_of(renewed), clock.now()) == enquiry
    mail = OutboxMail.objects.get(kind="enquiries.new_link")
    assert queries.link_of(renewed) in text_to_send(mail, clock.now())
    assert queries.link_of(renewed) not in mail.text
    reply(alice, renewed)


def test_erasing_leaves_ids_in_the_trail_and_nothing_else(
    enquiry: Enquiry, alice: Actor, files_on_disk: Callable[[], list[Path]]
) -> None:
    reply(alice, enquiry)
    actions.erase_enquiry(actor=alice, enquiry_id=enquiry.pk)
    assert not Enquiry.objects.exists()
    assert not Message.objects.exists()
    assert not StoredDocument.objects.exists()
    assert files_on_disk() == []
    for mail in OutboxMail.objects.all():
        assert (mail.to_address, mail.subject, mail.text, mail.state) == ("", "", "", OutboxMail.State.WITHDRAWN)
    assert AuditEntry.objects.filter(action="enquiry.erase", target_id=str(enquiry.pk)).count() == 1


def test_what_has_rested_longer_than_the_practice_keeps_it_goes(enquiry: Enquiry, practice: Practice) -> None:
    kept = timedelta(days=practice.enquiry_kept_days)
    assert actions.remove_outdated(enquiry.last_message_at + kept - timedelta(seconds=1)) == 0
    assert actions.remove_outdated(enquiry.last_message_at + kept) == 1
    assert actions.remove_outdated(enquiry.last_message_at + kept) == 0
    assert AuditEntry.objects.filter(action="enquiry.erase_outdated", actor_kind="system").count() == 1


def test_the_worker_cleans_up_by_itself() -> None:
    runs = {scan.run for scan in registered_scans()}
    assert {documents.remove_expired, form_keys.remove_spent, limits.remove_old, actions.remove_outdated} <= runs


def many(count: int) -> None:
    consent = ConsentText.objects.get(purpose="contact")
    rows = [
        Enquiry(
            reference=f"{number:09d}",
            name="Invented",
            email="x@example.com",
            birth_year=1980,
            language="en",
            problem="other",
            contact_consent=consent,
            received_at=NOW,
            last_message_at=NOW + timedelta(minutes=number // 2),
            state=State.ANSWERED if number % 10 else State.NEW,
            waiting_since=None if number % 10 else NOW,
            link_expires_at=NOW,
        )
        for number in range(count)
    ]
    Enquiry.objects.bulk_create(rows)


def test_the_list_leads_through_everything_once_forwards_and_back(practice: Practice) -> None:
    many(120)
    everything = Enquiry.objects.visible_to(SYSTEM)
    pages = [queries.page_of(everything)]
    while pages[-1].after:
        pages.append(queries.page_of(everything, after=pages[-1].after))
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    assert [row for page in pages for row in page.rows] == list(everything.latest_first())
    assert pages[0].before is None
    assert queries.page_of(everything, before=pages[2].before).rows == pages[1].rows


@pytest.mark.parametrize("cursor", ["", "x", "1_", "_1", "9" * 30 + "_1", "1_x"])
def test_a_place_that_is_none_is_said_to_be(practice: Practice, cursor: str) -> None:
    with pytest.raises(queries.WrongCursorError):
        queries.page_of(Enquiry.objects.visible_to(SYSTEM), after=cursor)


def test_pages_and_counts_never_read_the_whole_table(practice: Practice) -> None:
    many(300)
    everything = Enquiry.objects.visible_to(SYSTEM)
    with CaptureQueriesContext(connection) as seen:
        first = queries.page_of(everything)
        queries.page_of(everything, after=first.after)
        queries.page_of(everything.filter(state=State.ANSWERED), after=first.after)
        list(everything.waiting()[:50])
        assert queries.waiting_counts(SYSTEM) == {"new": 30, "wrote_again": 0, "call_them": 0}
    assert len(seen) == 5
    for query in list(seen):
        plan = plan_of(query["sql"])
        assert re.search(r"(?i)\busing (covering )?(index )?enquiry_", plan), plan
        assert "Seq Scan" not in plan, plan
        assert not re.search("USE TEMP B-TREE FOR ORDER BY|Sort Key: .*last_message_at", plan), plan


def plan_of(sql: str) -> str:
    """Return how the database would go about it; PostgreSQL without the short cut that it takes on a small table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
            return " | ".join(row[3] for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + sql)
        return " | ".join(row[0] for row in cursor.fetchall())


def test_a_conversation_costs_two_queries(enquiry: Enquiry, alice: Actor) -> None:
    reply(alice, enquiry)
    with CaptureQueriesContext(connection) as seen:
        for message in queries.conversation(enquiry):
            for attachment in message.attachments.all():
                assert attachment.neutral_name == "report-1.pdf"
    assert len(seen) == 2


def test_a_reference_is_found_however_it_was_written_down(enquiry: Enquiry, alice: Actor) -> None:
    assert queries.by_reference(alice, f" {enquiry.reference.lower().replace('-', ' ')} ") == enquiry
    assert queries.by_reference(alice, "nothing") is None


def test_the_same_words_sent_twice_from_one_contact_are_marked_on_both(visitor: Client, practice: Practice) -> None:
    for changes in ({}, {}, {"text": "Something else."}, {"email": "eva@example.com"}):
        assert send(visitor, **changes).status_code == 303
    first, second, other_words, other_contact = Enquiry.objects.order_by("pk")
    reader = full_client(member(Role.RECEPTION, "Rita"))

    def named(enquiry: Enquiry) -> list[str]:
        text = reader.get(f"/desk/enquiries/{enquiry.pk}/").content.decode()
        return re.findall(r"The other enquiry: ([A-Z0-9-]+)", text)

    assert named(first) == [second.reference]
    assert named(second) == [first.reference]
    assert named(other_words) == named(other_contact) == []


def test_the_same_words_days_later_are_a_new_enquiry(
    visitor: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(visitor).status_code == 303
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert send(visitor).status_code == 303
    latest = Enquiry.objects.order_by("pk").last()
    assert latest is not None
    assert (
        "The other enquiry"
        not in full_client(member(Role.RECEPTION, "Rita")).get(f"/desk/enquiries/{latest.pk}/").content.decode()
    )
