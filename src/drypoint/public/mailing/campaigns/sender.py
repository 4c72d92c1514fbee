"""What the worker does about letters to the list, every few seconds: settle, begin, send for a while, end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_noop

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.mail import mail_server, smtp
from drypoint.foundation.core.mail.sending import Connect
from drypoint.foundation.core.mail.smtp import SmtpServer
from drypoint.foundation.core.writing import durable
from drypoint.public.mailing.campaigns import journal, lane, letter, queries, rules
from drypoint.public.mailing.campaigns.lane import Ended, Lane, LaneEnd, Result
from drypoint.public.mailing.campaigns.letter import Addressee, ReadyLetter
from drypoint.public.mailing.campaigns.rules import CampaignEvent, CampaignState
from drypoint.public.mailing.models import Campaign, Delivery, TrialLetter

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=5)
# A round ends after this, so that what else takes long gets its turn; the next follows at once.
ROUND_SECONDS = 60.0
State = Delivery.State
_MOST_FAULTS = 100
_NO_SERVER = gettext_noop("The practice has no mail server yet.")
_KILLED = gettext_noop(
    "The worker was killed while this letter was being handed over: nobody knows whether it arrived."
)
_LOST = gettext_noop("The worker that held this letter has not come back: nobody knows whether it went out.")


class MailPace:
    """Lets so many letters a minute through, over all connections; 0 lets them through as they come."""

    def __init__(self, a_minute: int, wait: Callable[[float], object] = time.sleep) -> None:
        self._gap = 60.0 / a_minute if a_minute else 0.0
        self._wait = wait
        self._guard = threading.Lock()
        self._next = 0.0

    def take(self) -> None:
        """Wait for the next place."""
        if not self._gap:
            return
        with self._guard:
            now = time.monotonic()
            mine = max(self._next, now)
            self._next = mine + self._gap
        self._wait(max(mine - now, 0.0))


class LetterSender:
    """Sends what is to be sent; `run` is the worker's scan."""

    def __init__(
        self,
        *,
        connect: Connect = smtp.connect,
        now: Callable[[], datetime] = clock.now,
        is_stopping: Callable[[], bool] = lambda: False,
        round_seconds: float = ROUND_SECONDS,
    ) -> None:
        self._connect = connect
        self._now = now
        self._is_stopping = is_stopping
        self._round_seconds = round_seconds

    def run(self, at: datetime) -> int:
        """Do what is due and return how many letters were taken by the server."""
        settle_what_was_left(at)
        _begin_scheduled(at)
        self._send_trials(at)
        sent = 0
        free = Q(held_until__isnull=True) | Q(held_until__lte=at) | Q(held_until__gt=at + rules.LONGEST_HOLD)
        for campaign in Campaign.objects.filter(free, state=Campaign.State.SENDING).order_by("pk"):
            sent += self._send(campaign, at)
        return sent

    def _send(self, campaign: Campaign, at: datetime) -> int:
        fill(campaign.pk, at)
        if lane.due(campaign.pk, at).exists():
            found = _letters(campaign)
            if isinstance(found, str):
                _hold(campaign.pk, found, at)
                return 0
            server, letters = found
            ends = self._lanes(campaign, server, letters)
            _take_note(campaign.pk, ends, max(at, self._now()))
        else:
            ends = []
        _finish(campaign.pk, max(at, self._now()))
        return sum(end.sent for end in ends)

    def _lanes(self, campaign: Campaign, server: SmtpServer, letters: Mapping[str, ReadyLetter]) -> list[LaneEnd]:
        ends_at = time.monotonic() + self._round_seconds
        pace = MailPace(settings.CONFIG.list_mails_a_minute)
        # One that meets a fault ends the others as well.
        met = threading.Event()

        def may_go_on() -> bool:
            return not met.is_set() and not self._is_stopping() and time.monotonic() < ends_at

        def run() -> LaneEnd:
            one = Lane(
                campaign_id=campaign.pk,
                letters=letters,
                server=server,
                connect=self._connect,
                folder=journal_folder(),
                may_go_on=may_go_on,
                wait=pace.take,
                now=self._now,
            )
            end = one.run()
            if end.why in {Ended.FAULT, Ended.LETTER, Ended.STOPPED}:
                met.set()
            return end

        count = settings.CONFIG.list_connections
        if count == 1:
            return [run()]
        with ThreadPoolExecutor(count, "list") as threads:
            return [future.result() for future in [threads.submit(_and_close, run) for _ in range(count)]]

    def _send_trials(self, at: datetime) -> None:
        for trial in TrialLetter.objects.filter(is_waiting=True).select_related("user").order_by("pk"):
            sentence = self._fault_of_trial(trial, at)
            with durable():
                TrialLetter.objects.filter(pk=trial.pk).update(
                    is_waiting=False, sent_at=None if sentence else at, sentence=sentence
                )

    def _fault_of_trial(self, trial: TrialLetter, at: datetime) -> str:
        found = _letters(trial.campaign, language=trial.language, is_trial=True)
        if isinstance(found, str):
            return found
        server, letters = found
        if trial.language not in letters:
            return "There is no text in this language any more."
        own = letters[trial.language]
        try:
            to_address = smtp.in_ascii(trial.user.email)
            line = self._connect(server)
            try:
                # sendmail doubles the dots itself.
                line.sendmail(
                    own.envelope_sender, [to_address], own.to(Addressee(to_address), at).replace(b"\n..", b"\n.")
                )
            finally:
                line.close()
        except smtp.UnusableAddressError:
            return "Your address cannot be written to."
        except Exception as error:  # noqa: BLE001 (whatever it is, the person who asked is told)
            return lane.english(smtp.failure_of(error))
        return ""


