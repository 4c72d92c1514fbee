"""The practice looks after itself: an hourly round, and a mail to each owner when a fault comes and when it goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import checks, faults, machines
from drypoint.foundation.core.fault_words import in_plain_words
from drypoint.foundation.core.keeping import proof
from drypoint.foundation.core.mail.outbox import queue_mail
from drypoint.foundation.core.models import HealthRound, KnownFault
from drypoint.foundation.core.registries import PagePart, Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.core.writing import durable
from drypoint.workspace.desk import presenters

FAULT, MENDED = "health.fault", "health.mended"
# What the list of sent mail says on the first screen already.
_SAID_BY_OUTBOX = {"mail.waiting", "mail.failed"}


def look_after(at: datetime) -> faults.RoundNews | None:
    """Run doctor's checks, keep what they found and tell the owners; None if another worker has this hour's round."""
    machine = machines.own_name()
    with durable():
        if not faults.begin_round(machine, at):
            return None
    results = checks.run_beside_work(at)
    with durable():
        change = faults.record(machine, results, at)
        HealthRound.objects.filter(machine=machine).update(facts=_facts())
        faults.forget_silent_machines(at)
        if not settings.CONFIG.demo:
            _tell(change, HealthRound.objects.get(machine=machine))
    return change


def _facts() -> dict[str, str | int]:
    facts: dict[str, str | int] = {**machines.own_settings()}
    made_at, tried = checks.own_backup_at(), proof.last()
    if made_at is not None:
        facts["backup_at"] = made_at.isoformat()
    if tried is not None:
        facts |= {"proven_at": tried.proven_at.isoformat(), "documents": tried.documents, "opened": tried.opened}
    return facts


def _tell(change: faults.RoundNews, cause: HealthRound) -> None:
    owners = list(User.objects.filter(role=Role.OWNER, is_active=True))
    for owner in owners:
        with translation.override(owner.language):
            for result in change.new:
                text = _(
                    "%(what)s\n\nFor whoever keeps the server: %(sentence)s %(hint)s\n\nHow it stands now: %(link)s\n\n"
                    "You get one more mail when this is mended."
                )
                told = {"what": in_plain_words(result.id), "sentence": result.sentence, "hint": result.hint}
                _queue(owner, FAULT, _("Your practice’s server needs a look"), text % {**told, "link": _link()}, cause)
            for name in change.mended:
                text = _("This is over:\n\n%(what)s\n\nHow it stands now: %(link)s")
                told = {"what": in_plain_words(name), "link": _link()}
                _queue(owner, MENDED, _("Your practice’s server is well again"), text % told, cause)


def _queue(owner: User, kind: str, subject: str, text: str, cause: HealthRound) -> None:
    queue_mail(kind=kind, to_address=owner.email, language=owner.language, subject=subject, text=text, cause=cause)


def _link() -> str:
    return f"{settings.CONFIG.url}{reverse('desk:health')}"


def faults_that_wait(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say what the last round found: to everybody what stops work, the rest to who keeps the practice."""
    found = KnownFault.objects.exclude(check_id__in=_SAID_BY_OUTBOX).order_by("since", "check_id")
    if not viewing.actor.may("practice.change"):
        found = found.filter(level=checks.ERROR)
    levels = {fault.check_id: fault.level for fault in found}
    for name, level in levels.items():
        yield WaitingLine(in_plain_words(name), reverse("desk:health"), "stop" if level == checks.ERROR else "warn")


def backups_kept(_viewing: Viewing) -> PagePart | None:
    """Say when the last backup was made and when one was proven, once the worker has looked."""
    return presenters.keeping(list(HealthRound.objects.all()))
