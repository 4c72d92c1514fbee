"""Two records of one person become one, and how that is undone: permission, one durable transaction, the trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients import queries, references, rules
from drypoint.foundation.patients.actions import ChangedMeanwhileError, Particulars
from drypoint.foundation.patients.holdings import reasons_to_keep
from drypoint.foundation.patients.models import Contact, Merge, Person, Stay
from drypoint.foundation.practice.queries import alphabet_of_names
from drypoint.knowledge.plain import Json

UNDO_FOR: Final = timedelta(days=30)
# What is chosen as one: a name with its parts, an address with its town.
UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "given_name", "family_name"),
    "known_as": ("known_as",),
    "birth": ("born_on", "birth_year"),
    "sex": ("sex",),
    "figure": ("figure",),
    "phone": ("phone",),
    "email": ("email",),
    "language": ("language",),
    "other_languages": ("other_languages",),
    "address": ("street", "postcode", "town", "country"),
    "contact_person": ("contact_person", "contact_person_phone", "is_contact_guardian"),
    "referring_doctor": ("referring_doctor",),
    "note": ("note",),
    "state": ("state",),
}
NOTE_OF_BOTH: Final = "note_of_both"
_COLUMNS: Final = tuple(column for columns in UNITS.values() for column in columns)
_CONTACTS: Final = "patients.Contact.person"


class MergedMeanwhileError(RuntimeError):
    """One of the two was merged by somebody else; survivor is the record that is kept, if it may be looked at."""

    def __init__(self, survivor: Person | None) -> None:
        super().__init__(str(survivor))
        self.survivor = survivor


class PastUndoingError(RuntimeError):
    """A merge that cannot be undone: its time is over, it was undone, or what it kept was merged on.

    Of several merges into one record the latest is undone first: each knows what the record said before it.
    """


def merge_people(
    *, actor: Actor, kept_id: int, gone_id: int, from_gone: Collection[str], versions: tuple[int, int]
) -> Merge:
    """Make one record of two. Needs patients.merge.

    from_gone names the units (UNITS) and kinds of identifiers that are taken from the record that goes; NOTE_OF_BOTH
    joins the notes. All else stays as the kept one has it, and further contacts are added. versions are those that
    were looked at, of the kept one first. Raises MergedMeanwhileError where somebody was quicker,
    ChangedMeanwhileError where one of them is different now, and ValueError for a record and itself.
    """
    actor.require("patients.merge")
    if kept_id == gone_id:
        raise ValueError("A record is not merged into itself.")
    at = clock.now()
    with durable():
        # In one order, so that two who merge the same two the other way round wait for each other.
        rows = {
            row.pk: row for row in Person.objects.filter(pk__in=[kept_id, gone_id]).order_by("pk").select_for_update()
        }
        kept, gone = rows.get(kept_id), rows.get(gone_id)
        if kept is None or gone is None:
            raise Person.DoesNotExist
        for row in (kept, gone):
            if row.merged_into_id is not None:
                raise MergedMeanwhileError(queries.survivor_of(actor, row))
        if (kept.version, gone.version) != versions:
            raise ChangedMeanwhileError(str(kept))
        before = _as_it_stands(kept)
        merge = Merge(kept=kept, gone=gone, at=at, by_id=actor.user_id, undo_until=at + UNDO_FOR, before=before)
        _choose(kept, gone, from_gone)
        merge.moved = references.re_point(gone, kept) | _take_contacts(kept, gone)
        _choose_identifiers(kept, gone, from_gone)
        gone.merged_into = kept
        gone.version += 1
        gone.save(update_fields=["merged_into", "version"])
        kept.version += 1
        kept.save()
        merge.set = _as_it_stands(kept)
        merge.save()
        audit.record(actor, "person.merge", kept, gone=gone.pk, rows=sum(map(len, merge.moved.values())))
    return merge


def undo_merge(*, actor: Actor, merge_id: int) -> Merge:
    """Make two records of one again. Needs patients.merge.

    What was changed since, and what was added since, stays with the record that was kept. Raises PastUndoingError.
    """
    actor.require("patients.merge")
    with durable():
        merge = Merge.objects.select_for_update().get(pk=merge_id)
        rows = {
            row.pk: row
            for row in Person.objects.filter(pk__in=[merge.kept_id, merge.gone_id]).order_by("pk").select_for_update()
        }
        kept, gone = rows[merge.kept_id], rows[merge.gone_id]
        if not merge.is_open(clock.now()) or kept.merged_into_id is not None or gone.merged_into_id != kept.pk:
            raise PastUndoingError(str(merge))
        if kept.merges.filter(pk__gt=merge.pk, undone_at__isnull=True).exists():
            raise PastUndoingError(str(merge))
        references.point_back(merge.moved, kept, gone)
        references.let_go_of_others_episodes(kept, gone)
        moved = Contact.objects.filter(pk__in=merge.moved.get(_CONTACTS, ()), person=kept)
        went = set(moved.values_list("kind", "normalised"))
        moved.update(person=gone, is_preferred=False)
        _put_back(kept, merge, went)
        gone.merged_into = None
        gone.version += 1
        gone.save(update_fields=["merged_into", "version"])
        _mark_preferred(gone)
        # Until its own line: whoever asks who saw the other one finds it too.
        merge.undone_at = audit.record(actor, "person.undo_merge", kept, gone=gone.pk).at
        Stay.objects.create(person_number=gone.pk, with_number=kept.pk, since=merge.at, until=merge.undone_at)
        merge.before, merge.set, merge.moved = {}, {}, {}
        merge.save()
    return merge


def look_after_merges(at: datetime) -> int:
    """Move what was written to a merged record while it was merged; let go of what it takes to undo old merges.

    Returns how many merges were finished. Safe to run twice.
    """
    merged = list(Person.objects.merged().values_list("pk", flat=True))
    for gone_id in sorted(references.pointed_at(merged) if merged else ()):
        with durable():
            merge = Merge.objects.select_for_update().filter(gone_id=gone_id, undone_at__isnull=True).first()
            if merge is None:
                continue
            late = references.re_point(merge.gone, merge.kept)
            merge.moved = {name: [*merge.moved.get(name, ()), *late.get(name, ())] for name in [*merge.moved, *late]}
            merge.save(update_fields=["moved"])
            rows = sum(map(len, late.values()))
            audit.record(SYSTEM, "person.follow_merge", merge.kept, gone=gone_id, rows=rows)
    old = Merge.objects.filter(undone_at__isnull=True, finished_at__isnull=True, undo_until__lt=at)
    count = 0
    for merge_id in list(old.values_list("pk", flat=True)):
        with durable():
            done = old.select_for_update().filter(pk=merge_id).first()
            if done is None or reasons_to_keep(done.kept):
                continue
            _empty(done.gone)
            done.before, done.set, done.moved, done.finished_at = {}, {}, {}, at
            done.save()
            audit.record(SYSTEM, "person.finish_merge", done.kept, gone=done.gone_id)
        count += 1
    return count


def _as_it_stands(person: Person) -> Json:
    """Return what a record says of itself, as JSON keeps it."""
    values = {column: getattr(person, column) for column in _COLUMNS}
    return {
        "columns": {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()},
        "identifiers": queries.identifiers_of(person),
        "unverified": list(person.contacts.filter(verified_at__isnull=True).values_list("pk", flat=True)),
    }


def _choose(kept: Person, gone: Person, from_gone: Collection[str]) -> None:
    for unit, columns in UNITS.items():
        if unit in from_gone:
            for column in columns:
                setattr(kept, column, getattr(gone, column))
    if NOTE_OF_BOTH in from_gone:
        kept.note = "\n".join(note for note in (kept.note, gone.note) if note)
    for column, value in rules.listed_columns(kept.name, alphabet_of_names()).items():
        setattr(kept, column, value)


def _take_contacts(kept: Person, gone: Person) -> references.Moved:
    """Move the contacts that the kept record has not, and mark as verified what was verified in either."""
    there = {(one.kind, one.normalised): one for one in kept.contacts.all()}
    moved = []
    for contact in gone.contacts.order_by("pk"):
        same = there.get((contact.kind, contact.normalised))
        if same is None:
            contact.person, contact.is_preferred = kept, False
            contact.save(update_fields=["person", "is_preferred"])
            moved.append(contact.pk)
        elif same.verified_at is None and contact.verified_at is not None:
            same.verified_at = contact.verified_at
            same.save(update_fields=["verified_at"])
    _mark_preferred(kept)
    return {_CONTACTS: moved} if moved else {}


def _mark_preferred(person: Person) -> None:
    """Prefer the contacts that the record's own columns name."""
    person.contacts.update(is_preferred=False)
    for (kind, normalised), contact in _named_in(person.email, person.phone).items():
        if contact.is_preferred:
            person.contacts.filter(kind=kind, normalised=normalised).update(is_preferred=True)


