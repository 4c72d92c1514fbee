"""Book what mail servers report about letters to the list.

A report counts only if it holds the mark of a letter that was really sent (its Message-ID, or the address that reports
were asked to): only we can make one, and only who got the letter has seen it. So nobody takes another person off the
list with a forged report. A mail that asks to leave, as List-Unsubscribe offers, is booked here too.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from drypoint.foundation.core import clock
from drypoint.foundation.core.writing import durable
from drypoint.public.mailing import actions, rules
from drypoint.public.mailing.bounces import BounceReport, Verdict, read_bounce
from drypoint.public.mailing.bounces.message import as_text, parts_of
from drypoint.public.mailing.campaigns import letter
from drypoint.public.mailing.models import BookedBounce, Delivery, Subscriber

LOOK_EVERY = timedelta(minutes=5)
LARGEST_BYTES = 1_000_000
_KEPT_LETTERS = 100_000
# SENDING: handed over, and the batch it is of not written down yet. A report about it is as quick as the other server.
_WENT_OUT = [Delivery.State.SENDING, Delivery.State.SENT, Delivery.State.IN_DOUBT, Delivery.State.FAILED]
_LEAVE = re.compile(r"^\s*leave\s+([A-Za-z0-9_.~-]{20,300})\s*$")


class BookedAs(StrEnum):
    """What became of one message."""

    BOOKED = "booked"
    SUPPRESSED = "suppressed"  # booked, and the address is written to no more
    KNOWN = "known"  # booked before
    LEFT = "left"  # its sender asked to leave by mail
    NOT_OURS = "not_ours"  # a report, but about no letter that was sent from here
    NO_REPORT = "no_report"


def book(*, raw: bytes) -> tuple[BookedAs, Verdict]:
    """Book one message as it arrived, and say what became of it. Safe to repeat."""
    raw = raw[:LARGEST_BYTES]
    parts = parts_of(raw)
    found = _LEAVE.match(parts.header("Subject"))
    if found and actions.leave(token=found[1], origin=actions.Origin("mail")):
        return BookedAs.LEFT, Verdict.NOT_A_BOUNCE
    report = read_bounce(raw)
    if report.verdict is Verdict.NOT_A_BOUNCE:
        return BookedAs.NO_REPORT, report.verdict
    # What was encoded on its way back is read as well.
    everything = b"\n".join([raw, parts.text.encode(), *(value.encode() for value in parts.returned.values())])
    delivery_id = letter.delivery_in(everything)
    if delivery_id is None:
        return BookedAs.NOT_OURS, report.verdict
    return _book(delivery_id, report, raw, clock.now()), report.verdict


def _book(delivery_id: int, report: BounceReport, raw: bytes, at: datetime) -> BookedAs:
    with durable():
        sent = Delivery.objects.select_for_update().filter(state__in=_WENT_OUT, subscriber__isnull=False)
        delivery = sent.filter(pk=delivery_id).first()
        if delivery is None:
            return BookedAs.NOT_OURS
        subscriber = Subscriber.objects.select_for_update().get(deliveries=delivery)
        fingerprint = hashlib.sha256(raw).hexdigest()
        if BookedBounce.objects.filter(fingerprint=fingerprint).exists():
            return BookedAs.KNOWN
        worst = report.worst
        BookedBounce.objects.create(
            subscriber=subscriber,
            delivery=delivery,
            fingerprint=fingerprint,
            verdict=report.verdict.value,
            status=(worst.status or "")[:16],
            reason=(worst.reason or "")[:300],
            raw=as_text(raw)[:_KEPT_LETTERS].replace("\0", "�"),
            booked_at=at,
        )
        if report.verdict in {Verdict.HARD, Verdict.SOFT}:
            delivery.state = Delivery.State.FAILED
            delivery.sentence = f"Came back: {worst.status or ''} {worst.reason or ''}"[:300].strip()
            delivery.save(update_fields=["state", "sentence"])
        reason = rules.suppressed_by(report.verdict.value, _soft_bounces(subscriber))
        if reason is None:
            return BookedAs.BOOKED
        actions.suppress(subscriber=subscriber, reason=reason, at=at)
        return BookedAs.SUPPRESSED


def _soft_bounces(subscriber: Subscriber) -> int:
    """Return how many letters came back for a while since somebody last confirmed."""
    soft = subscriber.bounces.filter(verdict=Verdict.SOFT.value)
    if subscriber.confirmed_at is not None:
        soft = soft.filter(booked_at__gte=subscriber.confirmed_at)
    return soft.values("delivery").distinct().count()


def read_maildir(_at: datetime) -> int:
    """Book what lies in the folder of reports, if the practice named one, and return how many messages that were."""
    folder: Path | None = settings.CONFIG.bounce_maildir
    if folder is None:
        return 0
    count = 0
    for path in _new_in(folder):
        with path.open("rb") as file:
            book(raw=file.read(LARGEST_BYTES))
        # Seen: whoever looks into the folder with a mail program finds it there.
        path.rename(folder / "cur" / f"{path.name}:2,S")
        count += 1
    return count


def _new_in(folder: Path) -> Iterator[Path]:
    with os.scandir(folder / "new") as entries:
        names = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    return (folder / "new" / name for name in names)
