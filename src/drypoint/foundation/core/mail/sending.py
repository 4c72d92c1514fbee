"""Send the outbox.

The guarantee: a mail whose row is committed is sent, or its row says `failed` with the reason. No kill, at whatever
moment, loses a mail, and each kill of a worker sends at most one mail a second time: the one that the server had
taken and whose row did not say so yet. Both copies carry the same Message-ID, by which receivers drop the second.

It rests on two records. Before a try, one compare-and-swap claims the row for CLAIM, so that no other worker
takes it and a mail that kills its worker is not tried again at once. After the try a second one, valid only
while the claim is, records what the server answered. A worker holds one claim at a time.
"""

from __future__ import annotations

import contextlib
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import TracebackType

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.mail import mail_server, smtp
from drypoint.foundation.core.mail.guards import is_withheld
from drypoint.foundation.core.mail.mail_server import Sender
from drypoint.foundation.core.mail.outbox import text_to_send
from drypoint.foundation.core.mail.smtp import Failure, Outcome, SmtpServer
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.core.writing import durable
from drypoint.knowledge.language import FALLBACK

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(days=3)
# Longer than the time-outs of one try together, so that a claim never ends under a worker that still tries.
CLAIM = timedelta(minutes=10)
OUTAGE_PAUSE = timedelta(minutes=1)
MAILS_A_ROUND = 200
MAILS_A_CONNECTION = 50

Connect = Callable[[SmtpServer], smtplib.SMTP]


@dataclass(frozen=True)
class Round:
    """What one pass over the outbox did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    held: int = 0


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many failed tries: a minute, doubled each time, at most a day."""
    doublings = min(max(tries, 1) - 1, 11)
    return min(FIRST_PAUSE * int(2**doublings), LONGEST_PAUSE)


def is_given_up(waiting_since: datetime, next_try_at: datetime) -> bool:
    """Say whether the next try would come later than a mail may wait."""
    return next_try_at - waiting_since > GIVEN_UP_AFTER


def as_message(mail: OutboxMail, sender: Sender, at: datetime) -> EmailMessage:
    """Return the mail as it goes over the wire now: plain text in UTF-8, perhaps with a calendar beside it.

    The Message-ID is the same at every try.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=sender.name, addr_spec=smtp.in_ascii(sender.address))
    message["To"] = smtp.in_ascii(mail.to_address)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    message.set_content(text_to_send(mail, at), charset="utf-8", cte="quoted-printable")
    if mail.calendar:
        method = next(line[7:] for line in mail.calendar.splitlines() if line.startswith("METHOD:"))
        message.add_attachment(
            mail.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="appointment.ics",
            params={"method": method, "charset": "utf-8"},
        )
    return message


class MailConnection:
    """One connection, reused from mail to mail, and opened anew when it has carried enough or broke."""

    def __init__(self, server: SmtpServer, connect: Connect) -> None:
        self._server = server
        self._connect = connect
        self._connection: smtplib.SMTP | None = None
        self._carried = 0

    def deliver(self, mail: OutboxMail, sender: Sender, at: datetime) -> None:
        """Hand one mail to the server; raises what smtplib raises, UnusableAddressError for the recipient's address."""
        to_address = smtp.in_ascii(mail.to_address)
        content = as_message(mail, sender, at).as_bytes()
        if self._carried >= MAILS_A_CONNECTION:
            self.close()
        if self._connection is None:
            self._connection = self._connect(self._server)
            self._carried = 0
        try:
            self._connection.sendmail(smtp.in_ascii(sender.address), [to_address], content)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError):
            if self._connection.sock is None:  # smtplib closes on 421
                self._connection = None
            raise
        except BaseException:
            self.close()
            raise
        self._carried += 1

    def close(self) -> None:
        """Say good-bye if anybody is there to hear it."""
        if self._connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._connection.close()
            self._connection = None

    def __enter__(self) -> MailConnection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Mailer:
    """Send what is due, as the worker's scan does every few seconds."""

    def __init__(
        self,
        *,
        connect: Connect = smtp.connect,
        is_stopping: Callable[[], bool] = lambda: False,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._connect = connect
        self._is_stopping = is_stopping
        self._now = now
        self._paused_until: datetime | None = None

    def send_due(self, at: datetime) -> Round:
        """Send the mails that are due at the given moment, at most MAILS_A_ROUND.

        A fault of the practice's own (its sender address, the sign-in) holds all mails and gives none up.
        While the server is out of reach only one mail a minute finds out whether it is back; the others lose no try.
        """
        # Longer than a pause ahead: the clock was set back.
        if self._paused_until is not None and at < self._paused_until <= at + OUTAGE_PAUSE:
            return Round()
        due = list(_due(at).order_by("next_try_at", "pk").values_list("pk", flat=True)[:MAILS_A_ROUND])
        if not due:
            return Round()
        server = mail_server.server_in_use()
        if server is None:
            return Round(held=_hold(at)) if settings.CONFIG.demo else Round()
        sender = mail_server.sender_in_use()
        try:
            smtp.in_ascii(sender.address)
        except smtp.UnusableAddressError:
            self._paused_until = at + OUTAGE_PAUSE
            log.warning("Mail cannot be sent at present: %s", _english(smtp.sender_fault()))
            return Round()
        counts = {"sent": 0, "postponed": 0, "failed": 0}
        with MailConnection(server, self._connect) as line:
            for pk in due:
                if self._is_stopping():
                    break
                # A round can take long, so that each mail has its own moment; `at` is what the caller simulates.
                tried_at = max(at, self._now())
                mail = _claim(pk, tried_at)
                if mail is None:
                    continue
                if is_withheld(mail):
                    _withdraw(mail)
                    continue
                failure = _try(line, mail, sender, tried_at)
                counts[_record(mail, failure, max(at, self._now()))] += 1
                if failure is not None and failure.outcome is Outcome.OUTAGE:
                    self._paused_until = at + OUTAGE_PAUSE
                    log.warning("Mail cannot be sent at present: %s", _english(failure))
                    break
        return Round(**counts)


def _due(at: datetime) -> QuerySet[OutboxMail]:
    # What lies ahead was written before the clock was set back; the clocks of two machines may differ by one claim.
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at) | Q(claimed_until__gt=at + 2 * CLAIM)
    has_come = Q(next_try_at__lte=at) | Q(waiting_since__gt=at)
    return OutboxMail.objects.filter(free, has_come, state=OutboxMail.State.WAITING)


