"""Which faults a round found, which of them are new and which are mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from drypoint.foundation.core.checks import OK, CheckResult
from drypoint.foundation.core.models import HealthRound, KnownFault

EVERY = timedelta(hours=1)
# A worker's hour and that of another on the same machine never begin at the same second.
_ALMOST = timedelta(minutes=50)


@dataclass(frozen=True)
class RoundNews:
    """What a round brought, one for each check: faults that nobody knew of, and checks that are well again."""

    new: tuple[CheckResult, ...]
    mended: tuple[str, ...]


def begin_round(machine: str, at: datetime) -> bool:
    """Take this hour's round in the caller's transaction; False if another worker of the machine has it.

    A round that lies ahead is of before the clock was set back.
    """
    HealthRound.objects.get_or_create(machine=machine, defaults={"at": datetime.min.replace(tzinfo=at.tzinfo)})
    due = Q(at__lte=at - _ALMOST) | Q(at__gt=at + _ALMOST)
    return HealthRound.objects.filter(due, machine=machine).update(at=at) == 1


def record(machine: str, results: Iterable[CheckResult], at: datetime) -> RoundNews:
    """Keep what a round found, in the caller's transaction, and return what is new in it.

    A fault is one whatever its sentence says: a figure in it may change every hour.
    """
    faulty = {result.id: result for result in results if result.level != OK}
    known = {fault.check_id: fault for fault in KnownFault.objects.filter(machine=machine)}
    elsewhere = set(KnownFault.objects.exclude(machine=machine).values_list("check_id", flat=True))
    for name, result in faulty.items():
        told = {"level": result.level, "sentence": result.sentence, "hint": result.hint}
        KnownFault.objects.update_or_create(
            machine=machine, check_id=name, defaults=told, create_defaults={**told, "since": at}
        )
    KnownFault.objects.filter(machine=machine, check_id__in=known.keys() - faulty.keys()).delete()
    return RoundNews(
        new=tuple(result for name, result in faulty.items() if name not in known and name not in elsewhere),
        mended=tuple(name for name in known if name not in faulty and name not in elsewhere),
    )


def forget_silent_machines(at: datetime) -> None:
    """Forget machines that have not been looked over for a week: they are gone, and so are their faults."""
    silent = list(HealthRound.objects.filter(at__lt=at - timedelta(days=7)).values_list("machine", flat=True))
    KnownFault.objects.filter(machine__in=silent).delete()
    HealthRound.objects.filter(machine__in=silent).delete()
