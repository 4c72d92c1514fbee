"""A mail server in this process whose answers a test chooses, and a list of people."""

from __future__ import annotations

import email
import email.policy
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from drypoint.project import config
from drypoint.public.mailing import queries
from drypoint.public.mailing.models import Campaign, Subscriber

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Office:
    """Keeps what it accepted, counts connections; each answer is asked for with the recipient's address."""

    def __init__(self) -> None:
        self.mail_answer: Callable[[str], str] = lambda _address: ""
        self.rcpt_answer: Callable[[str], str] = lambda _address: ""
        self.data_answer: Callable[[str], str] = lambda _address: ""
        self.accepted: list[tuple[str, bytes]] = []
        self.senders: list[str] = []
        self.connections = 0

    async def handle_EHLO(  # noqa: N802 (a name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802 (a name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail_answer(address) or "250 OK"

    async def handle_RCPT(  # noqa: N802 (a name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt_answer(address)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (a name that aiosmtpd calls)
        (address,) = envelope.rcpt_tos
        answer = self.data_answer(address)
        assert isinstance(envelope.content, bytes)
        if answer in {"", "drop"}:
            self.accepted.append((address, envelope.content))
            self.senders.append(envelope.mail_from or "")
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
        return answer or "250 OK"

    def addresses(self) -> list[str]:
        return [address for address, _content in self.accepted]

    def messages(self) -> list[Any]:
        return [email.message_from_bytes(content, policy=email.policy.default) for _to, content in self.accepted]


class AnyPort(Controller):
    """Listen on a port that the machine chooses, and say which."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def an_office(**environment: str) -> Iterator[Office]:
    handler = Office()
    controller = AnyPort(handler, hostname="127.0.0.1", port=0)
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    controller.start()
    handler.connections = 0
    try:
        with override_settings(CONFIG=config.load(environment_for(controller.port) | environment)):
            yield handler
    finally:
        controller.stop()


def environment_for(port: int) -> dict[str, str]:
    return {
        "DRYPOINT_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "DRYPOINT_MAIL_FROM": "Practice <practice@clinic.example>",
        "DRYPOINT_URL": "https://clinic.example",
    }


def a_reader(email: str, language: str = "en", state: str = "confirmed") -> Subscriber:
    return Subscriber.objects.create(
        digest=queries.digest_of(email), email=email, language=language, state=state, asked_at=NOON, confirmed_at=NOON
    )


def readers(count: int, language: str = "en") -> list[Subscriber]:
    return [a_reader(f"{language}{number}@example.com", language) for number in range(count)]


def a_campaign(state: str = "sending", **texts: tuple[str, str]) -> Campaign:
    campaign = Campaign.objects.create(name="Spring", state=state, made_at=NOON, started_at=NOON)
    for language, (subject, body) in (texts or {"en": ("News", "Hello.\n")}).items():
        campaign.texts.create(language=language, subject=subject, body=body)
    return campaign
