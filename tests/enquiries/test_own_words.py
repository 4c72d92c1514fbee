"""A visitor's own words are read for signs of danger after they are stored, and what may be an emergency is a task."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests.accounts.people import full_client, member
from tests.enquiries.conftest import send
from tests.pages import page_of

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.practice.models import Practice
from drypoint.foundation.worklist.actions import NewTask
from drypoint.foundation.worklist.models import Task, Urgency
from drypoint.knowledge.screening import read
from drypoint.public.enquiries import actions, jobs, own_words, presenters, rules
from drypoint.public.enquiries.models import Enquiry, Message

DANGER = "My back hurts and since yesterday I am numb between my legs."
OFFICE_HOURS = [{"day": day, "opens": "08:00", "closes": "16:00"} for day in ("mo", "tu", "we", "th", "fr")]
HARMLESS = "My shoulder hurts when I lift my arm."


@pytest.fixture(autouse=True)
def _no_limits() -> None:
    cache.clear()


def asked(visitor: Client, text: str = DANGER) -> Enquiry:
    assert send(visitor, text=text).status_code == 303
    return Enquiry.objects.latest("pk")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (DANGER, True),
        ("Imam jaku bol u prsima i gušim se.", True),
        ("Ich habe Brustschmerzen und Atemnot.", True),
        # Only possible, and still nobody waits for the next day.
        ("Could this be cauda equina?", True),
        ("I have no chest pain.", False),
        ("My father had chest pain.", False),
        # Of weight, but no emergency.
        ("I take Marivarin.", False),
        ("My calf is swollen and hot since the flight.", False),
        (HARMLESS, False),
        ("", False),
    ],
)
def test_what_may_be_an_emergency_is_told_from_what_is_not(text: str, is_one: bool) -> None:
    assert rules.may_be_emergency(read(text).marks) is is_one


def test_a_possible_emergency_becomes_one_urgent_task_with_a_clock(visitor: Client, practice: Practice) -> None:
    practice.opening_hours = [
        {"day": day, "opens": "08:00", "closes": "16:00"} for day in ("mo", "tu", "we", "th", "fr")
    ]
    practice.save()
    enquiry = asked(visitor)
    # Written on a Friday evening: the clock stands still until Monday at eight, which is six in UTC.
    Message.objects.update(written_at=datetime(2026, 5, 8, 18, tzinfo=UTC))
    for _ in range(2):
        jobs.screen_new(clock.now())
    task = Task.objects.get(kind="enquiries.emergency")
    assert (task.level, task.subject_id, task.note) == (Urgency.URGENT, enquiry.pk, "")
    assert task.due_at == datetime(2026, 5, 11, 6, 30, tzinfo=UTC)
    assert task.escalates_at == datetime(2026, 5, 11, 7, 0, tzinfo=UTC)
    assert task.escalates_to_role == Role.OWNER


def test_what_is_harmless_becomes_none_and_is_read_once(visitor: Client) -> None:
    asked(visitor, HARMLESS)
    assert [jobs.screen_new(clock.now()) for _ in range(2)] == [1, 0]
    assert not Task.objects.exists()


def test_what_is_written_later_is_read_too_and_the_practice_is_not(visitor: Client, alice: Actor) -> None:
    enquiry = asked(visitor, HARMLESS)
    jobs.screen_new(clock.now())
    actions.answer_enquiry(
        actor=alice, enquiry_id=enquiry.pk, text=DANGER, expected_message_id=Message.objects.latest("pk").pk
    )
    assert jobs.screen_new(clock.now()) == 0
    Message.objects.create(enquiry=enquiry, author="visitor", text=DANGER, written_at=clock.now())
    assert jobs.screen_new(clock.now()) == 1
    assert Task.objects.filter(kind="enquiries.emergency").count() == 1


def test_a_fault_of_the_rules_keeps_nobody_from_sending_and_calls_a_person_to_read(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_text: str) -> None:
        raise RuntimeError("A rule is broken.")

    monkeypatch.setattr(own_words, "read", broken)
    enquiry = asked(visitor)
    assert jobs.screen_new(clock.now()) == 1
    assert [task.kind for task in Task.objects.all()] == ["enquiries.unread"]
    assert "numb" not in caplog.text
    client = full_client(member(Role.RECEPTION, "Rita"))
    page = page_of(client.get(f"/desk/enquiries/{enquiry.pk}/"))
    assert "The rules could not read this message. Read it yourself." in page.text
    assert "numb between my legs" in page.text


def test_a_message_longer_than_any_form_lets_it_be_is_left_to_a_person() -> None:
    assert own_words.marks_in("a " * rules.MOST_TEXT) is not None
    assert own_words.marks_in("a " * rules.MOST_TEXT + "a") is None


def test_marks_stand_beside_the_message_and_nothing_marked_is_no_clearance(visitor: Client) -> None:
    client = full_client(member(Role.RECEPTION, "Rita"))
    enquiry = asked(visitor, f"{DANGER}\nI take <b>Marivarin</b>, and have no pacemaker.")
    page = page_of(client.get(f"/desk/enquiries/{enquiry.pk}/"))
    for words in ("numb between my legs", "Numb between the legs", "Marivarin", "warfarin", "denied or not found"):
        assert words in page.text
    assert "<b>" in page.text
    assert "Nothing marked is no clearance." in page.text
    assert (
        "Nothing marked is no clearance." in page_of(client.get(f"/desk/enquiries/{asked(visitor, HARMLESS).pk}/")).text
    )


def test_a_message_is_shown_whole_whatever_is_marked_in_it() -> None:
    for text in (DANGER, HARMLESS, "I take Marivarin.\r\n\r\nNo fever."):
        message = Message(pk=9, author="visitor", text=text, written_at=clock.now())
        message._prefetched_objects_cache = {"attachments": Message.objects.none()}
        assert "".join(part.text for part in presenters.letter(message, "Vera", "en").parts) == text


# ---- The promise


def test_an_answer_that_is_late_becomes_a_task_and_goes_with_the_answer(visitor: Client, alice: Actor) -> None:
    enquiry = asked(visitor, HARMLESS)
    since = enquiry.waiting_since
    assert since is not None
    assert jobs.ask_for_late_answers(since + timedelta(hours=24)) == 0
    late = since + timedelta(hours=24, minutes=1)
    assert [jobs.ask_for_late_answers(late) for _ in range(2)] == [1, 0]
    task = Task.objects.get()
    assert (task.kind, task.level, task.due_at) == ("enquiries.late", Urgency.SOON, since + timedelta(hours=24))
    assert (task.escalates_at, task.escalates_to_role) == (since + timedelta(hours=28), Role.OWNER)
    actions.answer_enquiry(actor=alice, enquiry_id=enquiry.pk, text="Yes.", expected_message_id=enquiry.last_message_id)
    assert jobs.ask_for_late_answers(late) == 0
    assert not Task.objects.open().exists()


def test_a_longer_promise_and_a_clock_that_is_behind_end_no_wait(
    visitor: Client, practice: Practice, alice: Actor
) -> None:
    enquiry = asked(visitor, HARMLESS)
    since = enquiry.waiting_since
    assert since is not None
    late = since + timedelta(hours=25)
    jobs.ask_for_late_answers(late)
    # Another worker, whose clock is two hours behind.
    jobs.ask_for_late_answers(late - timedelta(hours=2))
    assert Task.objects.open().count() == 1
    practice.answer_within_hours = 48
    practice.save()
    jobs.ask_for_late_answers(late)
    assert jobs.ask_for_late_answers(since + timedelta(hours=49)) == 0
    assert Task.objects.open().get().subject_id == enquiry.pk
    actions.answer_enquiry(actor=alice, enquiry_id=enquiry.pk, text="Yes.", expected_message_id=enquiry.last_message_id)
    jobs.ask_for_late_answers(late)
    assert not Task.objects.open().exists()


def test_the_end_of_one_wait_closes_the_task_of_no_other(visitor: Client, alice: Actor) -> None:
    answered, gone, waiting = asked(visitor, HARMLESS), asked(visitor, HARMLESS), asked(visitor, HARMLESS)
    late = clock.now() + timedelta(hours=25)
    assert jobs.ask_for_late_answers(late) == 3
    actions.close_enquiry(actor=alice, enquiry_id=answered.pk)
    Message.objects.filter(enquiry=gone).delete()
    Enquiry.objects.filter(pk=gone.pk).delete()
    assert jobs.ask_for_late_answers(late) == 0
    assert [task.subject_id for task in Task.objects.open()] == [waiting.pk]


def test_hours_in_which_the_practice_is_closed_do_not_make_an_answer_late(visitor: Client, practice: Practice) -> None:
    practice.opening_hours = [
        {"day": day, "opens": "08:00", "closes": "16:00"} for day in ("mo", "tu", "we", "th", "fr")
    ]
    practice.answer_within_hours = 8
    practice.save()
    enquiry = asked(visitor, HARMLESS)
    Enquiry.objects.update(waiting_since=datetime(2026, 5, 8, 10, tzinfo=UTC))  # a Friday at noon
    assert jobs.ask_for_late_answers(datetime(2026, 5, 11, 10, tzinfo=UTC)) == 0
    assert jobs.ask_for_late_answers(datetime(2026, 5, 11, 10, 1, tzinfo=UTC)) == 1
    assert Task.objects.get().subject_id == enquiry.pk


def test_whoever_waits_again_is_asked_about_again(visitor: Client) -> None:
    asked(visitor, HARMLESS)
    for hour in (8, 18):
        Enquiry.objects.update(waiting_since=datetime(2026, 5, 4, hour, tzinfo=UTC))
        jobs.ask_for_late_answers(datetime(2026, 5, 6, tzinfo=UTC))
    assert Task.objects.filter(kind="enquiries.late").count() == 2
    assert Task.objects.open().count() == 1


def test_tasks_about_an_enquiry_are_erased_with_it(visitor: Client, alice: Actor) -> None:
    enquiry = asked(visitor)
    jobs.screen_new(clock.now())
    assert Task.objects.exists()
    actions.erase_enquiry(actor=alice, enquiry_id=enquiry.pk)
    assert not Task.objects.exists()


def test_before_the_practice_is_set_up_no_answer_is_late() -> None:
    assert jobs.ask_for_late_answers(clock.now()) == 0


def test_a_late_answer_closes_no_other_task(visitor: Client) -> None:
    asked(visitor)
    jobs.screen_new(clock.now())
    jobs.ask_for_late_answers(clock.now())
    assert [task.kind for task in Task.objects.open()] == ["enquiries.emergency"]


def test_the_title_of_a_task_leads_to_the_enquiry(visitor: Client) -> None:
    enquiry = asked(visitor)
    jobs.screen_new(clock.now())
    page = page_of(full_client(member(Role.RECEPTION, "Rita")).get("/desk/")).main
    assert page.links[f"Possibly an emergency: read this and call: {enquiry.name}"] == f"/desk/enquiries/{enquiry.pk}/"


def test_what_cannot_be_read_has_the_same_clock(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "marks_in", lambda _text: None)
    asked(visitor)
    Message.objects.update(written_at=datetime(2026, 5, 8, 8, tzinfo=UTC))
    jobs.screen_new(clock.now())
    task = Task.objects.get()
    assert (task.level, task.due_at) == (Urgency.SOON, datetime(2026, 5, 8, 8, 30, tzinfo=UTC))


def test_one_message_that_cannot_be_dealt_with_keeps_no_other_waiting(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = asked(visitor), asked(visitor)
    real = jobs.open_task

    def broken(*, actor: Actor, new: NewTask) -> Task:
        if new.subject == first:
            raise RuntimeError("Broken.")
        return real(actor=actor, new=new)

    monkeypatch.setattr(jobs, "open_task", broken)
    assert jobs.screen_new(clock.now()) == 1
    assert [task.subject_id for task in Task.objects.all()] == [second.pk]
    monkeypatch.setattr(jobs, "open_task", real)
    assert jobs.screen_new(clock.now()) == 1
    assert Task.objects.count() == 2


def test_opening_hours_that_cannot_be_read_keep_no_emergency_back(visitor: Client, practice: Practice) -> None:
    practice.opening_hours = [{"day": "someday", "opens": "8"}]
    practice.save()
    asked(visitor)
    jobs.screen_new(clock.now())
    task = Task.objects.get()
    assert task.due_at - Message.objects.get().written_at == rules.EMERGENCY_READ_WITHIN
