"""What the desk's own pages show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import ClassVar

from django.forms import Form
from django.utils.functional import Promise

from drypoint.foundation.accounts.forms import InviteForm, RoleForm
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.checks import ERROR
from drypoint.foundation.core.fault_words import in_plain_words
from drypoint.foundation.core.mail.trial import MailTrial
from drypoint.foundation.core.models import AuditEntry, HealthRound, KnownFault, OutboxMail
from drypoint.foundation.core.registries import PagePart
from drypoint.foundation.core.registries.audit_actions import sentence_of
from drypoint.foundation.core.registries.search import SearchGroup
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.patients.forms import PersonForm
from drypoint.foundation.patients.models import Contact, Identifier, Person
from drypoint.foundation.patients.rules import NameSplit
from drypoint.foundation.practice.forms import PracticeForm
from drypoint.workspace.desk.atlas import MuscleSheet, Row
from drypoint.workspace.desk.forms import MailServerForm, OwnerForm, SetUpPracticeForm
from drypoint.workspace.desk.rules import masked, masked_address
from drypoint.workspace.desk.timeline import TimelineShown

NOTHING: Mapping[str, str] = MappingProxyType({})
Choices = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class Today:
    """The first screen: what waits, and the rooms' own parts below it."""

    template: ClassVar = "desk/today.html"
    lines: list[WaitingLine]
    parts: list[PagePart]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was looked for, what was found of each kind, and how much in all."""

    template: ClassVar = "desk/search.html"
    words: str
    found: tuple[SearchGroup, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A patient in a list."""

    pk: int
    name: str
    born_on: date | None
    year_of_birth: int | None
    phone: str


def person_line(person: Person) -> PersonLine:
    """Return a patient as a list shows them."""
    return PersonLine(person.pk, person.name, person.born_on, person.year_of_birth, person.phone)


@dataclass(frozen=True, slots=True)
class People:
    """The patients by name; is_more says that a narrower search would help."""

    template: ClassVar = "desk/people.html"
    people: tuple[PersonLine, ...]
    is_more: bool
    words: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class Namesakes:
    """A warning in the head of a patient's page: others of the same name."""

    template: ClassVar = "desk/_namesakes.html"
    namesakes: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class ShownContact:
    """One way to reach a patient; the preferred ones stand first."""

    is_phone: bool
    value: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Who a patient is. age is in years on the day of the page; each of the three about the birth may be unknown.

    split is how the name may fall apart, for somebody to confirm; version is that of the row which it was read from.
    """

    pk: int
    name: str
    known_as: str
    born_on: date | None
    birth_year: int | None
    age: int | None
    sex: str
    contacts: tuple[ShownContact, ...]
    language: str
    other_languages: str
    address: str
    identifiers: tuple[tuple[str | Promise, str], ...]
    contact_person: str
    contact_person_phone: str
    is_contact_guardian: bool
    referring_doctor: str
    note: str
    is_deceased: bool
    split: NameSplit | None
    version: int


def particulars(
    person: Person, day: date, contacts: Iterable[Contact] = (), identifiers: Mapping[str, str] = NOTHING
) -> ShownPerson:
    """Return who a patient is, as of a day."""
    place = f"{person.postcode} {person.town}".strip()
    return ShownPerson(
        pk=person.pk,
        name=person.name,
        known_as=person.known_as,
        born_on=person.born_on,
        birth_year=person.birth_year,
        age=person.age_on(day),
        sex=person.get_sex_display() if person.sex else "",
        contacts=tuple(
            ShownContact(one.kind == Contact.Kind.PHONE, one.value, one.verified_at is not None) for one in contacts
        ),
        language=person.language,
        other_languages=person.other_languages,
        address=", ".join(part for part in (person.street, place, person.country) if part),
        identifiers=tuple((kind.label, identifiers[kind]) for kind in Identifier.Kind if kind in identifiers),
        contact_person=person.contact_person,
        contact_person_phone=person.contact_person_phone,
        is_contact_guardian=person.is_contact_guardian,
        referring_doctor=person.referring_doctor,
        note=person.note,
        is_deceased=person.state == Person.State.DECEASED,
        split=person.proposed_split,
        version=person.version,
    )


@dataclass(frozen=True, slots=True)
class PatientPage:
    """A patient's page: who it is, and what the rooms show. timeline is None where it would repeat one section."""

    template: ClassVar = "desk/person.html"
    person: ShownPerson
    banners: list[PagePart]
    sections: list[PagePart]
    timeline: TimelineShown | None
    may_write: bool
    may_export: bool
    may_erase: bool
    may_merge: bool
    may_read_trail: bool


