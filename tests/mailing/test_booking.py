"""Reports about letters: which count, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from drypoint.foundation.core import clock
from drypoint.foundation.core.models import AuditEntry
from drypoint.public.mailing import actions, booking_reports, rules
from drypoint.public.mailing.booking_reports import BookedAs, book
from drypoint.public.mailing.campaigns import letter
from drypoint.public.mailing.campaigns.lane import Result, settle
from drypoint.public.mailing.campaigns.sender import LetterSender
from drypoint.public.mailing.models import BookedBounce, ConsentEvent, Delivery, Subscriber, Suppression
from tests.mailing.conftest import last_mail, link_in, sign_up
from tests.mailing.office import NOON, Office, a_campaign, a_reader, an_office

REPORT = """From: MAILER-DAEMON@mx.example\r
To: practice@clinic.example\r
Subject: Undelivered Mail Returned to Sender\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
Your mail was not delivered.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example\r
\r
Final-Recipient: rfc822; {recipient}\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; {code} {status} {words}\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <{message_id}@clinic.example>\r
Subject: News\r
\r
--b--\r
"""
COMPLAINT = """From: feedback@provider.example\r
To: practice@clinic.example\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r
\r
--b\r
Content-Type: message/feedback-report\r
\r
Feedback-Type: abuse\r
User-Agent: Test/1\r
Version: 1\r
\r
--b\r
Content-Type: message/rfc822\r
\r
Message-ID: <{message_id}@clinic.example>\r
Subject: News\r
\r
Hello.\r
--b--\r
"""


def a_copy(email: str = "ana@example.com", state: str = "sent") -> Delivery:
    reader = Subscriber.objects.filter(email=email).first() or a_reader(email)
    return Delivery.objects.create(campaign=a_campaign("done"), subscriber=reader, state=state, changed_at=NOON)


def report(copy: Delivery, *, message_id: str = "", **changes: str) -> bytes:
    fields = {
        "recipient": "ana@example.com",
        "action": "failed",
        "status": "5.1.1",
        "code": "550",
        "words": "no such user",
        "message_id": message_id or letter.message_id_of(copy.pk),
    }
    return REPORT.format(**fields | changes).encode()


def soft(copy: Delivery) -> bytes:
    return report(copy, status="4.2.2", code="452", words="mailbox full")


def test_an_address_that_does_not_exist_is_written_to_no_more() -> None:
    copy = a_copy()
    assert book(raw=report(copy)) == (BookedAs.SUPPRESSED, "hard")
    reader = Subscriber.objects.get()
    assert reader.state == "left"
    assert Suppression.objects.get().reason == "hard"
    booked = BookedBounce.objects.get()
    assert (booked.verdict, booked.status) == ("hard", "5.1.1")
    assert "no such user" in booked.raw
    assert [event.way for event in ConsentEvent.objects.all()] == ["bounce"]
    assert AuditEntry.objects.filter(action="mailing.suppress").count() == 1
    copy.refresh_from_db()
    assert copy.state == "failed"


def test_the_same_report_counts_once() -> None:
    copy = a_copy()
    for _ in range(5):
        book(raw=soft(copy))
    assert BookedBounce.objects.count() == 1
    assert book(raw=soft(copy))[0] is BookedAs.KNOWN
    assert Subscriber.objects.get().state == "confirmed"


def test_letters_that_come_back_for_a_while_count_one_by_one() -> None:
    for number in range(1, rules.MOST_SOFT_BOUNCES + 1):
        assert Subscriber.objects.filter(state="left").count() == 0
        copy = a_copy()
        became, _verdict = book(raw=soft(copy))
        # Two reports about one letter are one letter that came back.
        book(raw=soft(copy) + b"again")
        assert became is (BookedAs.BOOKED if number < rules.MOST_SOFT_BOUNCES else BookedAs.SUPPRESSED)
    assert Suppression.objects.get().reason == "soft"


def test_a_complaint_takes_off_the_list() -> None:
    copy = a_copy()
    raw = COMPLAINT.format(message_id=letter.message_id_of(copy.pk)).encode()
    assert book(raw=raw) == (BookedAs.SUPPRESSED, "complaint")
    assert Suppression.objects.get().reason == "complaint"
    assert [event.way for event in ConsentEvent.objects.all()] == ["complaint"]


def test_a_delay_and_an_answer_by_a_machine_are_kept_and_change_nothing() -> None:
    copy = a_copy()
    assert book(raw=report(copy, action="delayed", status="4.4.1", code="451"))[0] is BookedAs.BOOKED
    head = "From: ana@example.com\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n"
    book(raw=f"{head}References: <{letter.message_id_of(copy.pk)}@clinic.example>\r\n\r\nAway.".encode())
    assert sorted(BookedBounce.objects.values_list("verdict", flat=True)) == ["auto_reply", "delayed"]
    assert Subscriber.objects.get().state == "confirmed"


@pytest.mark.parametrize(
    "message_id",
    ["letter.{pk}.000000000000000000000000", "letter.{pk}", "{pk}", "someone", "letter.99999.{mark}"],
)
def test_nobody_takes_another_off_the_list_by_a_forged_report(message_id: str) -> None:
    copy = a_copy()
    mark = letter.message_id_of(copy.pk).rpartition(".")[2]
    forged = report(copy, message_id=message_id.format(pk=copy.pk, mark=mark))
    assert book(raw=forged) == (BookedAs.NOT_OURS, "hard")
    assert Subscriber.objects.get().state == "confirmed"
    assert not BookedBounce.objects.exists()


def test_whoever_got_a_letter_can_report_on_their_own_alone() -> None:
    mine, theirs = a_copy("mallory@example.com"), a_copy("ana@example.com")
    book(raw=report(mine, recipient="ana@example.com"))
    states = dict(Subscriber.objects.values_list("email", "state"))
    assert states == {"mallory@example.com": "left", "ana@example.com": "confirmed"}
    assert theirs.state == "sent"


@pytest.mark.parametrize("state", ["pending", "skipped"])
def test_a_report_about_a_letter_that_never_went_out_counts_for_nothing(state: str) -> None:
    assert book(raw=report(a_copy(state=state)))[0] is BookedAs.NOT_OURS
    assert Subscriber.objects.get().state == "confirmed"


def test_a_report_that_comes_while_its_batch_is_still_open_counts_and_stays() -> None:
    copy = a_copy(state="sending")
    Delivery.objects.update(lane="lane")
    assert book(raw=report(copy))[0] is BookedAs.SUPPRESSED
    settle(copy.campaign_id, "lane", [Result(copy.pk, "sent", tries=1)], NOON)
    copy.refresh_from_db()
    assert copy.state == "failed"
    assert Subscriber.objects.get().state == "left"


def test_a_report_about_somebody_who_was_erased_counts_for_nothing() -> None:
    copy = a_copy()
    raw = report(copy)
    Subscriber.objects.all().delete()
    assert book(raw=raw)[0] is BookedAs.NOT_OURS


def test_a_mail_that_is_no_report_is_let_be() -> None:
    raw = b"From: ana@example.com\r\nSubject: Hello\r\n\r\nCan I come on Monday?\r\n"
    assert book(raw=raw)[0] is BookedAs.NO_REPORT


def test_a_mail_program_leaves_by_mail_as_the_header_offers() -> None:
    reader = a_reader("ana@example.com")
    token = actions.leave_token(reader.public_id)
    forged = f"From: x@example.com\r\nSubject: leave {token[:-3]}abc\r\n\r\n".encode()
    assert book(raw=forged)[0] is BookedAs.NO_REPORT
    assert book(raw=f"From: x@example.com\r\nSubject: leave {token}\r\n\r\n".encode())[0] is BookedAs.LEFT
    reader.refresh_from_db()
    assert reader.state == "left"


def test_who_confirms_anew_is_written_to_again(visitor: Client) -> None:
    book(raw=report(a_copy()))
    sign_up(visitor)
    assert Suppression.objects.exists()
    visitor.post(link_in(last_mail()))
    assert not Suppression.objects.exists()
    assert Subscriber.objects.get().state == "confirmed"


def test_after_an_erasure_only_the_digest_stays() -> None:
    book(raw=report(a_copy()))
    actions.remove_outdated(clock.now() + timedelta(days=31))
    assert not Subscriber.objects.exists()
    assert not BookedBounce.objects.exists()
    assert len(Suppression.objects.get().digest) == 64


@pytest.fixture
def maildir(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    settings.CONFIG = replace(settings.CONFIG, bounce_maildir=tmp_path)
    return tmp_path


def test_reports_in_a_maildir_are_booked_once_and_marked_as_seen(maildir: Path) -> None:
    (maildir / "new" / "1.a").write_bytes(report(a_copy()))
    (maildir / "new" / "2.b").write_bytes(b"\x00\xff broken")
    assert booking_reports.read_maildir(NOON) == 2
    assert booking_reports.read_maildir(NOON) == 0
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S"]
    assert Subscriber.objects.get().state == "left"


def test_without_a_folder_nothing_is_read() -> None:
    assert booking_reports.read_maildir(NOON) == 0


def test_reports_come_to_an_address_that_names_the_letter(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    office: Office
    with an_office(DRYPOINT_BOUNCE_ADDRESS="reports@clinic.example") as office:
        a_reader("ana@example.com")
        a_campaign()
        LetterSender(now=lambda: NOON).run(NOON)
        copy = Delivery.objects.get()
        assert office.senders == [f"reports+{letter.message_id_of(copy.pk)}@clinic.example"]
        # A server that returns nothing of the letter still answers to that address.
        raw = report(copy, message_id="lost").replace(b"practice@clinic.example", office.senders[0].encode())
        assert book(raw=raw)[0] is BookedAs.SUPPRESSED
