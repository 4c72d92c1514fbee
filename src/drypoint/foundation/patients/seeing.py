"""Who saw a patient, as the audit trail tells it: reads, and the one line that such a reading leaves itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients import queries, references, rules
from drypoint.foundation.patients.models import Person, Stay

MOST_FOUND = 20
# Who a line names that names nobody of the staff.
OTHERS: Final[Mapping[str, str | Promise]] = {
    "visitor": _("the patient, or whoever had the link"),
    "system": _("the system itself"),
    "staff": _("a member of staff"),
}


@dataclass(frozen=True)
class SeenBy:
    """How often somebody's lines concern a patient, and when last; name is "" for whoever is no member of staff."""

    name: str
    actor_kind: str
    times: int
    last_at: datetime


@dataclass(frozen=True)
class Together:
    """From when until when somebody's data stood in the record with this number."""

    with_id: int
    since: datetime
    until: datetime


def look_at_trail(*, actor: Actor, person_id: int) -> None:
    """Record that somebody asks who saw a patient. Needs audit.read."""
    actor.require("audit.read")
    with durable():
        person = Person.objects.traced_by(actor).get(pk=person_id)
        audit.record(actor, "person.read_trail", person)


def called_exactly(actor: Actor, name: str) -> list[Person]:
    """Return whose name is exactly this, for whoever reads the trail and may not leaf through the patients."""
    key = rules.name_key(name)
    found = Person.objects.traced_by(actor).filter(name_key=key, merged_into__isnull=True)
    return list(found.by_name()[:MOST_FOUND]) if key else []


def lines_about(person: Person) -> QuerySet[AuditEntry]:
    """Return every line that concerns a patient: those that say so, and those about what hangs or hung on the patient.

    Lines of the records that were merged into this one are among them: the trail keeps the number that it wrote. So are
    lines about a record that this one was merged into, from the merge until it was undone: who looked at that one then
    saw both.
    """
    ids = [person.pk, *(one.pk for one in queries.merged_away(person))]
    wanted = Q(about_person__in=ids)
    for kind, numbers in _what_hangs_on(ids).items():
        wanted |= Q(target_type=kind, target_id__in=numbers)
    for kind, numbers in _what_hung_on(ids).items():
        wanted |= Q(about_person__isnull=True, target_type=kind, target_id__in=numbers)
    for stay in stays_of(ids):
        wanted |= Q(about_person=stay.with_id, at__gte=stay.since, at__lte=stay.until)
    return AuditEntry.objects.filter(wanted)


def stays_of(ids: Collection[int]) -> list[Together]:
    """Return when these records were part of others from which they were taken apart again, along whole chains."""
    stays = Stay.objects.order_by("pk")
    found = [Together(one.with_number, one.since, one.until) for one in stays.filter(person_number__in=ids)]
    waiting = list(found)
    while waiting:
        stay = waiting.pop()
        for on in stays.filter(person_number=stay.with_id, since__lte=stay.until, until__gte=stay.since):
            further = Together(on.with_number, max(on.since, stay.since), min(on.until, stay.until))
            if further not in found:
                found.append(further)
                waiting.append(further)
    return found


def mails_about(people: Collection[Person], causes: Iterable[Model]) -> list[OutboxMail]:
    """Return the mails about patients, about what hangs on them and about further causes, by time.

    What went to staff about them is no mail of theirs. A mail whose cause was erased is empty and about nobody.
    """
    ids = [one.pk for one in people]
    wanted = Q(pk__in=_what_hangs_on(ids).get(OutboxMail._meta.label_lower, []))  # noqa: SLF001 (Django documents _meta)
    for cause in causes:
        wanted |= Q(cause_type=cause._meta.label_lower, cause_id=str(cause.pk))  # noqa: SLF001
    found = OutboxMail.objects.filter(wanted).exclude(subject="").exclude(to_address__in=User.objects.values("email"))
    return list(found.order_by("created_at", "pk"))


def seen_by(lines: QuerySet[AuditEntry]) -> list[SeenBy]:
    """Return who stands in these lines, whoever did last first."""
    counted = lines.order_by().values("user", "user__name", "actor_kind")
    rows = counted.annotate(times=Count("pk"), last_at=Max("at")).order_by("-last_at")
    return [SeenBy(row["user__name"] or "", row["actor_kind"], row["times"], row["last_at"]) for row in rows]


def _what_hung_on(ids: Collection[int]) -> dict[str, list[str]]:
    """Return what lines about people are about, by what the trail calls it: it is known so after the row is gone."""
    found: dict[str, list[str]] = defaultdict(list)
    lines = AuditEntry.objects.filter(about_person__in=ids).exclude(target_id="")
    for kind, number in lines.order_by().values_list("target_type", "target_id").distinct():
        found[kind].append(number)
    return found


def _what_hangs_on(ids: list[int]) -> dict[str, list[str]]:
    """Return the numbers of rows that point at people, and of mails about those rows, by what the trail calls them."""
    found: dict[str, list[str]] = defaultdict(list)
    for model, column in references.foreign_keys():
        rows = model._base_manager.filter(**{f"{column}__in": ids})  # noqa: SLF001 (Django documents _meta)
        _add(found, model._meta.label_lower, rows.values_list("pk", flat=True))  # noqa: SLF001
    subjects = {**found, Person._meta.label_lower: [str(one) for one in ids]}  # noqa: SLF001
    for named in references.named_references():
        about = Q()
        for kind, numbers in subjects.items():
            about |= Q(**{named.kind_column: kind, f"{named.number_column}__in": numbers})
        rows = named.model._base_manager.filter(about)  # noqa: SLF001
        _add(found, named.model._meta.label_lower, rows.values_list("pk", flat=True))  # noqa: SLF001
    return found


def _add(found: dict[str, list[str]], kind: str, numbers: Iterable[int]) -> None:
    more = [str(number) for number in numbers if str(number) not in found.get(kind, ())]
    if more:
        found[kind] += more
