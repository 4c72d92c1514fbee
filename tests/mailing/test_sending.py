"""Letters to the list, against a server that speaks real SMTP."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.mail import smtp
from drypoint.foundation.core.models import AuditEntry
from drypoint.public.mailing.campaigns import actions, rules, sender
from drypoint.public.mailing.campaigns.journal import Journal
from drypoint.public.mailing.campaigns.sender import LetterSender, fill
from drypoint.public.mailing.models import Campaign, Delivery, Subscriber
from tests.mailing.office import NOON, Office, a_campaign, a_reader, an_office, readers

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _data(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office() as handler:
        yield handler


def a_sender() -> LetterSender:
    return LetterSender(now=lambda: NOON, connect=partial(smtp.connect, timeout=2.0))


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def staff() -> Actor:
    user = User.objects.create(email="reception@example.com", name="Reception", role="reception")
    return Actor("staff", user.pk, frozenset({"mailing.read", "mailing.send"}))


def test_everybody_on_the_list_gets_the_letter_once_over_one_connection(office: Office) -> None:
    readers(120)
    campaign = a_campaign()
    assert a_sender().run(NOON) == 120
    assert a_sender().run(NOON + MINUTE) == 0
    campaign.refresh_from_db()
    assert campaign.state == "done"
    assert sorted(office.addresses()) == sorted(f"en{number}@example.com" for number in range(120))
    assert office.connections == 1
    assert states() == ["sent"] * 120
    assert AuditEntry.objects.filter(action="mailing.campaign_end").count() == 1


def test_only_who_is_on_the_list_and_reads_a_language_of_the_letter_gets_it_in_that_one(office: Office) -> None:
    a_reader("en@example.com", "en")
    a_reader("hr@example.com", "hr")
    a_reader("fr@example.com", "fr")
    a_reader("pending@example.com", state="pending")
    a_reader("left@example.com", state="left")
    a_campaign(en=("News", "Hello."), hr=("Novosti", "Pozdrav."))
    a_sender().run(NOON)
    subjects = {message["To"]: message["Subject"] for message in office.messages()}
    assert subjects == {"en@example.com": "News", "hr@example.com": "Novosti"}


def test_a_letter_says_how_to_leave_in_the_ways_that_mail_programs_know(office: Office) -> None:
    reader = a_reader("ana@example.com")
    a_campaign(en=("News – čćđšž", "# Hello\n\n.a line with a dot\n\n[Read more](https://clinic.example/en/)\n"))
    a_sender().run(NOON)
    (message,) = office.messages()
    assert message["List-ID"] == "<list.clinic.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    https, mailto = message["List-Unsubscribe"].split(",")
    assert https.startswith("<https://clinic.example/en/list/leave/")
    assert mailto.strip().startswith("<mailto:practice@clinic.example?subject=leave%20")
    assert message["Subject"] == "News – čćđšž"
    plain, html = message.iter_parts()
    assert [part.get_content_type() for part in (plain, html)] == ["text/plain", "text/html"]
    link = https.strip("<>")
    assert link in plain.get_content()
    assert link in html.get_content()
    assert ".a line with a dot" in plain.get_content()
    assert "Read more (https://clinic.example/en/)" in plain.get_content()
    path = link.removeprefix("https://clinic.example")
    foreign = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://mail.example"}
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}, **foreign)
    assert answer.status_code == 200
    assert not answer.cookies
    reader.refresh_from_db()
    assert reader.state == "left"


def test_no_row_holds_a_token_or_an_address(office: Office) -> None:
    a_reader("ana@example.com")
    a_campaign()
    a_sender().run(NOON)
    kept = repr([list(model.objects.values_list()) for model in (Campaign, Delivery)])
    assert "ana@" not in kept
    (message,) = office.messages()
    assert message["List-Unsubscribe"].partition("/leave/")[2].partition("/")[0] not in kept


def test_a_refused_address_is_given_up_and_the_others_get_theirs(office: Office) -> None:
    readers(3)
    campaign = a_campaign()
    office.rcpt_answer = lambda address: "550 5.1.1 no such user" if address.startswith("en1@") else ""
    assert a_sender().run(NOON) == 2
    assert states() == ["sent", "failed", "sent"]
    campaign.refresh_from_db()
    assert campaign.state == "done"
    assert "550 5.1.1" in Delivery.objects.get(state="failed").sentence


def test_who_is_refused_for_now_gets_it_later_and_later_each_time(office: Office) -> None:
    readers(2)
    a_campaign()
    office.rcpt_answer = lambda address: "451 4.7.1 greylisted" if address.startswith("en1@") else ""
    a_sender().run(NOON)
    assert states() == ["sent", "pending"]
    late = Delivery.objects.get(state="pending")
    assert (late.tries, late.next_try_at) == (1, NOON + MINUTE)
    assert a_sender().run(NOON) == 0
    office.rcpt_answer = lambda _address: ""
    assert a_sender().run(NOON + MINUTE) == 0  # the lane's own clock stands at noon
    later = LetterSender(now=lambda: NOON + MINUTE)
    assert later.run(NOON + MINUTE) == 1
    assert states() == ["sent", "sent"]
    assert office.addresses() == ["en0@example.com", "en1@example.com"]


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("mail", "550 5.7.1 sender not allowed"),
        ("mail", "530 5.7.0 sign in first"),
        ("rcpt", "421 4.3.2 going down"),
        ("data", "552 5.3.4 too large"),
        ("data", "554 5.7.1 spam"),
    ],
)
def test_what_is_the_servers_or_the_senders_fault_lets_all_wait_and_fails_nobody(
    office: Office, place: str, answer: str
) -> None:
    readers(3)
    campaign = a_campaign()
    setattr(office, f"{place}_answer", lambda _address: answer)
    a_sender().run(NOON)
    campaign.refresh_from_db()
    assert states() == ["pending"] * 3
    assert campaign.trouble
    if place == "data":
        assert campaign.state == "paused"
        actions.resume(actor=staff(), campaign_id=campaign.pk)
    else:
        assert campaign.held_until == NOON + MINUTE
        assert a_sender().run(NOON) == 0
    setattr(office, f"{place}_answer", lambda _address: "")
    assert a_sender().run(NOON + MINUTE) == 3
    campaign.refresh_from_db()
    assert (campaign.state, campaign.trouble) == ("done", "")


def test_an_unreachable_server_lets_all_wait_longer_each_time(office: Office) -> None:
    readers(2)
    campaign = a_campaign()

    def unreachable(_server: object) -> smtplib.SMTP:
        raise ConnectionRefusedError

    at = NOON
    for minutes in (1, 2, 4):
        LetterSender(now=lambda at=at: at, connect=unreachable).run(at)  # type: ignore[misc]
        campaign.refresh_from_db()
        assert campaign.held_until == at + minutes * MINUTE
        at = campaign.held_until
    assert states() == ["pending"] * 2
    assert campaign.state == "sending"
    assert a_sender().run(at) == 2


def test_a_server_that_takes_a_letter_and_says_nothing_leaves_it_in_doubt_until_somebody_decides(
    office: Office,
) -> None:
    readers(3)
    campaign = a_campaign()
    office.data_answer = lambda address: "drop" if address.startswith("en1@") else ""
    a_sender().run(NOON)
    assert states() == ["sent", "in_doubt", "pending"]
    a_sender().run(NOON + MINUTE)
    assert states() == ["sent", "in_doubt", "sent"]
    office.data_answer = lambda _address: ""
    for hours in range(1, 100, 24):
        a_sender().run(NOON + timedelta(hours=hours))
    assert office.addresses().count("en1@example.com") == 1
    campaign.refresh_from_db()
    assert campaign.state == "done"
    doubtful = Delivery.objects.get(state="in_doubt")
    actor = staff()
    actions.send_doubtful_again(actor=actor, delivery_id=doubtful.pk)
    assert AuditEntry.objects.filter(action="mailing.delivery_again", user_id=actor.user_id).count() == 1
    assert a_sender().run(NOON + timedelta(days=9)) == 1
    assert states() == ["sent"] * 3
    with pytest.raises(rules.WrongStateError):
        actions.send_doubtful_again(actor=actor, delivery_id=doubtful.pk)


def test_a_server_that_never_answers_stops_the_letter_after_three_in_doubt(office: Office) -> None:
    readers(9)
    campaign = a_campaign()
    office.data_answer = lambda _address: "drop"
    for hour in range(6):
        a_sender().run(NOON + timedelta(hours=hour))
    campaign.refresh_from_db()
    assert campaign.state == "paused"
    assert states().count("in_doubt") == rules.MOST_DOUBTS


def test_ten_refusals_in_a_row_ask_for_a_person(office: Office) -> None:
    readers(15)
    campaign = a_campaign()
    office.rcpt_answer = lambda _address: "550 no"
    a_sender().run(NOON)
    campaign.refresh_from_db()
    assert campaign.state == "paused"
    assert AuditEntry.objects.filter(action="mailing.campaign_pause").count() == 1
    assert states().count("failed") == rules.MOST_REFUSALS
    assert states().count("pending") == 5


def test_who_leaves_while_the_letter_goes_out_gets_none(office: Office) -> None:
    readers(6)
    a_campaign()
    lane_takes = iter(range(10))

    def connect(server: smtp.SmtpServer) -> smtplib.SMTP:
        line = smtp.connect(server)
        docmd = line.docmd

        def leave_at_the_last_moment(command: str, words: str = "") -> tuple[int, bytes]:
            if command == "RCPT" and next(lane_takes) == 3:
                Subscriber.objects.filter(email=words.removeprefix("TO:<").rstrip(">")).update(state="left")
            return docmd(command, words)

        line.docmd = leave_at_the_last_moment  # type: ignore[method-assign]
        return line

    LetterSender(now=lambda: NOON, connect=connect).run(NOON)
    assert "en3@example.com" not in office.addresses()
    assert len(office.accepted) == 5
    assert states() == ["sent", "sent", "sent", "skipped", "sent", "sent"]
    assert "Left the list" in Delivery.objects.get(state="skipped").sentence


def test_an_address_that_is_erased_meanwhile_is_skipped_and_the_row_stays(office: Office) -> None:
    people = readers(2)
    campaign = a_campaign()
    fill(campaign.pk, NOON)
    people[0].delete()
    a_sender().run(NOON)
    assert states() == ["skipped", "sent"]


def test_a_paused_letter_goes_on_where_it_was_and_a_stopped_one_never(office: Office) -> None:
    readers(4)
    campaign = a_campaign()
    actor = staff()
    fill(campaign.pk, NOON)
    actions.pause(actor=actor, campaign_id=campaign.pk)
    assert a_sender().run(NOON) == 0
    actions.resume(actor=actor, campaign_id=campaign.pk)
    actions.stop(actor=actor, campaign_id=campaign.pk)
    assert a_sender().run(NOON) == 0
    assert states() == ["skipped"] * 4
    for act in (actions.resume, actions.send_now, actions.stop, actions.pause):
        with pytest.raises(rules.WrongStateError):
            act(actor=actor, campaign_id=campaign.pk)
    assert office.accepted == []


def test_a_letter_that_is_paused_in_the_middle_of_a_batch_ends_there(office: Office) -> None:
    readers(5)
    campaign = a_campaign()

    class Pausing(smtplib.SMTP):
        """Pauses the letter when the third address is given."""

        taken = 0

        def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
            Pausing.taken += cmd == "RCPT"
            if Pausing.taken == 3:
                Campaign.objects.filter(pk=campaign.pk).update(state="paused")
            return super().docmd(cmd, args)

    def connect(server: smtp.SmtpServer) -> smtplib.SMTP:
        line = Pausing(server.host, server.port)
        line.ehlo()
        return line

    LetterSender(now=lambda: NOON, connect=connect).run(NOON)
    assert states() == ["sent", "sent", "pending", "pending", "pending"]
    assert len(office.accepted) == 2


def test_a_scheduled_letter_begins_at_its_time(office: Office) -> None:
    readers(1)
    campaign = a_campaign("scheduled")
    Campaign.objects.filter(pk=campaign.pk).update(starts_at=NOON + MINUTE)
    assert a_sender().run(NOON) == 0
    assert not AuditEntry.objects.filter(action="mailing.campaign_start").exists()
    assert a_sender().run(NOON + MINUTE) == 1
    assert AuditEntry.objects.filter(action="mailing.campaign_start").count() == 1


def test_a_trial_goes_to_who_asked_and_to_nobody_else(office: Office) -> None:
    readers(3)
    campaign = a_campaign("draft", en=("News", ".dot\n\nHello."), hr=("Novosti", "Pozdrav."))
    assert actions.send_trial(actor=staff(), campaign_id=campaign.pk) == 2
    a_sender().run(NOON)
    assert office.addresses() == ["reception@example.com"] * 2
    assert [message["Subject"] for message in office.messages()] == ["Trial: News", "Proba: Novosti"]
    assert "\n.dot" in "\n" + office.messages()[0].get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert not Delivery.objects.exists()
    a_sender().run(NOON)
    assert len(office.accepted) == 2


def test_a_journal_left_by_a_killed_worker_is_read(office: Office) -> None:
    readers(4)
    campaign = a_campaign()
    fill(campaign.pk, NOON)
    journal = Journal(sender.journal_folder(), rules.SYNCED)
    first, second, third, _fourth = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    Delivery.objects.update(state="sending", lane=journal.name)
    journal.begin(first)
    journal.answer(first, "sent")
    journal.begin(second)
    journal.answer(second, "in_doubt", "No answer.")
    journal.begin(third)
    sender.settle_what_was_left(NOON)
    assert states() == ["sending"] * 4, "Somebody still holds the journal."
    journal.close(is_settled=False)
    sender.settle_what_was_left(NOON)
    assert states() == ["sent", "in_doubt", "in_doubt", "pending"]
    assert not list(sender.journal_folder().iterdir())
    a_sender().run(NOON)
    assert office.addresses() == ["en3@example.com"]


def test_after_the_machine_went_down_what_the_disk_may_have_lost_is_in_doubt(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers(rules.SYNCED + 4)
    campaign = a_campaign()
    fill(campaign.pk, NOON)
    journal = Journal(sender.journal_folder(), rules.SYNCED)
    Delivery.objects.update(state="sending", lane=journal.name)
    for pk in Delivery.objects.order_by("pk").values_list("pk", flat=True)[:2]:
        journal.begin(pk)
        journal.answer(pk, "sent")
    journal.close(is_settled=False)
    monkeypatch.setattr("drypoint.public.mailing.campaigns.journal._boot", lambda: "another")
    sender.settle_what_was_left(NOON)
    assert states() == ["sent"] * 2 + ["in_doubt"] * rules.SYNCED + ["pending"] * 2


def test_the_journal_is_on_the_disk_before_it_goes_on_after_so_many(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fdatasync", lambda _file: synced.append(len(office.accepted)))
    readers(2 * rules.SYNCED + 1)
    a_campaign()
    a_sender().run(NOON)
    assert {rules.SYNCED, 2 * rules.SYNCED} <= set(synced)


def test_a_server_that_has_enough_of_a_connection_gets_another_one(office: Office) -> None:
    readers(7)
    a_campaign()

    def enough(_sender: str) -> str:
        return "421 4.7.0 enough" if len(office.accepted) == 3 and office.connections == 1 else ""

    office.mail_answer = enough
    assert a_sender().run(NOON) == 7
    assert office.connections == 2
    assert states() == ["sent"] * 7


def test_a_claim_whose_journal_is_gone_is_in_doubt_after_an_hour(office: Office) -> None:
    readers(1)
    campaign = a_campaign()
    fill(campaign.pk, NOON)
    Delivery.objects.update(state="sending", lane="gone", changed_at=NOON)
    sender.settle_what_was_left(NOON + 59 * MINUTE)
    assert states() == ["sending"]
    sender.settle_what_was_left(NOON + 60 * MINUTE)
    assert states() == ["in_doubt"]


def test_without_a_mail_server_the_letter_waits_and_says_so(office: Office, settings: LazySettings) -> None:
    readers(1)
    campaign = a_campaign()
    settings.CONFIG = replace(settings.CONFIG, smtp=None)
    a_sender().run(NOON)
    campaign.refresh_from_db()
    assert "mail server" in campaign.trouble
    assert states() == ["pending"]


def test_a_pace_lets_so_many_through_a_minute() -> None:
    waited: list[float] = []
    pace = sender.MailPace(60, waited.append)
    for _ in range(4):
        pace.take()
    assert [round(seconds) for seconds in waited] == [0, 1, 2, 3]
    free = sender.MailPace(0, waited.append)
    free.take()
    assert len(waited) == 4
