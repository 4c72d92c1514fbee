"""Two records of one person: asked about before there are two, made one, and taken apart again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.cache import cache
from django.db.models import Field, ForeignKey, Model, UniqueConstraint
from django.test import Client

from drypoint.care.booking.models import Appointment
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.mail.outbox import queue_mail
from drypoint.foundation.core.models import AuditEntry, OutboxMail, StoredDocument
from drypoint.foundation.drafts.models import Draft
from drypoint.foundation.patients import merging, queries, references
from drypoint.foundation.patients.actions import (
    ChangedMeanwhileError,
    Particulars,
    SomebodyAlikeError,
    add_person,
    change_person,
    erase_person,
    export_person,
)
from drypoint.foundation.patients.merging import MergedMeanwhileError, PastUndoingError, merge_people, undo_merge
from drypoint.foundation.patients.models import Contact, Episode, Identifier, Merge, Person
from drypoint.foundation.practice.models import Practice, Service
from drypoint.foundation.rights.actions import lift_restraint
from drypoint.foundation.rights.models import Complaint, Consent, Release, Restraint
from drypoint.foundation.worklist.models import Task
from drypoint.public.enquiries.models import Enquiry
from tests.accounts.people import full_client, member
from tests.booking.conftest import a_schedule
from tests.desk.conftest import make_enquiry
from tests.drafts.drafts import a_draft
from tests.pages import page_of
from tests.patients.people import an_episode
from tests.rights.people import a_release, a_restraint

KEPT = Particulars(
    name="Ana Horvat", born_on=date(1980, 5, 4), phone="+385 91 000 1111", email="ana@example.com", language="hr",
    note="Calls late.", identifiers={"oib": "12345678903"}, street="Ulica 1", town="Zagreb",
)  # fmt: skip
GONE = Particulars(
    name="Horvat Ana", birth_year=1980, phone="+385 91 000 1111", email="work@example.com", language="en",
    note="Sits by the door.", identifiers={"oib": "00000000001", "insurance": "123"}, referring_doctor="Dr. Primjer",
)  # fmt: skip


@pytest.fixture(autouse=True)
def practice(db: None, settings: LazySettings, tmp_path: Path) -> Practice:
    cache.clear()
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return Practice.objects.create(name="Primjer", languages=["en", "hr"])


@pytest.fixture
def clinician() -> Client:
    return full_client(member(Role.CLINICIAN, "Clara"))


@pytest.fixture
def actor() -> Actor:
    return actor_of_user(member(Role.OWNER, "Olga"))


@pytest.fixture
def two(actor: Actor) -> tuple[Person, Person]:
    kept = add_person(actor=actor, particulars=KEPT)
    return kept, add_person(actor=actor, particulars=GONE, not_these=[kept.pk])


def merged(actor: Actor, two: tuple[Person, Person], *from_gone: str) -> Merge:
    kept, gone = two
    return merge_people(
        actor=actor, kept_id=kept.pk, gone_id=gone.pk, from_gone=from_gone, versions=(kept.version, gone.version)
    )


# ---- Before there are two


def test_somebody_who_is_here_already_is_shown_before_a_second_record_is_made(clinician: Client, actor: Actor) -> None:
    person = add_person(actor=actor, particulars=KEPT)
    typed = {"name": "Horvatt Ana", "born_on": "1980-05-04", "language": "hr", "phone": "091/555 1111"}
    answer = clinician.post("/desk/patients/new/", typed)
    assert answer.status_code == 409
    question = page_of(answer).main.part(".panel.warning")
    assert question.links == {"Ana Horvat": f"/desk/patients/{person.pk}/"}
    rows = [" ".join(row) for row in question.rows]
    assert "as written now" in rows[0]
    assert "born on the same day" in rows[1]
    assert "a similar name" in rows[1]
    assert page_of(answer).part("[name=phone]").tags[0]["value"] == "091/555 1111"
    assert Person.objects.count() == 1
    assert clinician.post("/desk/patients/new/", {**typed, "not_these": "99 x"}).status_code == 409
    assert clinician.post("/desk/patients/new/", {**typed, "not_these": f"{person.pk}"}).status_code == 302
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "known",
    [
        Particulars(name="Petar Novak", phone="00385 91 000 1111"),
        Particulars(name="Petar Novak", phone="091 000 1111"),
        Particulars(name="Petar Novak", other_contacts=("ANA@example.com",)),
        Particulars(name="Petar Novak", identifiers={"oib": "12345678903"}),
        Particulars(name="Ana Horvat"),
        Particulars(name="Horvat Ana", birth_year=1980),
        Particulars(name="Ana Horvt", birth_year=1980),
        Particulars(name="Ana Novak", born_on=date(1980, 5, 4)),
    ],
    ids=lambda known: f"{known.name} {known.phone}{known.other_contacts}{known.birth_year}",
)
def test_a_person_is_known_again(actor: Actor, known: Particulars) -> None:
    person = add_person(actor=actor, particulars=KEPT)
    with pytest.raises(SomebodyAlikeError) as caught:
        add_person(actor=actor, particulars=known)
    assert [one.person for one in caught.value.found] == [person]


def test_djuric_is_found_as_it_is_written_with_one_letter(actor: Actor) -> None:
    person = add_person(actor=actor, particulars=Particulars(name="Đurđica Đurić"))
    for name in ("Djurdjica Djurić", "Djuric Djurdjica", "Đurđica Đurić"):
        assert [one.person for one in queries.alike(actor, Particulars(name=name).known())] == [person]


def test_nobody_is_asked_about_strangers_of_one_name_part_or_year(actor: Actor) -> None:
    add_person(actor=actor, particulars=KEPT)
    add_person(actor=actor, particulars=Particulars(name="Ana Novak", birth_year=1980))
    add_person(actor=actor, particulars=Particulars(name="Ana Horvat", born_on=date(1950, 1, 1)))
    assert Person.objects.count() == 3


def test_a_record_that_the_system_made_asks_whoever_opens_it_first(clinician: Client, actor: Actor) -> None:
    person = add_person(actor=actor, particulars=KEPT)
    made = add_person(actor=SYSTEM, particulars=Particulars(name="Horvat Ana", email="ANA@example.com"))
    question = page_of(clinician.get(f"/desk/patients/{made.pk}/")).main.part(".panel.warning")
    (address,) = question.links.values()
    assert address == f"/desk/patients/{person.pk}/merge/{made.pk}/"
    Person.objects.filter(pk=made.pk).update(version=2)
    assert "made this record" not in clinician.get(f"/desk/patients/{made.pk}/").content.decode()
    assert "made this record" not in clinician.get(f"/desk/patients/{person.pk}/").content.decode()


def test_nobody_is_shown_people_whom_they_may_not_see(actor: Actor) -> None:
    add_person(actor=actor, particulars=KEPT)
    blind = Actor("staff", actor.user_id, frozenset({"patients.write"}))
    assert queries.alike(blind, KEPT.known()) == []


def test_an_enquiry_is_joined_to_whom_it_belongs(clinician: Client, actor: Actor) -> None:
    person = add_person(actor=actor, particulars=Particulars(name="Vera Visitor", birth_year=1975))
    enquiry = make_enquiry(birth_year=1975)
    address = f"/desk/enquiries/{enquiry.pk}/patient/"
    answer = clinician.post(address)
    assert answer.status_code == 409
    assert Person.objects.count() == 1
    assert page_of(answer).main.part(".panel.warning").links == {"Vera Visitor": f"/desk/patients/{person.pk}/"}
    assert clinician.post(address, {"person": "999"}).status_code == 404
    assert clinician.post(address, {"person": "x"}).status_code == 404
    assert clinician.post(address, {"person": str(person.pk)}).headers["Location"] == f"/desk/patients/{person.pk}/"
    enquiry.refresh_from_db()
    assert enquiry.person == person
    assert clinician.post(address).headers["Location"] == f"/desk/patients/{person.pk}/"
    page = page_of(clinician.get(f"/desk/patients/{person.pk}/")).main
    assert page.has_section("Enquiries")


def test_an_enquiry_of_somebody_else_makes_a_new_person(clinician: Client, actor: Actor) -> None:
    person = add_person(actor=actor, particulars=Particulars(name="Vera Visitor", birth_year=1975))
    enquiry = make_enquiry(birth_year=1975)
    answer = clinician.post(f"/desk/enquiries/{enquiry.pk}/patient/", {"not_these": str(person.pk)})
    other = Person.objects.latest("pk")
    assert answer.headers["Location"] == f"/desk/patients/{other.pk}/"
    enquiry.refresh_from_db()
    assert enquiry.person == other != person


# ---- Everything is re-pointed


def a_drawing(person: Person) -> None:
    PainDrawing.objects.create(
        person=person, drawn_by="patient", made_at=clock.now(), open_until=clock.now(), map_version="1"
    )


def a_document(person: Person) -> None:
    StoredDocument.objects.create(
        owner_type="patients.person", owner_id=str(person.pk), media_type="application/pdf", size_bytes=1,
        sha256_keyed="0", name_encrypted=b"", stored_at=clock.now(),
    )  # fmt: skip


def a_task(person: Person) -> None:
    values: dict[str, Any] = {"kind": "worklist.note", "level": 3, "made_at": clock.now(), "due_at": clock.now()}
    Task.objects.create(person=person, subject_type="patients.person", subject_id=person.pk, **values)


def an_appointment(person: Person) -> None:
    service = Service.objects.first() or a_schedule()
    at = clock.now() + timedelta(days=2 + person.pk)
    Appointment.objects.create(
        service=service, practitioner=service.practitioners.first(), person=person, state="booked", starts_at=at,
        ends_at=at + timedelta(minutes=30), occupied_from=at, occupied_until=at + timedelta(minutes=30),
        made_at=clock.now(), currency="EUR", change_minutes=0, name="Ana Horvat", language="hr",
    )  # fmt: skip


def a_mail(person: Person) -> None:
    facts = {"kind": "test", "to_address": "a@example.com", "language": "en", "subject": "News", "text": "News"}
    queue_mail(cause=person, **facts)


def a_complaint_alone(person: Person) -> object:
    """A closed complaint without its task, which is a table of its own; it keeps no record from being erased."""
    at = clock.now()
    days = {"received_on": at.date(), "due_at": at, "made_at": at, "closed_at": at}
    return Complaint.objects.create(person=person, sealed=b"-", outcome="Settled.", **days)


def a_consent(person: Person) -> object:
    at = clock.now()
    facts = {"kind": "email", "value": "v@example.com", "purpose": "letters", "how": "Said so."}
    return Consent.objects.create(person=person, **facts, is_given=True, said_on=at.date(), noted_at=at)


# What a row about a person looks like, for every table that has some. A new table needs a line here.
MAKERS: dict[type[Model], Callable[[Person], object]] = {
    Episode: lambda person: an_episode(person.pk),
    PainDrawing: a_drawing,
    Enquiry: lambda person: make_enquiry(f"TEST-{person.pk:04}", person=person),
    OutboxMail: a_mail,
    StoredDocument: a_document,
    Task: a_task,
    Draft: a_draft,
    Appointment: an_appointment,
    Restraint: lambda person: lift_restraint(
        actor=SYSTEM, restraint_id=a_restraint("legal_hold", person.pk).pk, because="Settled."
    ),
    Complaint: a_complaint_alone,
    Release: lambda person: a_release(person.pk),
    Consent: a_consent,
}
# Columns that name something by kind and number, and are not moved, with the reason.
STAYS = {
    ("core.AuditEntry", "target_id"): "the trail is sealed: whoever asks it about a person asks for all their records",
    ("core.OutboxMail", "message_id"): "the mail's own number",
    ("core.OutboxMail", "link_subject"): "the public id of what a link opens, which moves with its row",
}


def ours() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("drypoint.") or any(
            column.related_model is Person for column in fields_of(model)
        ):
            yield model


def fields_of(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.local_fields)


def columns_to_people() -> set[tuple[type[Model], str]]:
    return {
        (model, column.name)
        for model in ours()
        for column in fields_of(model)
        if isinstance(column, ForeignKey) and column.related_model is Person
    }


def test_every_foreign_key_to_a_person_is_moved_or_belongs_to_the_record_itself() -> None:
    known = set(references.foreign_keys()) | references.OF_THE_RECORD | references.OF_MERGES
    assert columns_to_people() - known == set()


def test_no_table_names_a_person_by_kind_and_number_unknown_to_a_merge() -> None:
    registered = {(one.model._meta.label, one.number_column) for one in references.named_references()}
    found = set()
    for model in ours():
        names = {column.name for column in fields_of(model)}
        assert not [column for column in model._meta.private_fields if isinstance(column, GenericForeignKey)], model
        for name in names:
            stem = name.removesuffix("_id").removesuffix("_pk").removesuffix("_subject")
            is_number = name != stem and (f"{stem}_type" in names or f"{stem}_kind" in names or stem == "person")
            if is_number:
                found.add((model._meta.label, name))
    assert found - registered - STAYS.keys() == set(), "Register a NamedReference, or say in STAYS why it stays."


def test_no_uniqueness_stands_in_the_way_of_moving_rows() -> None:
    """A row that may stand once for a person cannot simply be moved; a room with one has to say what becomes of two."""
    moved = set(references.foreign_keys())
    narrow = [
        (model._meta.label, column)
        for model, column in moved
        if model._meta.get_field(column).unique
        or any(column in one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint))
        or any(column in one for one in model._meta.unique_together)
    ]
    assert narrow == []


def test_whatever_hangs_on_a_person_hangs_on_the_one_who_is_kept(actor: Actor, two: tuple[Person, Person]) -> None:
    kept, gone = two
    named = {one.model: (one.kind_column, one.number_column) for one in references.named_references()}
    tables = {model for model, _column in references.foreign_keys()} | named.keys()
    assert tables - MAKERS.keys() == set(), "Say in MAKERS how a row of these is made."
    bystander = Person.objects.create(name="Petar", name_key="petar", language="hr", made_at=clock.now())
    for make in MAKERS.values():
        make(gone)
        make(bystander)
    assert references.pointed_at([gone.pk, kept.pk]) == {gone.pk}
    before = {model._meta.label: model._base_manager.count() for model in MAKERS}
    merge = merged(actor, two)
    assert references.pointed_at([gone.pk]) == set()
    assert references.pointed_at([bystander.pk, kept.pk]) == {bystander.pk, kept.pk}
    for model, column in references.foreign_keys():
        assert sorted(model._base_manager.values_list(column, flat=True)) == [kept.pk, bystander.pk], model
    for model, (kind, number) in named.items():
        numbers = model._base_manager.filter(**{kind: "patients.person"}).values_list(number, flat=True)
        assert sorted(map(int, numbers)) == [kept.pk, bystander.pk], model
    assert {model._meta.label: model._base_manager.count() for model in MAKERS} == before
    undo_merge(actor=actor, merge_id=merge.pk)
    for model, column in references.foreign_keys():
        assert sorted(model._base_manager.values_list(column, flat=True)) == [gone.pk, bystander.pk], model
    for model, (kind, number) in named.items():
        numbers = model._base_manager.filter(**{kind: "patients.person"}).values_list(number, flat=True)
        assert sorted(map(int, numbers)) == [gone.pk, bystander.pk], model


@pytest.mark.parametrize("maker", [a_document, a_mail])
def test_what_names_a_person_by_kind_and_number_alone_is_found_too(
    two: tuple[Person, Person], maker: Callable[[Person], object]
) -> None:
    maker(two[1])
    assert references.pointed_at([person.pk for person in two]) == {two[1].pk}


def test_a_row_that_was_given_to_somebody_else_since_is_not_taken_back(
    actor: Actor, two: tuple[Person, Person]
) -> None:
    third = Person.objects.create(name="Petar", name_key="petar", language="hr", made_at=clock.now())
    a_drawing(two[1])
    a_mail(two[1])
    merge = merged(actor, two)
    PainDrawing.objects.update(person=third)
    OutboxMail.objects.update(cause_id=str(third.pk))
    undo_merge(actor=actor, merge_id=merge.pk)
    assert PainDrawing.objects.get().person == third
    assert OutboxMail.objects.get().cause_id == str(third.pk)


# ---- What the record says then


def test_what_was_chosen_comes_from_whom_it_was_chosen(actor: Actor, two: tuple[Person, Person]) -> None:
    merged(actor, two, "name", "email", "referring_doctor", "oib", "insurance", merging.NOTE_OF_BOTH)
    kept = Person.objects.get(pk=two[0].pk)
    assert (kept.name, kept.name_key, kept.born_on, kept.language) == ("Horvat Ana", "horvat ana", KEPT.born_on, "hr")
    assert (kept.email, kept.phone, kept.town) == ("work@example.com", "+385 91 000 1111", "Zagreb")
    assert kept.note == "Calls late.\nSits by the door."
    assert queries.identifiers_of(kept) == {"oib": "00000000001", "insurance": "123"}
    reached = [(one.value, one.is_preferred) for one in queries.contacts_of(kept)]
    assert sorted(reached) == [("+385 91 000 1111", True), ("ana@example.com", False), ("work@example.com", True)]


def test_a_contact_that_was_verified_in_either_is_verified(actor: Actor, two: tuple[Person, Person]) -> None:
    two[1].contacts.update(verified_at=clock.now())
    merge = merged(actor, two)
    assert {one.value: one.verified_at is not None for one in two[0].contacts.all()} == {
        "+385 91 000 1111": True,
        "ana@example.com": False,
        "work@example.com": True,
    }
    undo_merge(actor=actor, merge_id=merge.pk)
    assert not two[0].contacts.filter(verified_at__isnull=False).exists()


def state_of(person: Person) -> dict[str, Any]:
    row = Person.objects.filter(pk=person.pk).values().get()
    del row["version"]
    contacts = person.contacts.order_by("pk").values_list("kind", "value", "verified_at", "is_preferred")
    return {**row, "contacts": list(contacts), "identifiers": queries.identifiers_of(person)}


@pytest.mark.parametrize("from_gone", [(), tuple(merging.UNITS), ("oib", "insurance", merging.NOTE_OF_BOTH)])
def test_two_that_are_taken_apart_are_as_they_were(
    actor: Actor, two: tuple[Person, Person], from_gone: tuple[str, ...]
) -> None:
    before = [state_of(person) for person in two]
    undo_merge(actor=actor, merge_id=merged(actor, two, *from_gone).pk)
    assert [state_of(person) for person in two] == before
    again = [Person.objects.get(pk=person.pk) for person in two]
    merged(actor, (again[0], again[1]))


def test_what_was_changed_and_added_since_stays_with_the_one_who_was_kept(
    actor: Actor, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    a_drawing(gone)
    merge = merged(actor, two, "note", "language", "birth")
    a_drawing(kept)
    now = Person.objects.get(pk=kept.pk)
    changed = Particulars(name="Ana Horvat", note="New note.", language="en", born_on=date(1980, 5, 5))
    change_person(actor=actor, person_id=kept.pk, particulars=changed, expected_version=now.version)
    undo_merge(actor=actor, merge_id=merge.pk)
    kept.refresh_from_db()
    assert (kept.note, kept.language, kept.born_on, kept.birth_year) == ("New note.", "hr", date(1980, 5, 5), None)
    assert sorted(PainDrawing.objects.values_list("person", flat=True)) == [kept.pk, gone.pk]


# ---- Who is quicker


def test_of_two_who_merge_the_same_two_one_wins_and_the_other_is_told(
    actor: Actor, clinician: Client, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    choice = {
        "kept_version": 1,
        "gone_version": 1,
        "name": "kept",
        "birth": "kept",
        "email": "kept",
        "language": "kept",
    }
    choice |= {"address": "kept", "referring_doctor": "gone", "note": "both", "oib": "kept", "insurance": "gone"}
    address = f"/desk/patients/{kept.pk}/merge/{gone.pk}/"
    other_way = f"/desk/patients/{gone.pk}/merge/{kept.pk}/"
    assert clinician.post(address, choice).headers["Location"] == f"/desk/patients/{kept.pk}/"
    for late in (address, other_way):
        answer = clinician.post(late, choice, follow=True)
        assert answer.redirect_chain == [(f"/desk/patients/{kept.pk}/", 302)]
        assert any(
            "merged these two already" in text for text in page_of(answer).texts("[role=status], .message, .panel")
        )
    with pytest.raises(MergedMeanwhileError) as caught:
        merge_people(actor=actor, kept_id=gone.pk, gone_id=kept.pk, from_gone=(), versions=(2, 2))
    assert caught.value.survivor == kept
    assert str(caught.value) == str(kept)
    assert Merge.objects.count() == 1


def test_nothing_is_merged_that_was_changed_since_it_was_looked_at(
    actor: Actor, clinician: Client, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    Person.objects.filter(pk=gone.pk).update(version=2)
    with pytest.raises(ChangedMeanwhileError):
        merged(actor, two)
    page = clinician.get(f"/desk/patients/{kept.pk}/merge/{gone.pk}/")
    form = page.context["form"]
    chosen = {name: str(field.initial) for name, field in form.fields.items() if field.initial}
    answer = clinician.post(
        f"/desk/patients/{kept.pk}/merge/{gone.pk}/", {**chosen, "kept_version": 1, "gone_version": 1}
    )
    assert answer.status_code == 409
    assert not Merge.objects.exists()


def test_a_form_that_was_opened_before_a_merge_or_its_undoing_is_not_saved(
    actor: Actor, two: tuple[Person, Person]
) -> None:
    def versions() -> list[int]:
        return list(Person.objects.order_by("pk").values_list("version", flat=True))

    assert versions() == [1, 1]
    merge = merged(actor, two)
    assert versions() == [2, 2]
    undo_merge(actor=actor, merge_id=merge.pk)
    assert versions() == [3, 3]


def test_a_record_is_not_merged_into_itself(actor: Actor, clinician: Client, two: tuple[Person, Person]) -> None:
    kept, _gone = two
    with pytest.raises(ValueError, match="itself"):
        merged(actor, (kept, kept))
    assert clinician.get(f"/desk/patients/{kept.pk}/merge/{kept.pk}/").status_code == 302
    with pytest.raises(Person.DoesNotExist):
        merge_people(actor=actor, kept_id=kept.pk, gone_id=999, from_gone=(), versions=(1, 1))


def test_a_merge_can_be_undone_for_thirty_days_and_once(
    actor: Actor, two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    merge = merged(actor, two)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=30, minutes=1))
    with pytest.raises(PastUndoingError):
        undo_merge(actor=actor, merge_id=merge.pk)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=29))
    undo_merge(actor=actor, merge_id=merge.pk)
    with pytest.raises(PastUndoingError):
        undo_merge(actor=actor, merge_id=merge.pk)
    assert AuditEntry.objects.filter(action="person.undo_merge").count() == 1


def test_of_a_chain_the_last_merge_is_undone_first(actor: Actor, two: tuple[Person, Person]) -> None:
    first = merged(actor, two)
    kept = Person.objects.get(pk=two[0].pk)
    third = add_person(actor=actor, particulars=Particulars(name="Treća Osoba"))
    second = merge_people(actor=actor, kept_id=third.pk, gone_id=kept.pk, from_gone=(), versions=(1, kept.version))
    with pytest.raises(PastUndoingError):
        undo_merge(actor=actor, merge_id=first.pk)
    undo_merge(actor=actor, merge_id=second.pk)
    undo_merge(actor=actor, merge_id=first.pk)
    assert Person.objects.visible_to(actor).count() == 3


def test_of_several_merged_into_one_record_the_latest_is_taken_apart_first(actor: Actor, clinician: Client) -> None:
    def one(name: str, oib: str) -> Person:
        known = Particulars(name=name, email=f"{oib}@example.com", identifiers={"oib": oib})
        return add_person(actor=actor, particulars=known)

    kept, ana, vera = one("Petar Novak", "12345678903"), one("Ana Horvat", "00000000001"), one("Vera Kos", "2")
    before = [state_of(person) for person in (kept, ana, vera)]
    units = (*merging.UNITS, "oib")
    merges = []
    for gone in (ana, vera):
        kept.refresh_from_db()
        merges.append(merged(actor, (kept, gone), *units))
    with pytest.raises(PastUndoingError):
        undo_merge(actor=actor, merge_id=merges[0].pk)
    page = page_of(clinician.get(f"/desk/patients/{kept.pk}/")).main
    texts = [text for text in page.texts(".panel p") if "merged into this one" in text]
    assert ["Take them apart" in text for text in texts] == [True, False]
    assert "after what was merged later" in texts[1]
    answer = clinician.post(f"/desk/patients/merges/{merges[0].pk}/undo/", follow=True)
    assert "What was merged last is taken apart first." in answer.content.decode()
    kept.refresh_from_db()
    assert kept.name == "Vera Kos"
    for merge in reversed(merges):
        answer = clinician.post(f"/desk/patients/merges/{merge.pk}/undo/", follow=True)
        assert "There are two records again." in answer.content.decode()
    assert [state_of(person) for person in (kept, ana, vera)] == before


@pytest.mark.parametrize(
    ("others", "email", "phone"),
    [
        (("ana@example.com", "+385 91 000 1111"), "ana@example.com", "+385 91 000 1111"),
        (("+385 91 000 1111",), "", "+385 91 000 1111"),
        (("ana@example.com",), "ana@example.com", ""),
        (("third@example.com",), "", ""),
    ],
)
def test_who_was_kept_does_not_keep_the_address_of_the_other_as_the_preferred_one(
    actor: Actor, others: tuple[str, ...], email: str, phone: str
) -> None:
    kept = add_person(actor=actor, particulars=KEPT)
    theirs = Particulars(name="Vera Kos", email="vera@example.com", phone="+385 98 000 2222")
    gone = add_person(actor=actor, particulars=theirs)
    before = state_of(gone)
    merge = merged(actor, (kept, gone))
    kept.refresh_from_db()
    meanwhile = Particulars(
        name=kept.name, email="VERA@example.com", phone="+385 98 000 2222", other_contacts=others, language="hr"
    )
    change_person(actor=actor, person_id=kept.pk, particulars=meanwhile, expected_version=kept.version)
    undo_merge(actor=actor, merge_id=merge.pk)
    kept.refresh_from_db()
    assert (kept.email, kept.phone) == (email, phone)
    assert {one.value for one in kept.contacts.filter(is_preferred=True)} == {email, phone} - {""}
    assert {one.value for one in kept.contacts.all()} == set(others)
    after = state_of(gone)
    assert [(kind, value.casefold(), is_preferred) for kind, value, _at, is_preferred in after["contacts"]] == [
        (kind, value, is_preferred) for kind, value, _at, is_preferred in before["contacts"]
    ]


def test_an_address_that_was_added_since_stays_preferred(actor: Actor, two: tuple[Person, Person]) -> None:
    merge = merged(actor, two)
    kept = Person.objects.get(pk=two[0].pk)
    meanwhile = Particulars(name=kept.name, email="new@example.com", phone=kept.phone, other_contacts=(kept.email,))
    change_person(actor=actor, person_id=kept.pk, particulars=meanwhile, expected_version=kept.version)
    undo_merge(actor=actor, merge_id=merge.pk)
    kept.refresh_from_db()
    assert (kept.email, kept.phone) == ("new@example.com", KEPT.phone)


# ---- What is shown, handed out, erased and let go


def test_the_merged_record_is_found_nowhere_and_its_address_leads_to_the_kept_one(
    actor: Actor, clinician: Client, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    merged(actor, two)
    assert clinician.get(f"/desk/patients/{gone.pk}/").headers["Location"] == f"/desk/patients/{kept.pk}/"
    assert [row[0] for row in page_of(clinician.get("/desk/patients/")).main.rows] == ["Ana Horvat"]
    assert clinician.get(f"/desk/patients/{gone.pk}/change/").status_code == 404
    page = page_of(clinician.get(f"/desk/patients/{kept.pk}/")).main
    assert any("It can be taken apart until" in text for text in page.texts(".panel p"))
    answer = clinician.post(f"/desk/patients/merges/{Merge.objects.get().pk}/undo/", follow=True)
    assert answer.status_code == 200
    assert Person.objects.visible_to(actor).count() == 2


def test_both_records_stand_side_by_side_with_all_in_which_they_differ(
    clinician: Client, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    page = page_of(clinician.get(f"/desk/patients/{kept.pk}/same/")).main
    assert page.links["Horvat Ana"] == f"/desk/patients/{kept.pk}/merge/{gone.pk}/"
    by_name = page_of(clinician.get(f"/desk/patients/{kept.pk}/same/", {"name": "hor"})).main
    assert "Horvat Ana" in by_name.links
    form = clinician.get(f"/desk/patients/{kept.pk}/merge/{gone.pk}/").context["form"]
    shown = {name: (field.label, [str(text) for _v, text in field.choices], field.initial)
             for name, field in form.fields.items() if hasattr(field, "choices")}  # fmt: skip
    assert shown["name"] == ("Name", ["Ana Horvat", "Horvat Ana"], "kept")
    assert shown["referring_doctor"] == ("Referring doctor", ["nothing", "Dr. Primjer"], "gone")
    assert shown["note"][1] == ["Calls late.", "Sits by the door.", "both, one below the other"]
    assert set(shown) == {
        "name", "birth", "email", "language", "address", "referring_doctor", "note", "oib", "insurance"
    }  # fmt: skip
    missing = clinician.post(f"/desk/patients/{kept.pk}/merge/{gone.pk}/", {"kept_version": 1, "gone_version": 1})
    assert missing.status_code == 422
    assert not Merge.objects.exists()


def test_two_records_side_by_side_are_a_look_at_both(clinician: Client, two: tuple[Person, Person]) -> None:
    def looked_at() -> list[int | None]:
        looks = AuditEntry.objects.filter(action="person.read", user__name="Clara").order_by("pk")
        found = list(looks.values_list("about_person", flat=True))
        looks.delete()
        return found

    kept, gone = two
    clinician.get(f"/desk/patients/{kept.pk}/same/")
    clinician.get(f"/desk/patients/{gone.pk}/same/", {"name": "hor"})
    assert looked_at() == [kept.pk, gone.pk]
    address = f"/desk/patients/{kept.pk}/merge/{gone.pk}/"
    assert clinician.get(address).status_code == 200
    assert looked_at() == [kept.pk, gone.pk]
    assert clinician.post(address, {"kept_version": 1, "gone_version": 1}).status_code == 422
    assert looked_at() == [kept.pk, gone.pk]
    assert clinician.get(f"/desk/patients/{kept.pk}/merge/999/").status_code == 404
    assert looked_at() == []


def with_much(first: str) -> Particulars:
    others = tuple(f"{first}{'x' * 170}{number}@example.com" for number in range(10))
    return Particulars(
        name=f"{first.title()} Horvat", email=f"{first}@example.com", note=first * 300, other_contacts=others
    )


def test_the_form_takes_as_much_as_two_records_hold_together_and_no_more(clinician: Client, actor: Actor) -> None:
    kept = add_person(actor=actor, particulars=with_much("anna"))
    gone = add_person(actor=actor, particulars=with_much("vera"), not_these=[kept.pk])
    merged(actor, (kept, gone), merging.NOTE_OF_BOTH)
    address = f"/desk/patients/{kept.pk}/change/"
    form = clinician.get(address).context["form"]
    typed = {name: str(value) for name, value in form.initial.items() if value not in {None, False}}
    assert len(typed["note"]) == 2401
    assert len(typed["other_contacts"].splitlines()) == 21
    assert page_of(clinician.get(address)).part("[name=note]").tags[0]["maxlength"] == "2401"
    for more in ({"note": typed["note"] + "!"}, {"other_contacts": typed["other_contacts"] + "\none@example.com"}):
        assert clinician.post(address, typed | more).status_code == 422
    swapped = typed | {"email": typed["other_contacts"].splitlines()[0]}
    swapped["other_contacts"] = typed["other_contacts"].replace(swapped["email"], typed["email"])
    late = clinician.post(address, typed | {"expected_version": "1"})
    assert (late.status_code, list(late.context["form"].errors)) == (409, ["__all__"])
    assert clinician.post(address, swapped).status_code == 302
    kept.refresh_from_db()
    assert (kept.email, len(kept.note), kept.contacts.count()) == (swapped["email"], 2401, 22)
    shorter = swapped | {"note": "Short.", "other_contacts": "", "expected_version": str(kept.version)}
    assert clinician.post(address, shorter).status_code == 302
    again = shorter | {"note": "x" * 1001, "expected_version": str(kept.version + 1)}
    assert clinician.post(address, again).status_code == 422


def test_an_export_holds_what_was_merged(actor: Actor, two: tuple[Person, Person]) -> None:
    kept, gone = two
    a_drawing(gone)
    make_enquiry(person=gone)
    merged(actor, two)
    held: Any = export_person(actor=actor, person_id=kept.pk)
    assert [one["name"] for one in held["merged"]] == ["Horvat Ana"]
    assert len(held["pain_drawings"]) == 1
    assert held["enquiries"][0]["messages"][0]["text"] == "My <b>back</b> hurts."


def test_an_erasure_takes_every_record_that_was_merged(actor: Actor, two: tuple[Person, Person]) -> None:
    for make in MAKERS.values():
        make(two[1])
    StoredDocument.objects.all().delete()
    merged(actor, two)
    third = add_person(actor=actor, particulars=Particulars(name="Treća Osoba"))
    kept = Person.objects.get(pk=two[0].pk)
    merge_people(actor=actor, kept_id=third.pk, gone_id=kept.pk, from_gone=(), versions=(1, kept.version))
    erase_person(actor=actor, person_id=third.pk)
    for model in (Person, Contact, Identifier, Merge, PainDrawing, Enquiry):
        assert not model._base_manager.exists(), model
    assert set(OutboxMail.objects.values_list("to_address", "text")) == {("", "")}


def test_when_the_time_is_over_nothing_is_left_of_the_merged_record(actor: Actor, two: tuple[Person, Person]) -> None:
    merge = merged(actor, two)
    assert merging.look_after_merges(merge.undo_until) == 0
    assert merging.look_after_merges(merge.undo_until + timedelta(seconds=1)) == 1
    assert merging.look_after_merges(merge.undo_until + timedelta(seconds=1)) == 0
    merge.refresh_from_db()
    assert (merge.before, merge.set, merge.moved) == ({}, {}, {})
    gone = Person.objects.get(pk=two[1].pk)
    assert (gone.name, gone.name_key, gone.email, gone.note, gone.birth_year) == ("", "", "", "", None)
    assert not gone.contacts.exists()
    assert not gone.identifiers.exists()
    assert queries.survivor_of(actor, gone) == two[0]


def test_what_is_written_to_a_merged_record_meanwhile_follows(actor: Actor, two: tuple[Person, Person]) -> None:
    kept, gone = two
    merge = merged(actor, two)
    a_drawing(gone)
    assert merging.look_after_merges(clock.now()) == 0
    assert PainDrawing.objects.get().person == kept
    assert AuditEntry.objects.filter(action="person.follow_merge").count() == 1
    merging.look_after_merges(clock.now())
    assert AuditEntry.objects.filter(action="person.follow_merge").count() == 1
    undo_merge(actor=actor, merge_id=merge.pk)
    assert PainDrawing.objects.get().person == gone


def test_who_was_made_of_an_enquiry_is_found_after_a_merge(actor: Actor, two: tuple[Person, Person]) -> None:
    Person.objects.filter(pk=two[1].pk).update(origin="enquiries.enquiry 7")
    merged(actor, two)
    assert add_person(actor=SYSTEM, particulars=GONE, origin="enquiries.enquiry 7") == two[0]