def person_page(
    person: ShownPerson,
    *,
    banners: list[PagePart],
    sections: list[PagePart],
    timeline: TimelineShown | None,
    may: Callable[[str], bool],
) -> PatientPage:
    """Return a patient's page with the buttons that one may press."""
    return PatientPage(
        person=person,
        banners=banners,
        sections=sections,
        timeline=timeline,
        may_write=may("patients.write"),
        may_export=may("patients.export"),
        may_erase=may("patients.erase"),
        may_merge=may("patients.merge"),
        may_read_trail=may("audit.read"),
    )


@dataclass(frozen=True, slots=True)
class PersonFormPage:
    """The form of a patient's particulars; person is None for a new one, alike who may be the same."""

    template: ClassVar = "desk/person_form.html"
    form: PersonForm
    person: PersonLine | None = None
    alike: PagePart | None = None


@dataclass(frozen=True, slots=True)
class PersonErasePage:
    """The question before a patient is erased; reasons say what stands against it."""

    template: ClassVar = "desk/person_erase.html"
    person: PersonLine
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtlasList:
    """The muscles that fit the words."""

    template: ClassVar = "desk/atlas.html"
    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class AtlasMuscle:
    """All that a clinician is told of a muscle."""

    template: ClassVar = "desk/atlas_muscle.html"
    sheet: MuscleSheet


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in the list; address is as much of it as one may see. pk is None where the mail may not be opened."""

    pk: int | None
    written_at: datetime
    address: str
    subject: str
    state: str
    state_name: str
    last_error: str


def mail_line(mail: OutboxMail, *, may_read: bool) -> MailLine:
    """Return a mail as the list shows it: the address in full, and the way to the text, to those who may read it."""
    return MailLine(
        pk=mail.pk if may_read else None,
        written_at=mail.created_at,
        address=mail.to_address if may_read else masked_address(mail.to_address),
        subject=mail.subject,
        state=mail.state,
        state_name=mail.get_state_display(),
        last_error=mail.last_error,
    )


@dataclass(frozen=True, slots=True)
class Outbox:
    """A page of the mails; query is the rest of the query string, older and is_newest those of core/portions.py."""

    template: ClassVar = "desk/outbox.html"
    mails: tuple[MailLine, ...]
    older: int | None
    is_newest: bool
    query: str
    state: str
    states: Choices


@dataclass(frozen=True, slots=True)
class MailPage:
    """One mail, the secret part of its links hidden; pk is None where it cannot or may not be sent again."""

    template: ClassVar = "desk/mail.html"
    pk: int | None
    address: str
    subject: str
    text: str
    written_at: datetime
    sent_at: datetime | None
    state_name: str
    tries: int
    last_error: str


def mail_page(mail: OutboxMail, *, may_send_again: bool) -> MailPage:
    """Return a mail as it was, or will be, sent."""
    return MailPage(
        pk=mail.pk if may_send_again and mail.state == OutboxMail.State.FAILED else None,
        address=mail.to_address,
        subject=mail.subject,
        text=masked(mail.text),
        written_at=mail.created_at,
        sent_at=mail.sent_at,
        state_name=mail.get_state_display(),
        tries=mail.tries,
        last_error=mail.last_error,
    )


@dataclass(frozen=True, slots=True)
class PracticePage:
    """What the practice says of itself."""

    template: ClassVar = "desk/practice.html"
    form: PracticeForm


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member of staff. has_password is false until the invitation was taken up."""

    pk: int
    name: str
    email: str
    role_name: str
    is_active: bool
    has_password: bool


def member_line(user: User) -> MemberLine:
    """Return a member of staff as a list shows them."""
    return MemberLine(
        user.pk, str(user), user.email, user.get_role_display(), user.is_active, user.has_usable_password()
    )


