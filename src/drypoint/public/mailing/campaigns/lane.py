"""One connection of a letter to the list: claim a few, hand each over, write down together what became of them.

Before each hand-over the person's row is looked at anew. A letter is begun in the journal when its content goes out and
answered there when the server has spoken, so that whoever is killed leaves at most one of which nobody knows.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop, override

from drypoint.foundation.core.mail import smtp
from drypoint.foundation.core.mail.sending import LONGEST_PAUSE, Connect, pause_after
from drypoint.foundation.core.mail.smtp import Failure, Outcome, SmtpServer
from drypoint.foundation.core.writing import durable
from drypoint.knowledge.language import FALLBACK
from drypoint.public.mailing.campaigns import rules
from drypoint.public.mailing.campaigns.journal import Journal
from drypoint.public.mailing.campaigns.letter import Addressee, ReadyLetter
from drypoint.public.mailing.models import Campaign, Delivery

MAILS_A_CONNECTION = 1000
# Refused for now so often in a row, and all wait.
MOST_POSTPONED = 5
State = Delivery.State
_TAKEN = (250, 251)
_GO_ON = 354
_GOING_AWAY = 421
_ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
_STANDS = (
    "SELECT c.state, s.state, EXISTS (SELECT 1 FROM mailing_subscriber_declined x WHERE x.subscriber_id = s.id "
    "AND x.topic_id = c.topic_id) FROM mailing_delivery d JOIN mailing_campaign c ON c.id = d.campaign_id "
    "LEFT JOIN mailing_subscriber s ON s.id = d.subscriber_id WHERE d.id = %s AND d.lane = %s AND d.state = 'sending'"
)


@dataclass(frozen=True)
class Copy:
    """What is known of one person's copy when it is claimed."""

    pk: int
    tries: int
    public_id: uuid.UUID | None
    email: str | None
    language: str | None


@dataclass(frozen=True)
class Result:
    """What became of a copy; PENDING is put back, with next_try_at if the server asked to come again."""

    pk: int
    state: str
    sentence: str = ""
    tries: int = 0
    next_try_at: datetime | None = None


class Ended(Enum):
    """Why a connection has no more to do."""

    NOTHING_LEFT = "nothing left"
    TIME = "time"
    STOPPED = "stopped"  # the letter is not to be sent any more, or the worker ends
    FAULT = "fault"  # the server or the sender's own settings: all wait
    LETTER = "letter"  # the server refuses the letter itself: a person has to look


@dataclass(frozen=True)
class LaneEnd:
    """How a connection ended, and what it did."""

    why: Ended
    sentence: str = ""
    sent: int = 0
    doubts: int = 0


class _FaultError(Exception):
    """The server or our own settings: what is in hand goes back, and all wait."""

    def __init__(self, failure: Failure, why: Ended = Ended.FAULT) -> None:
        super().__init__(str(why))
        self.sentence = english(failure)
        self.why = why


class _NotAnyMoreError(Exception):
    """The letter was paused or stopped meanwhile."""


