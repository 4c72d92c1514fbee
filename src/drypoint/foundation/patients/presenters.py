"""What this room shows: who may be the same person, and two records side by side. Frozen values, pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from django.forms import Form
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.core.registries import PagePart
from drypoint.foundation.core.registries.audit_actions import sentence_of
from drypoint.foundation.patients.actions import Particulars
from drypoint.foundation.patients.likeness import Hint
from drypoint.foundation.patients.models import Identifier, Merge, Person
from drypoint.foundation.patients.queries import Alike
from drypoint.foundation.patients.seeing import OTHERS, SeenBy
from drypoint.knowledge.language import languages

WORDS: Final[Mapping[Hint, str | Promise]] = {
    Hint.SAME_IDENTIFIER: _("the same OIB or insurance number"),
    Hint.SAME_EMAIL: _("the same e-mail address"),
    Hint.SAME_PHONE: _("the same telephone number"),
    Hint.SAME_NAME: _("the same name"),
    Hint.SWAPPED_NAME: _("the same name, its parts the other way round"),
    Hint.SAME_BIRTH_DATE: _("born on the same day"),
    Hint.NEAR_BIRTH_DATE: _("dates of birth that differ in one part"),
    Hint.SAME_BIRTH_YEAR: _("born in the same year"),
    Hint.SIMILAR_NAME: _("a similar name"),
    Hint.PART_OF_NAME: _("a part of the name is the same"),
    Hint.OTHER_NAME: _("another name"),
    Hint.OTHER_BIRTH: _("another date or year of birth"),
    Hint.OTHER_IDENTIFIER: _("another OIB or insurance number"),
}
LABELS: Final[Mapping[str, str | Promise]] = {
    "name": _("Name"),
    "known_as": _("Known as"),
    "birth": _("Date or year of birth"),
    "sex": _("Sex"),
    "figure": _("Figure for drawings"),
    "phone": _("Preferred telephone"),
    "email": _("Preferred e-mail"),
    "language": _("Language"),
    "other_languages": _("Other languages that the person speaks"),
    "address": _("Address"),
    "contact_person": _("Contact person"),
    "referring_doctor": _("Referring doctor"),
    "note": _("Note for reception"),
    "state": _("State"),
    Identifier.Kind.OIB.value: Identifier.Kind.OIB.label,
    Identifier.Kind.INSURANCE.value: Identifier.Kind.INSURANCE.label,
}


@dataclass(frozen=True, slots=True)
class ShownHint:
    """What speaks for one person, or against it."""

    words: str | Promise
    is_against: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A record beside others. pk is None for what was just written down."""

    pk: int | None
    name: str
    birth: str
    contacts: tuple[str, ...]
    signs: tuple[ShownHint, ...]


@dataclass(frozen=True, slots=True)
class WhoMayBeTheSame:
    """A question with its answers: what was written, and who is here already. numbers are theirs, for the answer."""

    template: ClassVar = "patients/_alike.html"
    written: Compared
    found: tuple[Compared, ...]
    numbers: str


def birth_of(born_on: date | None, birth_year: int | None) -> str:
    """Return what is known of a birth, in words of the page's language."""
    return date_format(born_on, "SHORT_DATE_FORMAT") if born_on else str(birth_year or "")


def compared(alike: Alike) -> Compared:
    """Return somebody who may be the same person, with what speaks for and against it."""
    person = alike.person
    return Compared(
        pk=person.pk,
        name=person.name,
        birth=birth_of(person.born_on, person.birth_year),
        contacts=alike.contacts,
        signs=tuple(ShownHint(WORDS[sign], sign.is_against) for sign in alike.signs),
    )


def as_written(particulars: Particulars) -> Compared:
    """Return what was written down just now, to stand beside those who are here."""
    contacts = tuple(one.value for one in particulars.contacts().values())
    return Compared(None, particulars.name, birth_of(particulars.born_on, particulars.birth_year), contacts, ())


def who_may_be_the_same(particulars: Particulars, found: Iterable[Alike]) -> WhoMayBeTheSame:
    """Return the question who it is, the likeliest first."""
    shown = tuple(compared(one) for one in found)
    return WhoMayBeTheSame(as_written(particulars), shown, " ".join(str(one.pk) for one in shown))


