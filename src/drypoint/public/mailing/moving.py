"""Take people over from another list, with the proof that each agreed, and hand the list out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db.models import Max

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.mail import smtp
from drypoint.foundation.core.portions import newest_first
from drypoint.foundation.core.spreadsheets import is_formula
from drypoint.foundation.core.writing import durable
from drypoint.public.mailing import queries
from drypoint.public.mailing.importing import Line, TableLine, read_table
from drypoint.public.mailing.models import ConsentEvent, ListConsent, Subscriber, Suppression
from drypoint.public.mailing.rules import ListEvent, Membership

Tell = Callable[[int], object]
_AT_ONCE = 1000
_OF_STATE = {
    Membership.CONFIRMED.value: Line.KNOWN,
    Membership.PENDING.value: Line.WAITING,
    Membership.LEFT.value: Line.LEFT,
}


@dataclass(frozen=True)
class LineReport:
    """What became, or would become, of a line."""

    number: int
    email: str
    outcome: Line


def take_over(
    *,
    actor: Actor,
    text: Iterable[str],
    language: str,
    is_trial: bool,
    tell: Tell = lambda _count: None,
) -> Iterator[LineReport]:
    """Take over whom a table names with how they agreed, and yield what became of each line. Safe to repeat.

    Nobody who left or is not written to any more comes back by it, also if the address was erased since. is_trial:
    nothing is written. tell is told how many lines are done. Needs mailing.manage. Raises UnreadableTableError.
    """
    actor.require("mailing.manage")
    table = read_table(text, is_address=_is_address, languages=tuple(dict(settings.LANGUAGES)), language=language)
    if not is_trial:
        with durable():
            audit.record(actor, "mailing.import")
    return _lines(table, tell, is_trial=is_trial)


def _lines(table: Iterator[TableLine], tell: Tell, *, is_trial: bool) -> Iterator[LineReport]:
    consent = queries.consent_in_force()
    seen: set[str] = set()
    done = 0
    while lines := list(islice(table, _AT_ONCE)):
        if is_trial:
            found = _judged(lines, seen)
        else:
            with durable():
                found = _judged(lines, seen)
                _write([one for one in found if one[2] is Line.ADDED], consent, clock.now())
        done += len(lines)
        tell(done)
        yield from (LineReport(line.number, line.email, outcome) for line, _digest, outcome in found)


_Judged = tuple[TableLine, str, Line]


def _judged(lines: list[TableLine], seen: set[str]) -> list[_Judged]:
    """Say what is to become of each line, in three queries for all of them."""
    digests = {line.number: queries.digest_of(line.email) for line in lines if line.problem is None}
    wanted = list(digests.values())
    states = dict(Subscriber.objects.filter(digest__in=wanted).values_list("digest", "state"))
    suppressed = set(Suppression.objects.filter(digest__in=wanted).values_list("digest", flat=True))
    left = _left(wanted)
    found: list[_Judged] = []
    for line in lines:
        digest = digests.get(line.number, "")
        if line.problem is not None:
            outcome = line.problem
        elif digest in seen:
            outcome = Line.REPEATED
        elif digest in suppressed:
            outcome = Line.SUPPRESSED
        elif digest in states:
            outcome = _OF_STATE[states[digest]]
        else:
            outcome = Line.LEFT if digest in left else Line.ADDED
        if digest:
            seen.add(digest)
        found.append((line, digest, outcome))
    return found


def _left(digests: list[str]) -> set[str]:
    """Return who took their consent back last, also where the address is erased by now.

    A sign-up is no consent: anybody can type an address.
    """
    answers = ConsentEvent.objects.filter(kind__in=[ListEvent.CONFIRM, ListEvent.LEAVE])
    last = answers.filter(digest__in=digests).values("digest").annotate(last=Max("pk")).values("last")
    leave = ConsentEvent.objects.filter(pk__in=last, kind=ListEvent.LEAVE.value)
    return set(leave.values_list("digest", flat=True))


def _write(lines: list[_Judged], consent: ListConsent, at: datetime) -> None:
    Subscriber.objects.bulk_create(
        Subscriber(
            digest=digest,
            email=line.email,
            language=line.language,
            state=Membership.CONFIRMED,
            asked_at=at,
            confirmed_at=at,
        )
        for line, digest, _outcome in lines
    )
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            digest=digest, kind=ListEvent.CONFIRM.value, at=at, consent=consent, way="import", proof=line.proof
        )
        for line, digest, _outcome in lines
    )


def counted(reports: Iterable[LineReport]) -> Counter[Line]:
    """Return how many lines became what."""
    return Counter(report.outcome for report in reports)


def hand_out(*, actor: Actor) -> Iterator[str]:
    """Yield the list as lines of CSV, the newest first: who is on it, was or asked to be. Needs mailing.manage."""
    actor.require("mailing.manage")
    with durable():
        audit.record(actor, "mailing.export")
    return _rows(actor)


def _rows(actor: Actor) -> Iterator[str]:
    yield _csv(["email", "language", "state", "asked_at", "confirmed_at", "left_at"])
    for row in newest_first(Subscriber.objects.visible_to(actor)):
        moments = (row.asked_at, row.confirmed_at, row.left_at)
        yield _csv([row.email, row.language, row.state, *(at.isoformat() if at else "" for at in moments)])


def _csv(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if is_formula(cell) else cell for cell in cells])
    return out.getvalue()


def _is_address(email: str) -> bool:
    try:
        smtp.in_ascii(email)
    except smtp.UnusableAddressError:
        return False
    return smtp.is_reachable(email)
