"""The conversation: who gets in, what they see, and what strangers learn, which is nothing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.pages import Page

from drypoint.foundation.core import clock, links
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries import actions, queries, rules
from drypoint.public.enquiries.models import Enquiry, Message, State

from .conftest import a_file, a_pdf, key_on, send


def path_of(enquiry: Enquiry) -> str:
    return f"/en/conversation/{queries.link_of(enquiry)}/"


@pytest.fixture
def inside(visitor: Client, enquiry: Enquiry) -> Client:
    """A browser that has given the second fact."""
    assert visitor.post(path_of(enquiry), {"fact": "0142"}).status_code == 303
    return visitor


def page(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_the_link_alone_shows_nothing_and_does_nothing(visitor: Client, enquiry: Enquiry) -> None:
    with CaptureQueriesContext(connection) as seen:
        text = page(visitor.get(path_of(enquiry)))
    assert "hurts" not in text
    assert enquiry.reference not in text
    assert not [query for query in seen if "enquiries_" in query["sql"]]
    assert not AuditEntry.objects.filter(action="enquiry.open_by_visitor").exists()


def test_the_right_fact_opens_it_for_half_an_hour_here_and_nowhere_else(visitor: Client, enquiry: Enquiry) -> None:
    answer = visitor.post(path_of(enquiry), {"fact": " 01 42 "})
    assert answer.status_code == 303
    cookie = answer.cookies["conversation"]
    assert cookie["path"] == path_of(enquiry)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == 1800
    assert AuditEntry.objects.filter(action="enquiry.open_by_visitor", target_id=str(enquiry.pk)).count() == 1


def test_the_birth_year_opens_it_for_whoever_gave_no_number(visitor: Client) -> None:
    send(visitor, phone="", birth_year="1980")
    assert visitor.post(path_of(Enquiry.objects.get()), {"fact": "1980"}).status_code == 303


def test_inside_stand_both_sides_words_and_never_the_files(inside: Client, enquiry: Enquiry, alice: Actor) -> None:
    actions.answer_enquiry(
        actor=alice, enquiry_id=enquiry.pk, text="Come <b>Monday</b>", expected_message_id=enquiry.last_message_id
    )
    text = page(inside.get(path_of(enquiry)))
    assert Page(text).main.texts(".letter .prose") == ["It hurts when I bend.", "Come <b>Monday</b>"]
    assert Page(text).main.texts(".letter .muted") == ["1 file, kept by the practice"]
    assert "nalaz" not in text
    assert "Alice" not in text


def test_nothing_of_it_is_kept_by_browsers_or_told_to_other_sites(inside: Client, enquiry: Enquiry) -> None:
    answer = inside.get(path_of(enquiry))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_the_cookie_ends_by_itself(inside: Client, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "hurts" not in page(inside.get(path_of(enquiry)))


def test_the_cookie_of_one_conversation_opens_no_other(inside: Client, enquiry: Enquiry) -> None:
    send(Client(), text="Another person's words.")
    other = Enquiry.objects.exclude(pk=enquiry.pk).get()
    inside.cookies["conversation"]["path"] = "/"
    assert "Another" not in page(inside.get(path_of(other)))


def variants(enquiry: Enquiry) -> dict[str, tuple[str, str]]:
    """Return path and fact of every way in that must not open."""
    right = "0142"
    return {
        "wrong fact": (path_of(enquiry), "9999"),
        "no fact": (path_of(enquiry), ""),
        "unknown": (f"/en/conversation/{links.make(queries.CONVERSATION, uuid.uuid4(), 1)}/", right),
        "old version": (f"/en/conversation/{links.make(queries.CONVERSATION, enquiry.public_id, 7)}/", right),
        "forged": (path_of(enquiry)[:-2] + ("A/" if path_of(enquiry)[-2] != "A" else "B/"), right),
        "other purpose": (f"/en/conversation/{links.make('other', enquiry.public_id, 1)}/", right),
    }


def test_every_way_that_does_not_open_looks_and_costs_the_same(visitor: Client, enquiry: Enquiry) -> None:
    answers = {}
    expired, revoked = send_two_more(visitor)
    ways = {**variants(enquiry), "expired": (path_of(expired), "0142"), "revoked": (path_of(revoked), "0142")}
    Enquiry.objects.filter(pk=expired.pk).update(link_expires_at=clock.now())
    Enquiry.objects.filter(pk=revoked.pk).update(link_revoked_at=clock.now())
    for name, (path, fact) in ways.items():
        with CaptureQueriesContext(connection) as seen:
            answer = visitor.post(path, {"fact": fact})
        body = answer.content.replace(path.encode(), b"PATH")
        statements = tuple(re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in seen)
        answers[name] = (answer.status_code, body, len(path), statements, str(answer.cookies))
    assert len(set(answers.values())) == 1, {name: answer[3] for name, answer in answers.items()}
    assert answers["wrong fact"][0] == 422


def send_two_more(visitor: Client) -> tuple[Enquiry, Enquiry]:
    for _ in range(2):
        send(visitor)
    first, second = Enquiry.objects.order_by("-pk")[:2]
    return first, second


def test_after_five_wrong_facts_even_the_right_one_waits(visitor: Client, enquiry: Enquiry, practice: Practice) -> None:
    for _ in range(5):
        assert visitor.post(path_of(enquiry), {"fact": "9999"}).status_code == 422
    answer = visitor.post(path_of(enquiry), {"fact": "0142"})
    assert answer.status_code == 429
    assert practice.phone in page(answer)
    assert "Retry-After" in answer


def test_a_guesser_cannot_come_back_every_hour(
    visitor: Client, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    answers = []
    for hour in range(6):
        monkeypatch.setattr(clock, "now", lambda hour=hour: start + timedelta(hours=hour))
        answers += [visitor.post(path_of(enquiry), {"fact": "9999"}).status_code for _ in range(5)]
    assert answers.count(422) == 20


def test_wrong_facts_on_a_withdrawn_link_do_not_lock_the_renewed_one(
    visitor: Client, enquiry: Enquiry, alice: Actor
) -> None:
    old = path_of(enquiry)
    renewed = actions.renew_link(actor=alice, enquiry_id=enquiry.pk)
    for _ in range(5):
        assert visitor.post(old, {"fact": "9999"}).status_code == 422
    assert visitor.post(path_of(renewed), {"fact": "0142"}).status_code == 303


def test_a_wrong_fact_is_written_down_whether_or_not_there_is_such_a_link(visitor: Client, enquiry: Enquiry) -> None:
    unknown = f"/en/conversation/{links.make(queries.CONVERSATION, uuid.uuid4(), 1)}/"
    for path in (path_of(enquiry), unknown):
        assert visitor.post(path, {"fact": "9999"}).status_code == 422
    found = AuditEntry.objects.filter(action="enquiry.wrong_fact").order_by("pk")
    assert [entry.target_id for entry in found] == [str(enquiry.pk), ""]


def test_a_year_of_birth_is_not_guessed_by_coming_back(
    visitor: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(visitor, phone="", birth_year="1980")
    asked = Enquiry.objects.get()
    start = clock.now()
    for day in range(8):
        monkeypatch.setattr(clock, "now", lambda day=day: start + timedelta(days=day))
        assert visitor.post(path_of(asked), {"fact": str(1950 + day)}).status_code == 422
    shut = visitor.post(path_of(asked), {"fact": "1980"})
    wrong = visitor.post(path_of(asked), {"fact": "1981"})
    assert shut.status_code == wrong.status_code == 422
    assert page(shut) == page(wrong)


def test_the_desk_sees_how_often_a_wrong_answer_was_given(visitor: Client, enquiry: Enquiry, alice: Actor) -> None:
    old = path_of(enquiry)
    actions.renew_link(actor=alice, enquiry_id=enquiry.pk)
    for _ in range(3):
        visitor.post(old, {"fact": "9999"})
    assert queries.wrong_facts(enquiry, clock.now()) == 3
    assert queries.wrong_facts(enquiry, clock.now() + timedelta(days=31)) == 0


def test_the_files_of_one_conversation_do_not_fill_the_disk(
    inside: Client, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch, files_on_disk: Callable[[], list[Path]]
) -> None:
    monkeypatch.setattr(rules, "most_bytes_of_files", lambda _mb: len(a_pdf()) + 10)
    before = files_on_disk()
    fields = {"key": key_on(inside.get(path_of(enquiry))), "text": "Tuesday, please."}
    answer = inside.post(f"{path_of(enquiry)}write/", {**fields, "attachments": a_file()})
    assert answer.status_code == 422
    assert "as many files as we can keep" in page(answer)
    assert files_on_disk() == before
    assert inside.post(f"{path_of(enquiry)}write/", fields).status_code == 303


def test_whoever_opens_it_often_is_not_locked_out(visitor: Client, enquiry: Enquiry) -> None:
    assert [visitor.post(path_of(enquiry), {"fact": "0142"}).status_code for _ in range(25)] == [303] * 25


def test_writing_again_puts_it_back_among_what_waits(inside: Client, enquiry: Enquiry, alice: Actor) -> None:
    actions.answer_enquiry(
        actor=alice, enquiry_id=enquiry.pk, text="Monday?", expected_message_id=enquiry.last_message_id
    )
    actions.close_enquiry(actor=alice, enquiry_id=enquiry.pk)
    key = key_on(inside.get(path_of(enquiry)))
    fields = {"key": key, "text": "Tuesday, please."}
    first = inside.post(f"{path_of(enquiry)}write/", {**fields, "attachments": a_file()})
    second = inside.post(f"{path_of(enquiry)}write/", {**fields, "attachments": a_file()})
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"] == path_of(enquiry)
    enquiry.refresh_from_db()
    assert enquiry.state == State.WROTE_AGAIN
    assert enquiry.document_count == 2
    assert [message.text for message in queries.conversation(enquiry)][-1] == "Tuesday, please."
    assert Message.objects.count() == 3


def test_a_file_alone_may_be_sent_but_nothing_at_all_may_not(inside: Client, enquiry: Enquiry) -> None:
    write = f"{path_of(enquiry)}write/"
    empty = inside.post(write, {"key": key_on(inside.get(path_of(enquiry))), "text": ""})
    assert empty.status_code == 422
    assert inside.post(write, {"key": key_on(empty), "text": "", "attachments": a_file()}).status_code == 303


def test_words_written_too_slowly_are_not_lost(visitor: Client, enquiry: Enquiry) -> None:
    answer = visitor.post(f"{path_of(enquiry)}write/", {"key": "old", "text": "A long <story>."})
    assert answer.status_code == 403
    assert "A long &lt;story&gt;." in page(answer)
    opened = visitor.post(path_of(enquiry), {"fact": "0142", "text": "A long <story>."})
    assert opened.status_code == 200
    assert "A long &lt;story&gt;." in page(opened)
    sent = visitor.post(f"{path_of(enquiry)}write/", {"key": key_on(opened), "text": "A long <story>."})
    assert sent.status_code == 303


def test_the_visitor_can_close_the_link_for_good(inside: Client, enquiry: Enquiry) -> None:
    path = path_of(enquiry)
    answer = inside.post(f"{path}forget/")
    assert answer.status_code == 200
    assert answer.cookies["conversation"]["max-age"] == 0
    assert Client().post(path, {"fact": "0142"}).status_code == 422
    enquiry.refresh_from_db()
    assert Client().post(path_of(enquiry), {"fact": "0142"}).status_code == 422


@pytest.mark.parametrize("door", ["write", "forget"])
def test_without_the_second_fact_nothing_can_be_done(visitor: Client, enquiry: Enquiry, door: str) -> None:
    assert visitor.get(f"{path_of(enquiry)}{door}/").status_code == 405
    assert visitor.post(f"{path_of(enquiry)}{door}/", {"text": "x"}).status_code == 403
    enquiry.refresh_from_db()
    assert enquiry.link_version == 1
    assert Message.objects.count() == 1


def test_another_site_cannot_write_in_it(inside: Client, enquiry: Enquiry) -> None:
    foreign = {"sec-fetch-site": "cross-site"}
    assert inside.post(f"{path_of(enquiry)}forget/", headers=foreign).status_code == 403


def test_the_link_lives_sixty_days_from_the_last_message(
    visitor: Client, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = enquiry.received_at
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=59))
    assert visitor.post(path_of(enquiry), {"fact": "0142"}).status_code == 303
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=60))
    assert visitor.post(path_of(enquiry), {"fact": "0142"}).status_code == 422