@dataclass(frozen=True, slots=True)
class Record:
    """One of two records that are merged."""

    pk: int
    name: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in which two records differ; "" where one of them says nothing."""

    unit: str
    label: str | Promise
    kept: str
    gone: str


def what_it_says(person: Person, identifiers: Mapping[str, str]) -> dict[str, str]:
    """Return what a record says, by unit, as one reads it."""
    place = f"{person.postcode} {person.town}".strip()
    guardian = (person.contact_person, person.contact_person_phone, "✓" if person.is_contact_guardian else "")
    spoken = languages().get(person.language)
    return {
        "name": person.name,
        "known_as": person.known_as,
        "birth": birth_of(person.born_on, person.birth_year),
        "sex": str(person.get_sex_display()) if person.sex else "",
        "figure": str(person.get_figure_display()) if person.figure else "",
        "phone": person.phone,
        "email": person.email,
        "language": spoken.name if spoken else person.language,
        "other_languages": person.other_languages,
        "address": ", ".join(part for part in (person.street, place, person.country) if part),
        "contact_person": ", ".join(part for part in guardian if part),
        "referring_doctor": person.referring_doctor,
        "note": person.note,
        "state": str(person.get_state_display()),
        **{kind: identifiers.get(kind, "") for kind in Identifier.Kind.values},
    }


def differences(kept: Mapping[str, str], gone: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return in what two records differ, in the order of the form."""
    return tuple(
        Difference(unit, label, kept[unit], gone[unit]) for unit, label in LABELS.items() if kept[unit] != gone[unit]
    )


@dataclass(frozen=True, slots=True)
class MergePage:
    """Two records side by side, and whose is kept of all in which they differ."""

    template: ClassVar = "patients/merge.html"
    kept: Record
    gone: Record
    signs: tuple[ShownHint, ...]
    form: Form
    days: int


@dataclass(frozen=True, slots=True)
class SamePage:
    """Who may be the same person as somebody, and a search for anybody else."""

    template: ClassVar = "patients/same.html"
    pk: int
    name: str
    found: tuple[Compared, ...]
    words: str


@dataclass(frozen=True, slots=True)
class MergedLine:
    """A record that was merged into the one that is shown, and until when that can be undone: the latest first."""

    pk: int
    at: datetime
    undo_until: datetime
    is_latest: bool


@dataclass(frozen=True, slots=True)
class MergedHere:
    """In the head of a patient's page: what was merged into it and can still be taken apart."""

    template: ClassVar = "patients/_merged.html"
    merges: tuple[MergedLine, ...]


def merged_here(merges: Iterable[Merge]) -> MergedHere | None:
    """Return what was merged into a record, of merges with the latest first, or None."""
    lines = tuple(MergedLine(one.pk, one.at, one.undo_until, is_latest=place == 0) for place, one in enumerate(merges))
    return MergedHere(lines) if lines else None


@dataclass(frozen=True, slots=True)
class MadeByItself:
    """In the head of a patient's page: a record that no person made may be of somebody who was here before."""

    template: ClassVar = "patients/_made_by_itself.html"
    pk: int
    found: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of the trail about a patient, in words."""

    at: datetime
    who: str | Promise
    what: str


@dataclass(frozen=True, slots=True)
class SeenSum:
    """How often somebody stands in the trail of a patient."""

    who: str | Promise
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Who saw a patient: everybody once, then line by line. may_open says whether the patient's page is theirs too.

    others are what rooms know beside the trail. older and is_newest are those of core/portions.py, query what its links
    begin with.
    """

    template: ClassVar = "patients/seen.html"
    pk: int
    name: str
    may_open: bool
    others: tuple[PagePart, ...]
    sums: tuple[SeenSum, ...]
    lines: tuple[SeenLine, ...]
    older: int | None
    is_newest: bool
    query: str


@dataclass(frozen=True, slots=True)
class SeenLookUp:
    """The way from a name to who saw its bearer."""

    template: ClassVar = "patients/seen_look_up.html"
    words: str
    found: tuple[Compared, ...]


def seen_line(entry: AuditEntry) -> SeenLine:
    """Return a line of the trail in words; where its room is gone the name of the action stands."""
    who = str(entry.user) if entry.user else OTHERS.get(entry.actor_kind, entry.actor_kind)
    return SeenLine(entry.at, who, sentence_of(entry.action) or entry.action)


def seen_sums(people: Iterable[SeenBy]) -> tuple[SeenSum, ...]:
    """Return everybody who stands in the trail of a patient."""
    return tuple(
        SeenSum(one.name or OTHERS.get(one.actor_kind, one.actor_kind), one.times, one.last_at) for one in people
    )


def looked_up(people: Iterable[Person]) -> tuple[Compared, ...]:
    """Return the bearers of a name as somebody sees them who reads the trail alone: no more than tells them apart."""
    return tuple(Compared(one.pk, one.name, str(one.year_of_birth or ""), (), ()) for one in people)