def _named_in(email: str, phone: str) -> dict[tuple[str, str], Contact]:
    return Particulars("", email=email, phone=phone).preferred_contacts()


def _choose_identifiers(kept: Person, gone: Person, from_gone: Collection[str]) -> None:
    for kind, value in queries.identifiers_of(gone).items():
        if kind in from_gone:
            kept.identifiers.update_or_create(kind=kind, defaults={"value": value})


def _put_back(kept: Person, merge: Merge, went: Collection[tuple[str, str]]) -> None:
    """Give the kept record what it said before, wherever it still says what the merge made of it.

    went are the contacts that are the other record's again, by kind and what they are compared by.
    """
    was, became, now = merge.before, merge.set, _as_it_stands(kept)
    for columns in UNITS.values():
        # As a whole, or an address would be put together of two.
        if all(now["columns"][column] == became["columns"][column] for column in columns):
            for column in columns:
                old = was["columns"][column]
                setattr(kept, column, date.fromisoformat(old) if column == "born_on" and old else old)
    _let_go_of_contacts(kept, was["columns"], went)
    if now["identifiers"] == became["identifiers"]:
        kept.identifiers.all().delete()
        for kind, number in was["identifiers"].items():
            kept.identifiers.create(kind=kind, value=number)
    kept.contacts.filter(pk__in=set(was["unverified"]) - set(became["unverified"])).update(verified_at=None)
    for column, name in rules.listed_columns(kept.name, alphabet_of_names()).items():
        setattr(kept, column, name)
    kept.version += 1
    kept.save()
    _mark_preferred(kept)


def _let_go_of_contacts(kept: Person, was: Mapping[str, str], went: Collection[tuple[str, str]]) -> None:
    """Where the kept record prefers a contact that went, prefer what was preferred before, or nothing if that is gone.

    Somebody may have preferred it while the two were one; mails would go to the other person.
    """
    there = set(kept.contacts.values_list("kind", "normalised"))
    named, before = _named_in(kept.email, kept.phone), _named_in(was["email"], was["phone"])
    for column in Contact.Kind.values:
        if any(kind == column and (kind, value) in went for kind, value in named):
            is_there = all((kind, value) in there for kind, value in before if kind == column)
            setattr(kept, column, was[column] if is_there else "")


def _empty(gone: Person) -> None:
    """Leave of a merged record no more than where it went."""
    blank = Person(public_id=gone.public_id, language=gone.language)
    for column in _COLUMNS:
        setattr(gone, column, getattr(blank, column))
    gone.name_key = gone.name_place = ""
    gone.save()
    gone.contacts.all().delete()
    gone.identifiers.all().delete()