def _hold(at: datetime) -> int:
    with durable():
        return _due(at).update(state=OutboxMail.State.HELD)


def _claim(pk: int, at: datetime) -> OutboxMail | None:
    """Make the record before a try; None if another worker was first or the mail was withdrawn."""
    until = at + CLAIM
    with durable():
        if _due(at).filter(pk=pk).update(claimed_until=until, tries=F("tries") + 1) != 1:
            return None
        return OutboxMail.objects.get(pk=pk)


def _withdraw(mail: OutboxMail) -> None:
    """Take out of the line what must not go out, unless another worker has it."""
    with durable():
        ours = OutboxMail.objects.filter(pk=mail.pk, state=OutboxMail.State.WAITING, claimed_until=mail.claimed_until)
        ours.update(claimed_until=None, state=OutboxMail.State.WITHDRAWN)
    log.info("Mail %s (%s): withheld", mail.message_id, mail.kind)


def _try(line: MailConnection, mail: OutboxMail, sender: Sender, at: datetime) -> Failure | None:
    try:
        line.deliver(mail, sender, at)
    except smtp.UnusableAddressError:
        # The sender's was looked at before the first mail, so that this one is the recipient's.
        return Failure(Outcome.PERMANENT, _("The recipient's address cannot be written to."))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return smtp.failure_of(error)
    return None


def _record(mail: OutboxMail, failure: Failure | None, at: datetime) -> str:
    """Make the record after a try, unless the claim has passed to another worker or the mail was withdrawn meanwhile.

    Returns "sent", "postponed" or "failed".
    """
    next_try_at = at + pause_after(mail.tries)
    if failure is None:
        result, changes = "sent", {"state": OutboxMail.State.SENT, "sent_at": at, "last_error": ""}
    elif failure.outcome is Outcome.PERMANENT or (is_given_up(mail.waiting_since, next_try_at) and not failure.is_ours):
        result, changes = "failed", {"state": OutboxMail.State.FAILED, "last_error": _english(failure)}
    else:
        since = min(mail.waiting_since, at)
        result = "postponed"
        changes = {"next_try_at": next_try_at, "waiting_since": since, "last_error": _english(failure)}
    with durable():
        ours = OutboxMail.objects.filter(pk=mail.pk, state=OutboxMail.State.WAITING, claimed_until=mail.claimed_until)
        ours.update(claimed_until=None, **changes)
    log.info("Mail %s (%s): %s, try %d", mail.message_id, mail.kind, result, mail.tries)
    return result


def _english(failure: Failure) -> str:
    """Return the sentence as rows and logs keep it, whatever language the process speaks."""
    with override(FALLBACK):
        return str(failure.sentence)[:300]


def send_again(*, actor: Actor, mail_id: int) -> bool:
    """Put a mail that was given up back in line, with a new three days; False if it is not given up (any more)."""
    actor.require("practice.change")
    at = clock.now()
    with durable():
        failed = OutboxMail.objects.filter(pk=mail_id, state=OutboxMail.State.FAILED)
        if failed.update(state=OutboxMail.State.WAITING, tries=0, waiting_since=at, next_try_at=at) != 1:
            return False
        audit.record(actor, "outbox.send_again", OutboxMail(pk=mail_id))
    return True
