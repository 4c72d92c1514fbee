"""Sending the outbox, against a server that speaks real SMTP."""

from __future__ import annotations

import email
import email.policy
import logging
import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from django.conf import settings
from django.test import override_settings

from drypoint.foundation.core.actors import SYSTEM, VISITOR, NotAllowedError
from drypoint.foundation.core.mail import mail_server, sending, smtp
from drypoint.foundation.core.mail.sending import CLAIM, Mailer, Round, is_given_up, pause_after
from drypoint.foundation.core.mail.smtp import Outcome, SmtpServer
from drypoint.foundation.core.models import AuditEntry, MailServer, OutboxMail
from drypoint.project import config

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Office:
    """A mail server whose answers a test chooses; counts connections and keeps what it accepted."""

    def __init__(self) -> None:
        self.rcpt_answer: Callable[[str], str | None] = lambda _address: None
        self.data_answer = "250 OK"
        self.accepted: list[bytes] = []
        self.connections = 0

    async def handle_EHLO(  # noqa: N802 (a name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802 (a name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt_answer(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (a name that aiosmtpd calls)
        if self.data_answer == "drop":
            assert server.transport is not None
            server.transport.abort()
            return "250 never heard"
        if self.data_answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.accepted.append(envelope.content)
        return self.data_answer

    def messages(self) -> list[Any]:
        return [email.message_from_bytes(content, policy=email.policy.default) for content in self.accepted]


class AnyPort(Controller):
    """Listen on a port that the machine chooses, and say which."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def office() -> Iterator[Office]:
    handler = Office()
    controller = AnyPort(handler, hostname="127.0.0.1", port=0)
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    controller.start()
    handler.connections = 0
    with use(controller.port):
        yield handler
    controller.stop()


def use(port: int, security: str = "none") -> override_settings:
    environment = {
        "DRYPOINT_SMTP_URL": f"{'smtp+starttls' if security == 'starttls' else 'smtp'}://127.0.0.1:{port}",
        "DRYPOINT_MAIL_FROM": "practice@clinic.example",
    }
    return override_settings(CONFIG=config.load(environment))


def waiting(number: int = 1, to: str = "maja@example.com", **changes: Any) -> OutboxMail:
    values = {
        "kind": "enquiry.receipt",
        "to_address": to,
        "language": "hr",
        "subject": "Vaš upit je stigao – čćđšž",
        "text": "Poštovani,\nimamo vijesti za Vas: čćđšž.\n",
        "cause_type": "test",
        "cause_id": str(number),
        "created_at": NOON,
        "waiting_since": NOON,
        "next_try_at": NOON,
    }
    return OutboxMail.objects.create(**{**values, **changes})


def mailer(**kwargs: Any) -> Mailer:
    return Mailer(now=lambda: NOON, connect=partial(smtp.connect, timeout=5.0), **kwargs)


@pytest.mark.django_db
def test_a_waiting_mail_goes_out_once(office: Office) -> None:
    mail = waiting()
    assert mailer().send_due(NOON).sent == 1
    assert mailer().send_due(NOON + timedelta(days=1)).sent == 0
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.tries, mail.claimed_until) == ("sent", NOON, 1, None)
    assert len(office.accepted) == 1


@pytest.mark.django_db
def test_the_mail_is_plain_text_that_carries_croatian_letters_and_its_own_id(office: Office) -> None:
    mail = waiting()
    mailer().send_due(NOON)
    (message,) = office.messages()
    assert message["Subject"] == mail.subject
    assert message.get_content().replace("\r\n", "\n") == mail.text
    assert message.get_content_type() == "text/plain"
    assert message["Message-ID"] == f"<{mail.message_id}@clinic.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOON
    assert message["To"] == "maja@example.com"
    assert not [name for name in message if name.lower().startswith("list-")]
    assert office.accepted[0].isascii()


@pytest.mark.django_db
def test_several_mails_share_one_connection(office: Office) -> None:
    for number in range(5):
        waiting(number)
    assert mailer().send_due(NOON).sent == 5
    assert office.connections == 1


@pytest.mark.django_db
def test_a_connection_that_carried_enough_is_replaced(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MAILS_A_CONNECTION", 2)
    for number in range(5):
        waiting(number)
    assert mailer().send_due(NOON).sent == 5
    assert office.connections == 3


@pytest.mark.django_db
def test_a_recipient_refused_for_good_is_given_up_at_once_and_holds_up_nobody(office: Office) -> None:
    office.rcpt_answer = lambda to: "550 5.1.1 <gone@example.com> unknown" if to.startswith("gone") else None
    gone, other = waiting(1, "gone@example.com"), waiting(2)
    result = mailer().send_due(NOON)
    assert (result.sent, result.failed) == (1, 1)
    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.state, other.state) == ("failed", "sent")
    assert gone.last_error == "The mail server refused the recipient (550 5.1.1)."


@pytest.mark.django_db
def test_a_temporary_refusal_is_tried_again_after_a_minute(office: Office) -> None:
    office.rcpt_answer = lambda _to: "451 4.7.1 greylisted"
    mail = waiting()
    sender = mailer()
    assert sender.send_due(NOON).postponed == 1
    office.rcpt_answer = lambda _to: None
    assert sender.send_due(NOON + 0.9 * MINUTE).sent == 0
    assert sender.send_due(NOON + MINUTE).sent == 1
    mail.refresh_from_db()
    assert mail.tries == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "state"), [("554 5.6.0 no", "failed"), ("452 4.3.1 full", "waiting")])
def test_a_refusal_of_the_content_is_judged_by_its_code(office: Office, answer: str, state: str) -> None:
    office.data_answer = answer
    mail = waiting()
    mailer().send_due(NOON)
    mail.refresh_from_db()
    assert mail.state == state


@pytest.mark.django_db
def test_a_connection_that_breaks_midway_leaves_the_mail_waiting_with_the_same_id(office: Office) -> None:
    office.data_answer = "drop"
    mail = waiting()
    sender = mailer()
    assert sender.send_due(NOON).postponed == 1
    office.data_answer = "250 OK"
    assert sender.send_due(NOON + 2 * MINUTE).sent == 1
    (message,) = office.messages()
    assert str(mail.message_id) in message["Message-ID"]


@pytest.mark.django_db
def test_421_closes_the_connection_and_the_next_mail_opens_another(office: Office) -> None:
    office.rcpt_answer = lambda to: "421 4.3.2 closing" if to.startswith("first") else None
    waiting(1, "first@example.com")
    waiting(2)
    result = mailer().send_due(NOON)
    assert (result.postponed, result.sent) == (1, 1)
    assert office.connections == 2


@pytest.mark.django_db
def test_a_server_that_hangs_costs_one_time_out_and_no_other_mail_its_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, use(silent.getsockname()[1]):
        first, second = waiting(1), waiting(2)
        sender = Mailer(now=lambda: NOON, connect=partial(smtp.connect, timeout=0.05))
        assert sender.send_due(NOON).postponed == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.tries, second.tries) == (1, 0)
    assert first.last_error == "The mail server did not answer in time."


@pytest.mark.django_db
def test_without_the_encryption_that_was_asked_for_nothing_is_sent(office: Office) -> None:
    port = mail_server.server_in_use().port  # type: ignore[union-attr]
    mail = waiting()
    with use(port, "starttls"):
        mailer().send_due(NOON)
    mail.refresh_from_db()
    assert mail.state == "waiting"
    assert "no encryption" in mail.last_error
    assert office.accepted == []


@pytest.mark.django_db
def test_a_server_away_for_hours_costs_no_mail(office: Office) -> None:
    for number in range(20):
        waiting(number)
    sender = Mailer(now=lambda: NOON, connect=_refusing)
    for minute in range(6 * 60):
        sender.send_due(NOON + minute * MINUTE)
    assert OutboxMail.objects.filter(state="waiting").count() == 20
    sender._connect = partial(smtp.connect, timeout=5.0)
    back = NOON + timedelta(hours=36)
    assert sender.send_due(back).sent == 20
    assert len({message["Message-ID"] for message in office.messages()}) == 20


def _refusing(_server: SmtpServer) -> smtplib.SMTP:
    raise ConnectionRefusedError


@pytest.mark.django_db
def test_an_outage_is_probed_by_one_mail_a_minute(office: Office) -> None:
    for number in range(3):
        waiting(number)
    calls: list[int] = []

    def refusing(server: SmtpServer) -> smtplib.SMTP:
        calls.append(server.port)
        raise ConnectionRefusedError

    sender = Mailer(now=lambda: NOON, connect=refusing)
    for second in range(120):
        sender.send_due(NOON + timedelta(seconds=second))
    assert len(calls) == 2


@pytest.mark.django_db
def test_a_mail_that_waited_three_days_is_given_up() -> None:
    mail = waiting()
    sender = Mailer(now=lambda: NOON, connect=_refusing)
    with use(1):
        at = NOON
        while OutboxMail.objects.filter(state="waiting").exists():
            sender.send_due(at)
            at += timedelta(hours=1)
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert timedelta(days=1) < at - NOON <= timedelta(days=3, hours=1)


@pytest.mark.django_db
def test_a_claimed_mail_is_left_to_who_claimed_it_until_the_claim_ends(office: Office) -> None:
    waiting(claimed_until=NOON + CLAIM)
    assert mailer().send_due(NOON).sent == 0
    assert mailer().send_due(NOON + CLAIM).sent == 1


@pytest.mark.django_db
def test_mail_from_before_the_clock_was_set_back_goes_out_and_is_not_hammered(office: Office) -> None:
    earlier = NOON - timedelta(hours=3)
    office.rcpt_answer = lambda _address: "451 later"
    waiting(claimed_until=NOON + CLAIM)
    sender = Mailer(now=lambda: earlier, connect=partial(smtp.connect, timeout=5.0))
    assert sender.send_due(earlier).postponed == 1
    assert sender.send_due(earlier + timedelta(seconds=2)).postponed == 0
    assert sender.send_due(earlier + MINUTE).postponed == 1


@pytest.mark.django_db
def test_two_workers_that_see_the_same_mail_send_it_once(office: Office) -> None:
    mail = waiting()
    assert sending._claim(mail.pk, NOON) is not None
    assert sending._claim(mail.pk, NOON) is None


@pytest.mark.django_db
def test_a_worker_whose_claim_has_passed_on_does_not_overwrite_the_record_of_another(office: Office) -> None:
    pk = waiting().pk
    slow = sending._claim(pk, NOON)
    quick = sending._claim(pk, NOON + CLAIM)
    assert slow is not None
    assert quick is not None
    sending._record(quick, None, NOON + CLAIM)
    sending._record(slow, smtp.failure_of(TimeoutError()), NOON + CLAIM)
    assert OutboxMail.objects.get(pk=pk).state == "sent"


@pytest.mark.django_db
def test_a_mail_withdrawn_while_it_is_sent_stays_withdrawn(office: Office) -> None:
    mail = sending._claim(waiting().pk, NOON)
    assert mail is not None
    OutboxMail.objects.update(state="withdrawn", text="")
    sending._record(mail, None, NOON)
    mail.refresh_from_db()
    assert (mail.state, mail.text) == ("withdrawn", "")


@pytest.mark.django_db
def test_a_worker_that_is_asked_to_stop_finishes_the_mail_in_hand_and_takes_no_other(office: Office) -> None:
    for number in range(3):
        waiting(number)
    assert mailer(is_stopping=lambda: bool(office.accepted)).send_due(NOON).sent == 1
    assert OutboxMail.objects.filter(state="waiting", claimed_until=None).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("demo", "state"), [("1", "held"), ("0", "waiting")])
def test_without_a_server_mail_is_held_in_the_demo_and_waits_elsewhere(demo: str, state: str) -> None:
    mail = waiting()
    with override_settings(CONFIG=config.load({"DRYPOINT_DEMO": demo})):
        mailer().send_due(NOON)
    mail.refresh_from_db()
    assert mail.state == state


@pytest.mark.django_db
def test_neither_log_nor_row_repeats_an_address_or_the_text(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    office.rcpt_answer = lambda to: f"550 5.1.1 <{to}> unknown"
    mail = waiting()
    mailer().send_due(NOON)
    mail.refresh_from_db()
    for told in (caplog.text, mail.last_error):
        assert "maja" not in told
        assert "vijesti" not in told
    assert str(mail.message_id) in caplog.text


@pytest.mark.django_db
def test_a_mail_that_was_given_up_can_be_sent_again_by_who_may(office: Office) -> None:
    mail = waiting(state="failed", tries=9)
    with pytest.raises(NotAllowedError):
        sending.send_again(actor=VISITOR, mail_id=mail.pk)
    assert sending.send_again(actor=SYSTEM, mail_id=mail.pk)
    assert not sending.send_again(actor=SYSTEM, mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("waiting", 0)
    assert AuditEntry.objects.filter(action="outbox.send_again", target_id=str(mail.pk)).count() == 1


def test_pauses_double_from_a_minute_to_a_day() -> None:
    assert [pause_after(tries) for tries in (1, 2, 3)] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert pause_after(11) < timedelta(hours=24)
    assert pause_after(12) == pause_after(500) == timedelta(hours=24)


def test_a_mail_is_given_up_when_its_next_try_is_more_than_three_days_off() -> None:
    assert not is_given_up(NOON, NOON + timedelta(days=3))
    assert is_given_up(NOON, NOON + timedelta(days=3, seconds=1))


@pytest.mark.django_db
def test_the_stored_password_is_encrypted_and_the_environment_goes_before_the_row() -> None:
    server = SmtpServer("mail.example", 465, "praxis", "very secret", "tls")
    with override_settings(CONFIG=config.load({})):
        mail_server.store_server(server=server, from_address="desk@clinic.example")
        assert mail_server.server_in_use() == server
        assert mail_server.sender_in_use().address == "desk@clinic.example"
    assert b"very secret" not in bytes(MailServer.objects.get().password_encrypted)
    with use(2525):
        found = mail_server.server_in_use()
        assert found is not None
        assert found.port == 2525
    assert "very secret" not in repr(server)


@pytest.mark.django_db
def test_a_password_stored_with_another_key_is_said_to_be_so() -> None:
    mail_server.store_server(server=SmtpServer("mail.example", 465, "praxis", "very secret", "tls"))
    with (
        override_settings(CONFIG=config.load({}), MAIL_KEYS=(bytes(32),)),
        pytest.raises(mail_server.UnreadablePasswordError, match="Enter it again"),
    ):
        mail_server.server_in_use()


@pytest.mark.parametrize(
    ("error", "outcome", "words"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), Outcome.OUTAGE, "user name or the password"),
        (smtplib.SMTPSenderRefused(550, b"no", "a@b"), Outcome.OUTAGE, "sender address"),
        (smtplib.SMTPSenderRefused(530, b"5.7.0 Must issue a STARTTLS first", "a@b"), Outcome.OUTAGE, "encryption"),
        (smtplib.SMTPSenderRefused(530, b"5.7.0 Authentication required", "a@b"), Outcome.OUTAGE, "a password"),
        (smtplib.SMTPRecipientsRefused({"a@b": (554, b"5.7.1 Relay denied")}), Outcome.TEMPORARY, "for others"),
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"5.1.1 no")}), Outcome.PERMANENT, "the recipient"),
        (smtp.NoPasswordTakenError("no"), Outcome.OUTAGE, "takes no password"),
        (UnicodeError(), Outcome.OUTAGE, "no server of this name"),
        (socket.gaierror(), Outcome.OUTAGE, "no server of this name"),
        (ConnectionRefusedError(), Outcome.OUTAGE, "Nothing answers"),
        (smtplib.SMTPServerDisconnected(), Outcome.OUTAGE, "closed the connection"),
        (OSError(), Outcome.OUTAGE, "cannot be reached"),
    ],
)
def test_each_fault_has_its_sentence(error: Exception, outcome: Outcome, words: str) -> None:
    failure = smtp.failure_of(error)
    assert failure.outcome is outcome
    assert words in str(failure.sentence)


class Account(Office):
    """A server that wants a user name and a password, and tells what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.signed_in: list[tuple[str, str]] = []

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.signed_in.append((data.login.decode(), data.password.decode()))
        is_right = data.password.decode() == "šifra-č"
        return AuthResult(success=is_right, handled=is_right)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("barred", ["LOGIN", "PLAIN"])
def test_a_password_with_letters_of_its_own_signs_in(barred: str) -> None:
    account = Account()
    controller = AnyPort(
        account, hostname="127.0.0.1", port=0, auth_required=True, auth_require_tls=False,
        authenticator=account.authenticate, auth_exclude_mechanism=[barred],
    )  # fmt: skip
    controller.start()
    try:
        server = SmtpServer("127.0.0.1", controller.port, "praksa-č", "šifra-č", "none")
        assert mail_server.fault_of(server, sender="practice@clinic.example") is None
        assert account.signed_in == [("praksa-č", "šifra-č")]
        wrong = replace(server, password="đ")
        assert "user name or the password" in str(mail_server.fault_of(wrong))
    finally:
        controller.stop()


@pytest.mark.django_db
def test_a_sender_that_is_no_address_holds_every_mail_and_gives_none_up(office: Office) -> None:
    mail = waiting()
    sender = mailer()
    with override_settings(CONFIG=replace(settings.CONFIG, mail_from="Practice <a@b.example>")):
        for hour in range(100):
            assert sender.send_due(NOON + timedelta(hours=hour)) == Round()
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("waiting", 0)
    assert mailer().send_due(NOON + timedelta(hours=101)).sent == 1


@pytest.mark.django_db
def test_what_the_practice_can_mend_gives_no_mail_up_however_long_it_lasts(office: Office) -> None:
    def refusing(_server: SmtpServer) -> smtplib.SMTP:
        raise smtplib.SMTPAuthenticationError(535, b"no")

    mail = waiting()
    sender = Mailer(now=lambda: NOON, connect=refusing)
    for hour in range(24 * 6):
        sender.send_due(NOON + timedelta(hours=hour))
    mail.refresh_from_db()
    assert mail.state == "waiting"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "state", "to"),
    [
        ("maja@škola.example", "sent", "maja@xn--kola-f6a.example"),
        ("mája@example.com", "failed", None),
        ("no address", "failed", None),
        ("", "failed", None),
    ],
)
def test_a_domain_with_letters_of_its_own_is_written_to_in_punycode(
    office: Office, address: str, state: str, to: str | None
) -> None:
    mail, other = waiting(1, address), waiting(2)
    mailer().send_due(NOON)
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.state, other.state) == (state, "sent")
    assert [message["To"] for message in office.messages()] == [*([to] if to else []), "maja@example.com"]


@pytest.mark.django_db
def test_trying_the_connection_says_what_to_mend(office: Office) -> None:
    server = mail_server.server_in_use()
    assert server is not None
    assert mail_server.fault_of(server) is None
    wrong = SmtpServer(server.host, server.port, "", "", "starttls")
    assert "encryption" in str(mail_server.fault_of(wrong, timeout=2))