class Lane:
    """One open connection with its journal."""

    def __init__(
        self,
        *,
        campaign_id: int,
        letters: Mapping[str, ReadyLetter],
        server: SmtpServer,
        connect: Connect,
        folder: Path,
        may_go_on: Callable[[], bool],
        wait: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._campaign_id = campaign_id
        self._letters = letters
        self._server = server
        self._connect = connect
        self._may_go_on = may_go_on
        self._wait = wait
        self._now = now
        self._journal = Journal(folder, rules.SYNCED)
        self._smtp: smtplib.SMTP | None = None
        self._carried = 0
        self._sent = self._doubts = self._postponed = self._refused = 0

    def run(self) -> LaneEnd:
        """Send until nothing is left, time is over, or something stands in the way of all."""
        is_settled = False
        try:
            why, sentence = self._go()
            is_settled = True
        finally:
            self._hang_up()
            self._journal.close(is_settled=is_settled)
        return LaneEnd(why, sentence, self._sent, self._doubts)

    def _go(self) -> tuple[Ended, str]:
        while self._may_go_on():
            copies = claim(self._campaign_id, self._journal.name, self._now())
            if not copies:
                return Ended.NOTHING_LEFT, ""
            results, ended = self._batch(copies)
            done = {result.pk for result in results}
            results += [Result(copy.pk, State.PENDING, tries=copy.tries) for copy in copies if copy.pk not in done]
            settle(self._campaign_id, self._journal.name, results, self._now())
            self._journal.begin_anew()
            if ended is not None:
                return ended
        return Ended.TIME, ""

    def _batch(self, copies: list[Copy]) -> tuple[list[Result], tuple[Ended, str] | None]:
        results: list[Result] = []
        for copy in copies:
            if not self._may_go_on():
                return results, (Ended.TIME, "")
            try:
                result = self._deliver(copy)
            except _NotAnyMoreError:
                return results, (Ended.STOPPED, "")
            except _FaultError as fault:
                return results, (fault.why, fault.sentence)
            results.append(result)
            self._journal.answer(copy.pk, result.state, result.sentence)
            self._sent += result.state == State.SENT
            self._doubts += result.state == State.IN_DOUBT
            if result.state == State.IN_DOUBT:
                return results, (Ended.FAULT, result.sentence)
            if self._is_too_much(result):
                why = Ended.LETTER if result.state == State.FAILED else Ended.FAULT
                return results, (why, result.sentence)
        return results, None

    def _is_too_much(self, result: Result) -> bool:
        self._refused = self._refused + 1 if result.state == State.FAILED else 0
        self._postponed = self._postponed + 1 if result.next_try_at else 0
        return self._refused >= rules.MOST_REFUSALS or self._postponed >= MOST_POSTPONED

    def _deliver(self, copy: Copy) -> Result:
        letter = self._letters.get(copy.language or "")
        if copy.public_id is None or copy.email is None or letter is None:
            return Result(copy.pk, State.SKIPPED, _GONE)
        try:
            to_address = smtp.in_ascii(copy.email)
        except smtp.UnusableAddressError:
            return Result(copy.pk, State.FAILED, "The recipient's address cannot be written to.")
        self._wait()
        content = letter.to(Addressee(to_address, copy.public_id, copy.pk), self._now())
        try:
            return self._hand_over(copy, letter.envelope_for(copy.pk), to_address, content)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return self._judged(copy, error)

    def _hand_over(self, copy: Copy, sender: str, to_address: str, content: bytes) -> Result:
        line = self._line()
        # The addresses are plain ASCII (in_ascii); what smtplib takes apart to write them costs as much as the rest.
        code, answer = line.docmd("MAIL", f"FROM:<{sender}>")
        if code != _TAKEN[0]:
            raise smtplib.SMTPSenderRefused(code, answer, sender)
        code, answer = line.docmd("RCPT", f"TO:<{to_address}>")
        if code not in _TAKEN:
            raise smtplib.SMTPRecipientsRefused({to_address: (code, answer)})
        # As late as can be: whoever left by now gets nothing.
        campaign, person, is_declined = self._stands(copy.pk)
        if campaign != Campaign.State.SENDING:
            line.rset()
            raise _NotAnyMoreError
        if person != "confirmed" or is_declined:
            line.rset()
            return Result(copy.pk, State.SKIPPED, _DECLINED if person == "confirmed" else _LEFT)
        code, answer = line.docmd("DATA")
        if code != _GO_ON:
            raise smtplib.SMTPDataError(code, answer)
        self._journal.begin(copy.pk)
        try:
            line.send(content + b".\r\n")
            code, answer = line.getreply()
        except (smtplib.SMTPException, OSError) as error:
            return self._in_doubt(copy, error)
        if code == _TAKEN[0]:
            self._carried += 1
            return Result(copy.pk, State.SENT, tries=copy.tries + 1)
        # Refused as a whole: the server holds nothing of it, and whoever finds the journal need not doubt.
        self._journal.answer(copy.pk, State.PENDING)
        found = _ENHANCED.match(answer)
        if code >= 500 and rules.is_about_the_letter(code, found[1].decode() if found else ""):
            raise _FaultError(smtp.failure_of(smtplib.SMTPDataError(code, answer)), Ended.LETTER)
        raise smtplib.SMTPDataError(code, answer)

    def _in_doubt(self, copy: Copy, error: Exception) -> Result:
        self._drop()
        sentence = f"Handed over, and no answer came: {english(smtp.failure_of(error))}"
        return Result(copy.pk, State.IN_DOUBT, sentence, copy.tries + 1)

    def _judged(self, copy: Copy, error: Exception) -> Result:
        failure = smtp.failure_of(error)
        is_answer = isinstance(error, (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError))
        if not is_answer or _is_going_away(error):
            self._drop()
        else:
            self._reset()
        if _is_going_away(error) and self._carried:
            # Enough for one connection, says the server: the next one takes it.
            self._carried = 0
            return Result(copy.pk, State.PENDING, tries=copy.tries)
        if failure.outcome is Outcome.OUTAGE or _is_going_away(error):
            raise _FaultError(failure) from error
        tries = copy.tries + 1
        # What our own settings are to blame for is never given up.
        if failure.outcome is Outcome.PERMANENT or (tries >= _MOST_TRIES and not failure.is_ours):
            return Result(copy.pk, State.FAILED, english(failure), tries)
        return Result(copy.pk, State.PENDING, english(failure), tries, self._now() + pause_after(tries))

    def _stands(self, pk: int) -> tuple[str, str | None, bool]:
        with connection.cursor() as cursor:
            cursor.execute(_STANDS, [pk, self._journal.name])
            found = cursor.fetchone()
        return found or ("", None, False)

    def _line(self) -> smtplib.SMTP:
        if self._smtp is not None and self._carried >= MAILS_A_CONNECTION:
            self._hang_up()
        if self._smtp is None:
            self._smtp = self._connect(self._server)
            self._carried = 0
        return self._smtp

    def _reset(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _hang_up(self) -> None:
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()


# A minute, doubled each time: with the twelfth, three days have gone by.
_MOST_TRIES = 12


def _is_going_away(error: Exception) -> bool:
    codes = [getattr(error, "smtp_code", 0)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _answer in error.recipients.values()]
    return _GOING_AWAY in codes


def english(failure: Failure) -> str:
    """Return a failure's sentence as rows keep it, whatever language the process speaks."""
    with override(FALLBACK):
        return str(failure.sentence)[:250]


def due(campaign_id: int, at: datetime) -> QuerySet[Delivery]:
    """Return the copies that may go now. A time further ahead than any pause was written by a clock set back since."""
    has_come = Q(next_try_at__isnull=True) | Q(next_try_at__lte=at) | Q(next_try_at__gt=at + LONGEST_PAUSE)
    return Delivery.objects.filter(has_come, campaign_id=campaign_id, state=State.PENDING)


def claim(campaign_id: int, lane: str, at: datetime) -> list[Copy]:
    """Make the record before the hand-over, for a batch at once."""
    with durable():
        if not Campaign.objects.filter(pk=campaign_id, state=Campaign.State.SENDING).exists():
            return []
        rows = due(campaign_id, at).select_for_update(skip_locked=True).order_by("pk")
        pks = list(rows.values_list("pk", flat=True)[: rules.BATCH])
        Delivery.objects.filter(pk__in=pks).update(state=State.SENDING, lane=lane, changed_at=at)
    fields = ("pk", "tries", "subscriber__public_id", "subscriber__email", "subscriber__language")
    return [Copy(*values) for values in Delivery.objects.filter(pk__in=pks).order_by("pk").values_list(*fields)]


def settle(campaign_id: int, lane: str, results: list[Result], at: datetime) -> None:
    """Make the record after it, for all in one transaction; what was written down already stays as it is."""
    mine = Delivery.objects.filter(state=State.SENDING, lane=lane)
    with durable():
        for state in (State.SENT, State.PENDING):
            plain = [one.pk for one in results if one.state == state and not one.sentence]
            mine.filter(pk__in=plain).update(state=state, lane="", changed_at=at)
        for one in results:
            if one.sentence:
                mine.filter(pk=one.pk).update(
                    state=one.state,
                    lane="",
                    changed_at=at,
                    sentence=one.sentence,
                    tries=one.tries,
                    next_try_at=one.next_try_at,
                )
        if Campaign.objects.filter(pk=campaign_id, state=Campaign.State.STOPPED).exists():
            put_back = Delivery.objects.filter(campaign_id=campaign_id, state=State.PENDING)
            put_back.update(state=State.SKIPPED, sentence=STOPPED, changed_at=at)


# Kept in English, shown in the language of whoever looks.
STOPPED = gettext_noop("The letter was stopped before this copy went out.")
_LEFT = gettext_noop("Left the list before the letter went out.")
_DECLINED = gettext_noop("Did not want this topic any more.")
_GONE = gettext_noop("The address was erased, or its language changed.")