@dataclass(frozen=True, slots=True)
class StaffPage:
    """The staff, and the form that invites; mailed_to is whom a link was just sent to, or ""."""

    template: ClassVar = "desk/staff.html"
    members: tuple[MemberLine, ...]
    form: InviteForm
    mailed_to: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One member of staff with the buttons that concern them; mailed_to as there.

    day_code is the code for today that was just made, or ""; has_day_code says that one is out.
    key lets the form make one code.
    """

    template: ClassVar = "desk/member.html"
    member: MemberLine
    form: RoleForm
    mailed_to: str
    day_code: str
    has_day_code: bool
    key: str


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A line of the audit trail; sentence is what the action means, "" where its room is gone."""

    at: datetime
    who: str
    action: str
    sentence: str
    target: str
    facts: str


def trail_line(entry: AuditEntry) -> TrailLine:
    """Return a line as the page shows it."""
    return TrailLine(
        at=entry.at,
        who=str(entry.user) if entry.user else entry.actor_kind,
        action=entry.action,
        sentence=sentence_of(entry.action),
        target=f"{entry.target_type} {entry.target_id}".strip(),
        facts=", ".join(f"{name}: {value}" for name, value in entry.facts.items()),
    )


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of the trail; query is the filter as a query string, older and is_newest those of core/portions.py."""

    template: ClassVar = "desk/audit.html"
    form: Form
    entries: tuple[TrailLine, ...]
    older: int | None
    is_newest: bool
    query: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """When the last backup was made and when one was last restored on trial, with what of it could be had back."""

    template: ClassVar = "desk/_keeping.html"
    backup_at: datetime | None
    proven_at: datetime | None
    opened: int
    documents: int


def keeping(rounds: Iterable[HealthRound]) -> Keeping | None:
    """Return the newest of what the machines have told, or None if none of them has told of backups."""
    facts = [one.facts for one in rounds]
    made = max((told["backup_at"] for told in facts if "backup_at" in told), default=None)
    tried = max((told for told in facts if "proven_at" in told), key=lambda told: told["proven_at"], default=None)
    if made is None and tried is None:
        return None
    return Keeping(
        backup_at=datetime.fromisoformat(made) if made else None,
        proven_at=datetime.fromisoformat(tried["proven_at"]) if tried else None,
        opened=tried["opened"] if tried else 0,
        documents=tried["documents"] if tried else 0,
    )


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in the words of a practice, and in doctor's for whoever keeps it. machine is "" if there is one."""

    what: str
    is_error: bool
    since: datetime
    sentence: str
    hint: str
    machine: str


@dataclass(frozen=True, slots=True)
class HealthPage:
    """How the server stands. looked_at is None before the first round; is_old: no round for two hours."""

    template: ClassVar = "desk/health.html"
    faults: tuple[FaultLine, ...]
    looked_at: datetime | None
    is_old: bool
    keeping: Keeping | None


def health_page(faults: Sequence[KnownFault], rounds: Sequence[HealthRound], at: datetime) -> HealthPage:
    """Return how the server stands, what stops work first."""
    looked_at = min((one.at for one in rounds), default=None)
    lines = (
        FaultLine(
            what=in_plain_words(fault.check_id),
            is_error=fault.level == ERROR,
            since=fault.since,
            sentence=fault.sentence,
            hint=fault.hint,
            machine=fault.machine if len(rounds) > 1 else "",
        )
        for fault in faults
    )
    return HealthPage(
        faults=tuple(sorted(lines, key=lambda line: not line.is_error)),
        looked_at=looked_at,
        is_old=looked_at is not None and abs(at - looked_at) > timedelta(hours=2),
        keeping=keeping(rounds),
    )


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """The first visit: three forms; mail_form is None where the environment names the mail server.

    mail_trial says what became of a mail that was sent to try the server, if one was.
    """

    template: ClassVar = "desk/setup.html"
    practice_form: SetUpPracticeForm
    owner_form: OwnerForm
    mail_form: MailServerForm | None
    mail_trial: MailTrial | None


def lines_of(people: Iterable[Person]) -> tuple[PersonLine, ...]:
    """Return patients as a list shows them."""
    return tuple(person_line(person) for person in people)
