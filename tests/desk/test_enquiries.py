"""The list of enquiries and one conversation, as staff meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from drypoint.foundation.core import clock
from drypoint.foundation.core.mail.outbox import text_to_send
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.core.spreadsheets import is_formula
from drypoint.public.enquiries.models import Enquiry, Message
from tests.desk.conftest import make_enquiry
from tests.pages import page_of


def answer(client: Client, enquiry: Enquiry, text: str = "Please come by.", seen: int | None = None) -> int:
    expected = enquiry.last_message_id if seen is None else seen
    data = {"text": text, "expected_message_id": expected}
    return client.post(f"/desk/enquiries/{enquiry.pk}/answer/", data).status_code


def test_what_waits_too_long_is_marked_late(reception: Client, enquiry: Enquiry) -> None:
    ((_since, person, _about, state),) = page_of(reception.get("/desk/")).section("Longest waiting").rows
    assert person.startswith("Vera Visitor")
    assert state.startswith("late")


def test_the_look_is_audited_before_the_words_are_shown(reception: Client, enquiry: Enquiry) -> None:
    response = reception.get(f"/desk/enquiries/{enquiry.pk}/")
    letter = page_of(response).section("Conversation").part("li")
    assert letter.texts(".text") == ["My <b>back</b> hurts."]
    assert letter.select("b") == []
    assert "no-store" in response.headers["Cache-Control"]
    assert AuditEntry.objects.filter(action="enquiry.read", target_id=str(enquiry.pk)).count() == 1


def test_an_answer_is_kept_and_word_of_it_goes_out_without_the_words(reception: Client, enquiry: Enquiry) -> None:
    assert answer(reception, enquiry, "Your back needs rest.") == 302
    assert Message.objects.filter(enquiry=enquiry, author="practice").count() == 1
    mail = OutboxMail.objects.get()
    assert mail.to_address == "vera@example.com"
    assert "back" not in mail.text.replace("feedback", "")
    assert "rest" not in mail.text


def test_an_empty_answer_is_refused_and_nothing_goes_out(reception: Client, enquiry: Enquiry) -> None:
    assert answer(reception, enquiry, "  ") == 422
    assert not OutboxMail.objects.exists()


def test_who_answers_second_sees_the_first_answer_and_keeps_the_own(reception: Client, enquiry: Enquiry) -> None:
    assert answer(reception, enquiry, "First.") == 302
    page = reception.post(
        f"/desk/enquiries/{enquiry.pk}/answer/", {"text": "Second.", "expected_message_id": enquiry.last_message_id}
    )
    assert page.status_code == 409
    shown = page_of(page)
    assert shown.section("Conversation").texts(".text")[-1] == "First."
    assert shown.section("Answer").texts("textarea") == ["Second."]
    assert any("Somebody wrote here while you were writing" in message for message in shown.messages)
    assert Message.objects.filter(enquiry=enquiry, author="practice").count() == 1


def test_nobody_answers_behind_a_link_that_is_withdrawn(owner: Client, enquiry: Enquiry) -> None:
    owner.post(f"/desk/enquiries/{enquiry.pk}/state/", {"do": "revoke"})
    assert answer(owner, enquiry) == 409
    owner.post(f"/desk/enquiries/{enquiry.pk}/state/", {"do": "renew"})
    assert answer(owner, enquiry) == 302


def test_a_button_that_nobody_knows_changes_nothing(owner: Client, enquiry: Enquiry) -> None:
    owner.post(f"/desk/enquiries/{enquiry.pk}/state/", {"do": "explode"})
    before, after = enquiry.state, Enquiry.objects.get(pk=enquiry.pk).state
    assert before == after


def test_closing_and_opening_again(reception: Client, enquiry: Enquiry) -> None:
    reception.post(f"/desk/enquiries/{enquiry.pk}/state/", {"do": "close"})
    assert Enquiry.objects.get().state == "closed"
    reception.post(f"/desk/enquiries/{enquiry.pk}/state/", {"do": "reopen"})
    assert Enquiry.objects.get().state != "closed"


def test_only_the_owner_erases_and_is_asked_first(owner: Client, reception: Client, enquiry: Enquiry) -> None:
    assert reception.post(f"/desk/enquiries/{enquiry.pk}/erase/").status_code == 403
    assert page_of(owner.get(f"/desk/enquiries/{enquiry.pk}/erase/")).main.texts("p bdi") == ["Vera Visitor"]
    assert Enquiry.objects.exists()
    assert owner.post(f"/desk/enquiries/{enquiry.pk}/erase/").status_code == 302
    assert not Enquiry.objects.exists()


def test_a_reference_read_out_badly_still_leads_to_its_enquiry(reception: Client, enquiry: Enquiry) -> None:
    found = reception.get("/desk/enquiries/", {"reference": "test 0001"})
    assert found.url == f"/desk/enquiries/{enquiry.pk}/"
    found = page_of(reception.get("/desk/enquiries/", {"reference": "nope"}))
    assert found.main.texts("[role=status]") == ["No enquiry has the reference “nope”."]


@pytest.mark.parametrize("cursor", ["x", "1", "1_x", "99999999999999999999_1"])
def test_a_made_up_place_in_the_list_leads_to_its_beginning(reception: Client, cursor: str) -> None:
    assert reception.get("/desk/enquiries/", {"after": cursor}).status_code == 302


def test_the_list_goes_on_page_by_page_and_misses_nobody(reception: Client) -> None:
    for number in range(53):
        make_enquiry(f"TEST-{number:04}", last_message_at=clock.now() - timedelta(minutes=number))
    first = reception.get("/desk/enquiries/")
    rows = list(first.context["page"].rows)
    second = reception.get("/desk/enquiries/", {"after": first.context["page"].after})
    rows += second.context["page"].rows
    assert sorted(row.reference for row in rows) == [f"TEST-{number:04}" for number in range(53)]
    assert second.context["page"].after is None
    back = reception.get("/desk/enquiries/", {"before": second.context["page"].before})
    assert [row.pk for row in back.context["page"].rows] == [row.pk for row in first.context["page"].rows]


def test_the_auditor_sees_no_enquiry_and_no_address(auditor: Client, reception: Client, enquiry: Enquiry) -> None:
    answer(reception, enquiry)
    assert auditor.get(f"/desk/enquiries/{enquiry.pk}/").status_code == 403
    ((_written, to, _subject, _state),) = page_of(auditor.get("/desk/outbox/")).main.rows
    assert to == "v…@example.com"
    assert b"vera@example.com" not in auditor.get("/desk/outbox/").content


def test_the_trail_hands_out_a_table_that_no_spreadsheet_runs(auditor: Client) -> None:
    AuditEntry.objects.create(at=clock.now(), actor_kind="staff", action="=cmd()", target_id="+1", facts={"a": "@x"})
    table = b"".join(auditor.get("/desk/audit/", {"format": "csv"}).streaming_content).decode()
    assert "'=cmd()" in table
    assert "'+1" in table


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@x", ";=1", "＝1", "＋1", "\u200b=1", "\t=1", " =1", "\u00a0;\u200b＝1", "'=1", "|=1"]
)
def test_a_cell_that_some_spreadsheet_would_run_is_known(cell: str) -> None:
    assert is_formula(cell)


@pytest.mark.parametrize("cell", ["", "a=1", "1-1", "ana@example.com", "č", "‐"])
def test_a_cell_that_no_spreadsheet_would_run_stays_as_it_is(cell: str) -> None:
    assert not is_formula(cell)


def test_reading_a_mail_shows_no_way_into_the_conversation(reception: Client, enquiry: Enquiry) -> None:
    answer(reception, enquiry)
    mail = OutboxMail.objects.get()
    text = text_to_send(mail, clock.now())
    secret = next(word for word in text.split() if "/razgovor/" in word).rstrip("/").rsplit("/", 1)[-1]
    response = reception.get(f"/desk/outbox/{mail.pk}/")
    assert len(secret) > 20
    assert secret.encode() not in response.content
    assert "/razgovor/…" in page_of(response).part(".paper-mail")
    (looked,) = AuditEntry.objects.filter(action="outbox.read")
    assert looked.target_id == str(mail.pk)


def test_a_mail_that_was_given_up_is_sent_again_by_the_owner_alone(owner: Client, reception: Client) -> None:
    now = clock.now()
    facts = {"kind": "t", "to_address": "a@example.com", "language": "en", "subject": "s", "text": "t"}
    mail = OutboxMail.objects.create(
        **facts, cause_type="x", cause_id="1", created_at=now, waiting_since=now, next_try_at=now, state="failed"
    )
    assert reception.post(f"/desk/outbox/{mail.pk}/again/").status_code == 403
    owner.post(f"/desk/outbox/{mail.pk}/again/")
    assert OutboxMail.objects.get().state == "waiting"