def journal_folder() -> Path:
    """Return where the journals of open connections lie."""
    return Path(settings.DATA) / "sending"


def _and_close(run: Callable[[], LaneEnd]) -> LaneEnd:
    try:
        return run()
    finally:
        connection.close()


def _letters(
    campaign: Campaign, *, language: str = "", is_trial: bool = False
) -> tuple[SmtpServer, dict[str, ReadyLetter]] | str:
    """Return the server and the letters by language, or a sentence that says why nothing can be sent."""
    try:
        server = mail_server.server_in_use()
    except mail_server.UnreadablePasswordError as error:
        return str(error)
    if server is None:
        return _NO_SERVER
    texts = campaign.texts.filter(language=language) if language else campaign.texts.all()
    sender = mail_server.sender_in_use()
    try:
        return server, {
            text.language: letter.made(text.subject, text.body, text.language, sender, is_trial=is_trial)
            for text in texts
        }
    except smtp.UnusableAddressError:
        return lane.english(smtp.sender_fault())


def _begin_scheduled(at: datetime) -> None:
    come = Campaign.objects.filter(state=Campaign.State.SCHEDULED, starts_at__lte=at)
    for pk in come.values_list("pk", flat=True):
        with durable():
            begin(pk, at)


def begin(pk: int, at: datetime) -> bool:
    """Let a scheduled letter begin, in the caller's transaction; False if somebody took it back meanwhile."""
    waiting = Campaign.objects.filter(pk=pk, state=Campaign.State.SCHEDULED)
    if not waiting.update(state=Campaign.State.SENDING, started_at=at):
        return False
    audit.record(SYSTEM, "mailing.campaign_start", Campaign(pk=pk))
    return True


def fill(pk: int, at: datetime) -> None:
    """Write everybody's row, all or none: who is on the list and has a text in their language at this moment."""
    if Campaign.objects.filter(pk=pk, filled_at__isnull=False).exists():
        return
    with durable():
        campaign = Campaign.objects.select_for_update().get(pk=pk)
        if campaign.filled_at is not None or campaign.state != Campaign.State.SENDING:
            return
        languages = list(campaign.texts.values_list("language", flat=True))
        people = queries.recipients(languages, campaign.topic_id).order_by("pk").values_list("pk", flat=True)
        Delivery.objects.bulk_create(
            (
                Delivery(campaign_id=pk, subscriber_id=person, state=State.PENDING, changed_at=at)
                for person in people.iterator(chunk_size=2000)
            ),
            batch_size=2000,
        )
        campaign.filled_at = at
        campaign.save(update_fields=["filled_at"])


def settle_what_was_left(at: datetime) -> None:
    """Write down what killed workers left: answered is answered, begun and not answered is in doubt, the rest waits."""
    folder = journal_folder()
    for name in sorted(journal.names(folder)):
        with journal.left_behind(folder, name) as left:
            if left is not None:
                _settle_left(name, left, at)
    known = journal.names(folder)
    gone = Q(changed_at__lte=at - rules.CLAIM_LOST) | Q(changed_at__gte=at + rules.CLAIM_LOST)
    lost = Delivery.objects.filter(gone, state=State.SENDING).exclude(lane__in=known)
    if lost.exists():
        with durable():
            lost.update(state=State.IN_DOUBT, lane="", sentence=_LOST, changed_at=at)


def _settle_left(name: str, left: journal.Left, at: datetime) -> None:
    mine = Delivery.objects.filter(state=State.SENDING, lane=name).order_by("pk")
    rows = list(mine.values_list("pk", "campaign_id", "tries"))
    told = left.begun | left.answered.keys()
    last = max((place for place, (pk, *_rest) in enumerate(rows) if pk in told), default=-1)
    results: dict[int, list[Result]] = {}
    for place, (pk, campaign_id, tries) in enumerate(rows):
        may_be_lost = not left.is_whole and place <= last + rules.SYNCED
        if pk in left.answered:
            state, sentence = left.answered[pk]
            result = Result(pk, state, sentence, tries + 1)
        elif pk in left.begun or may_be_lost:
            result = Result(pk, State.IN_DOUBT, _KILLED, tries + 1)
        else:
            result = Result(pk, State.PENDING, tries=tries)
        results.setdefault(campaign_id, []).append(result)
    for campaign_id, found in results.items():
        lane.settle(campaign_id, name, found, at)


def _take_note(pk: int, ends: list[LaneEnd], at: datetime) -> None:
    """Write down what stands in the way of all, or that nothing does any more."""
    bad = [end for end in ends if end.why in {Ended.FAULT, Ended.LETTER}]
    if not bad:
        with durable():
            Campaign.objects.filter(pk=pk).exclude(faults=0, trouble="").update(faults=0, trouble="", held_until=None)
        return
    log.warning("A letter to the list waits: %s", bad[0].sentence)
    faults = _hold(pk, bad[0].sentence, at, begins_anew=any(end.sent for end in ends))
    is_doubtful = any(end.doubts for end in ends) and faults >= rules.MOST_DOUBTS
    if is_doubtful or any(end.why is Ended.LETTER for end in bad):
        _pause(pk)


def _hold(pk: int, sentence: str, at: datetime, *, begins_anew: bool = False) -> int:
    """Let all wait for a while, and return how often in a row that was so."""
    with durable():
        campaign = Campaign.objects.select_for_update().get(pk=pk)
        campaign.faults = 1 if begins_anew else min(campaign.faults + 1, _MOST_FAULTS)
        campaign.trouble = sentence
        campaign.held_until = at + rules.hold_after(campaign.faults)
        campaign.save(update_fields=["faults", "trouble", "held_until"])
    return campaign.faults


def _pause(pk: int) -> None:
    with durable():
        if Campaign.objects.filter(pk=pk, state=Campaign.State.SENDING).update(state=Campaign.State.PAUSED):
            audit.record(SYSTEM, "mailing.campaign_pause", Campaign(pk=pk))


def _finish(pk: int, at: datetime) -> None:
    with durable():
        campaign = Campaign.objects.select_for_update().get(pk=pk)
        if not rules.may(CampaignState(campaign.state), CampaignEvent.FINISH) or campaign.filled_at is None:
            return
        if campaign.deliveries.filter(state__in=[State.PENDING, State.SENDING]).exists():
            return
        campaign.state = rules.next_state(CampaignState(campaign.state), CampaignEvent.FINISH)
        campaign.ended_at, campaign.trouble, campaign.held_until, campaign.faults = at, "", None, 0
        campaign.save()
        audit.record(SYSTEM, "mailing.campaign_end", campaign)
