"""Who saw a patient: every line that concerns one, in words, for whoever reads the trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from drypoint.care.intake.actions import look_at_drawing, open_drawing
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.audit_chain import SETTLED_AFTER, seal_new, verify
from drypoint.foundation.core.mail.outbox import queue_mail
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients import seeing
from drypoint.foundation.patients.actions import Particulars, add_person, erase_person, look_at_person
from drypoint.foundation.patients.merging import merge_people, undo_merge
from drypoint.foundation.patients.models import Merge, Person, Stay
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.actions import mark_read
from drypoint.public.enquiries.persons import join_enquiry
from tests.accounts.people import full_client, member
from tests.desk.conftest import make_enquiry
from tests.pages import page_of


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"])


@pytest.fixture
def clara() -> Actor:
    return actor_of_user(member(Role.CLINICIAN, "Clara"))


@pytest.fixture
def auditor() -> Client:
    return full_client(member(Role.AUDITOR, "Anton"))


def a_person(name: str = "Ana Horvat") -> Person:
    return add_person(actor=SYSTEM, particulars=Particulars(name=name, birth_year=1980))


def told(person: Person) -> list[str]:
    return [entry.action for entry in seeing.lines_about(person).order_by("pk")]


def test_every_line_about_a_patient_and_what_hangs_on_them_is_found(clara: Actor) -> None:
    person, other = a_person(), a_person("Petar Novak")
    look_at_person(actor=clara, person_id=other.pk)
    look_at_person(actor=clara, person_id=person.pk)
    drawing = open_drawing(actor=clara, person_id=person.pk, hand="together")
    PainDrawing.objects.update(finished_at=clock.now())
    look_at_drawing(actor=clara, drawing_id=drawing.pk)
    mail = queue_mail(
        cause=drawing, kind="test", to_address="a@example.com", language="en", subject="News", text="News"
    )
    audit.record(clara, "outbox.read", mail)
    assert told(person) == ["person.add", "person.read", "drawing.open", "drawing.read", "outbox.read"]
    assert told(other) == ["person.add", "person.read"]


def test_what_was_read_before_an_enquiry_was_joined_is_found_too(clara: Actor) -> None:
    person = a_person()
    enquiry = make_enquiry()
    mark_read(actor=clara, enquiry_id=enquiry.pk)
    assert told(person) == ["person.add"]
    join_enquiry(actor=clara, enquiry_id=enquiry.pk, person_id=person.pk)
    assert told(person) == ["person.add", "enquiry.read", "enquiry.join"]


def test_a_line_names_the_patient_even_when_what_it_was_about_is_gone(clara: Actor) -> None:
    person = a_person()
    drawing = open_drawing(actor=clara, person_id=person.pk, hand="together")
    PainDrawing.objects.update(finished_at=clock.now())
    look_at_drawing(actor=clara, drawing_id=drawing.pk)
    PainDrawing.objects.all().delete()
    assert told(person) == ["person.add", "drawing.open", "drawing.read"]


def test_the_lines_of_a_merged_record_are_those_of_the_kept_one(clara: Actor) -> None:
    kept, gone = a_person(), a_person("Petar Novak")
    look_at_person(actor=clara, person_id=gone.pk)
    merge_people(actor=SYSTEM, kept_id=kept.pk, gone_id=gone.pk, from_gone=(), versions=(1, 1))
    assert told(kept) == ["person.add", "person.add", "person.read", "person.merge"]


class Clock:
    """A time that goes on by a minute whenever the test says so."""

    def __init__(self) -> None:
        self.at = datetime(2027, 5, 3, 6, 0, tzinfo=UTC)

    def minute(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moving = Clock()
    monkeypatch.setattr(clock, "now", lambda: moving.at)
    return moving


def joined(kept: Person, gone: Person) -> Merge:
    versions = [Person.objects.get(pk=one.pk).version for one in (kept, gone)]
    return merge_people(
        actor=SYSTEM, kept_id=kept.pk, gone_id=gone.pk, from_gone=(), versions=(versions[0], versions[1])
    )


def test_who_saw_the_data_of_a_record_while_it_was_merged_is_told_after_they_are_apart(hand: Clock) -> None:
    kept, gone, other = a_person(), a_person("Petar Novak"), a_person("Vera Kos")
    readers = {name: actor_of_user(member(Role.CLINICIAN, name)) for name in ("Early", "Between", "Late")}

    def look(name: str) -> None:
        hand.minute()
        for person in (kept, other):
            look_at_person(actor=readers[name], person_id=person.pk)
        hand.minute()

    look("Early")
    merge = joined(kept, gone)
    look("Between")
    undo_merge(actor=SYSTEM, merge_id=merge.pk)
    look("Late")
    assert [one.name for one in seeing.seen_by(seeing.lines_about(gone)) if one.name] == ["Between"]
    assert {one.name for one in seeing.seen_by(seeing.lines_about(kept)) if one.name} == {"Early", "Between", "Late"}
    assert told(gone) == ["person.add", "person.merge", "person.read", "person.undo_merge"]


def test_who_saw_a_record_in_a_chain_of_merges_is_told_of_each_of_them(clara: Actor, hand: Clock) -> None:
    first, second, third = a_person(), a_person("Petar Novak"), a_person("Vera Kos")
    people = {one.pk: one for one in (first, second, third)}
    hand.minute()
    inner = joined(second, first)
    look_at_person(actor=clara, person_id=third.pk)
    hand.minute()
    outer = joined(third, second)
    hand.minute()
    look_at_person(actor=clara, person_id=third.pk)
    hand.minute()
    undo_merge(actor=SYSTEM, merge_id=outer.pk)
    hand.minute()
    look_at_person(actor=clara, person_id=third.pk)
    look_at_person(actor=clara, person_id=second.pk)
    hand.minute()
    undo_merge(actor=SYSTEM, merge_id=inner.pk)
    hand.minute()
    look_at_person(actor=clara, person_id=second.pk)
    hand.minute()
    undo_merge(actor=SYSTEM, merge_id=joined(third, second).pk)
    reads = {pk: seeing.lines_about(one).filter(action="person.read").count() for pk, one in people.items()}
    assert reads == {first.pk: 2, second.pk: 3, third.pk: 3}


def test_who_saw_a_record_while_it_was_merged_is_told_after_the_other_was_erased(hand: Clock) -> None:
    kept, gone, far = a_person(), a_person("Petar Novak"), a_person("Vera Kos")
    reader = actor_of_user(member(Role.CLINICIAN, "Between"))
    inner = joined(kept, gone)
    hand.minute()
    outer = joined(far, kept)
    look_at_person(actor=reader, person_id=far.pk)
    hand.minute()
    for merge in (outer, inner):
        undo_merge(actor=SYSTEM, merge_id=merge.pk)
    hand.minute()
    # What was done with the others before and after is none of this patient's.
    look_at_person(actor=actor_of_user(member(Role.CLINICIAN, "Late")), person_id=kept.pk)
    for other in (kept, far):
        erase_person(actor=SYSTEM, person_id=other.pk)
    assert [one.name for one in seeing.seen_by(seeing.lines_about(gone)) if one.name] == ["Between"]


def test_merges_that_were_taken_apart_before_an_upgrade_are_still_told(clara: Actor, hand: Clock) -> None:
    kept, gone = a_person(), a_person("Petar Novak")
    merge = joined(kept, gone)
    hand.minute()
    look_at_person(actor=clara, person_id=kept.pk)
    hand.minute()
    undo_merge(actor=SYSTEM, merge_id=merge.pk)
    joined(kept, gone)
    before = list(Stay.objects.values_list("person_number", "with_number", "since", "until"))
    Stay.objects.all().delete()
    import_module("drypoint.foundation.patients.migrations.0008_what_was_merged_and_compared").keep_stays(apps, None)
    assert list(Stay.objects.values_list("person_number", "with_number", "since", "until")) == before
    assert len(before) == 1


def test_stays_are_no_longer_than_both_merges_of_a_chain(hand: Clock) -> None:
    first, second, third = a_person(), a_person("Petar Novak"), a_person("Vera Kos")
    at = [hand.minute() for _ in range(6)]
    in_second = {"person_number": first.pk, "with_number": second.pk}
    in_third = {"person_number": second.pk, "with_number": third.pk}
    Stay.objects.create(**in_second, since=at[1], until=at[3])
    for since, until in ((at[0], at[1]), (at[2], at[4])):
        Stay.objects.create(**in_third, since=since, until=until)
    Stay.objects.create(**in_third, since=at[4], until=at[5])
    Stay.objects.create(person_number=third.pk, with_number=first.pk, since=at[2], until=at[3])
    assert sorted((one.with_id, one.since, one.until) for one in seeing.stays_of([first.pk])) == [
        (first.pk, at[2], at[3]),
        (second.pk, at[1], at[3]),
        (second.pk, at[2], at[3]),
        (third.pk, at[1], at[1]),
        (third.pk, at[2], at[3]),
    ]


def test_who_read_an_enquiry_before_it_was_joined_is_told_after_it_is_gone(clara: Actor) -> None:
    person, other = a_person(), a_person("Petar Novak")
    enquiry, unjoined = make_enquiry(), make_enquiry("TEST-0002")
    for one in (enquiry, unjoined):
        mark_read(actor=clara, enquiry_id=one.pk)
    join_enquiry(actor=clara, enquiry_id=enquiry.pk, person_id=person.pk)
    audit.record(clara, "enquiry.read", enquiry, person=other.pk)
    audit.record(clara, "key.rotate", person=person.pk)
    audit.record(clara, "key.rotate")
    enquiry.delete()
    assert told(person) == ["person.add", "enquiry.read", "enquiry.join", "key.rotate"]


@pytest.mark.parametrize(
    ("kind", "number", "facts", "person"),
    [
        ("patients.person", "7", {}, 7),
        ("intake.paindrawing", "7", {"person": 3}, 3),
        ("patients.person", "7", {"person": 3}, 3),
        ("patients.person", "", {}, None),
        ("accounts.user", "7", {}, None),
        ("accounts.user", "7", {"person": None}, None),
        ("accounts.user", "7", {"person": "x"}, None),
        ("accounts.user", "7", {"person": "3"}, 3),
    ],
)
def test_whom_a_line_concerns(kind: str, number: str, facts: dict[str, Any], person: int | None) -> None:
    assert audit.person_in(kind, number, facts) == person


def test_old_lines_are_found_after_an_upgrade_and_the_seal_still_fits(clara: Actor) -> None:
    person = a_person()
    open_drawing(actor=clara, person_id=person.pk, hand="together")
    look_at_person(actor=clara, person_id=person.pk)
    audit.record(clara, "staff.invite")
    before = dict(AuditEntry.objects.values_list("pk", "about_person"))
    AuditEntry.objects.update(about_person=None)
    import_module("drypoint.foundation.core.migrations.0014_whom_old_lines_concern").find_by_person(apps, None)
    assert dict(AuditEntry.objects.values_list("pk", "about_person")) == before
    assert list(before.values()) == [person.pk, person.pk, person.pk, None]
    seal_new(clock.now() + SETTLED_AFTER + timedelta(seconds=1))
    assert verify().broken_after is None


@pytest.mark.parametrize("hidden", [None, 999])
def test_a_line_that_was_hidden_from_a_patients_trail_is_noticed(clara: Actor, hidden: int | None) -> None:
    look_at_person(actor=clara, person_id=a_person().pk)
    seal_new(clock.now() + SETTLED_AFTER + timedelta(seconds=1))
    assert verify().broken_after is None
    AuditEntry.objects.filter(action="person.read").update(about_person=hidden)
    assert verify().broken_after == 0


def test_the_auditor_looks_a_patient_up_and_reads_in_words_who_saw_them(auditor: Client, clara: Actor) -> None:
    person = a_person("Đurđa Šarić")
    for _look in range(2):
        look_at_person(actor=clara, person_id=person.pk)
    trail = page_of(auditor.get("/desk/audit/"))
    assert trail.links["Who saw a patient"] == "/desk/patients/seen/"
    for part in ("Đurđa", "Šarić", ""):
        assert not page_of(auditor.get("/desk/patients/seen/", {"name": part})).main.has_section("1980")
        assert (
            f"/desk/patients/{person.pk}/seen/"
            not in auditor.get("/desk/patients/seen/", {"name": part}).content.decode()
        )
    found = page_of(auditor.get("/desk/patients/seen/", {"name": "durda saric"})).main
    assert f"/desk/patients/{person.pk}/seen/" in found.links.values()
    rows = page_of(auditor.get(f"/desk/patients/{person.pk}/seen/")).main.rows
    assert [row[:2] for row in rows[:3]] == [["Anton", "1"], ["Clara", "2"], ["the system itself", "1"]]
    assert [row[1:] for row in rows[3:]] == [
        ["Anton", "Somebody asked who saw the patient"],
        ["Clara", "A patient’s page was looked at"],
        ["Clara", "A patient’s page was looked at"],
        ["the system itself", "A patient was added"],
    ]
    assert auditor.get(f"/desk/patients/{person.pk}/").status_code == 403


def test_a_merged_record_is_not_looked_up_by_its_name(auditor: Client) -> None:
    kept, gone = a_person(), a_person("Petar Novak")
    reader = Actor("staff", 1, frozenset({"audit.read"}))
    assert seeing.called_exactly(reader, "petar novak") == [gone]
    merge_people(actor=SYSTEM, kept_id=kept.pk, gone_id=gone.pk, from_gone=(), versions=(1, 1))
    assert seeing.called_exactly(reader, "petar novak") == []
    assert seeing.called_exactly(Actor("staff", 1), "ana horvat") == []


def test_two_of_the_staff_who_are_called_alike_are_two(clara: Actor) -> None:
    person = a_person()
    other = actor_of_user(member(Role.CLINICIAN, "Other"))
    User.objects.update(name="Clara")
    for actor in (clara, clara, other):
        look_at_person(actor=actor, person_id=person.pk)
    counted = [(one.name, one.times) for one in seeing.seen_by(seeing.lines_about(person))]
    assert counted == [("Clara", 1), ("Clara", 2), ("", 1)]


def test_the_owner_comes_from_the_chart_and_nobody_else_is_offered_it() -> None:
    person = a_person()
    address = f"/desk/patients/{person.pk}/"
    owner = page_of(full_client(member(Role.OWNER, "Olga")).get(address)).main
    assert owner.links["Who saw this patient"] == f"{address}seen/"
    assert "Who saw this patient" not in page_of(full_client(member(Role.CLINICIAN, "Carl")).get(address)).main.links
    assert not Person.objects.traced_by(Actor("staff", 1, frozenset({"patients.read"}))).exists()


def test_the_address_of_a_merged_record_leads_to_the_trail_of_the_kept_one(auditor: Client) -> None:
    kept, gone = a_person(), a_person("Petar Novak")
    merge_people(actor=SYSTEM, kept_id=kept.pk, gone_id=gone.pk, from_gone=(), versions=(1, 1))
    answer = auditor.get(f"/desk/patients/{gone.pk}/seen/")
    assert answer.headers["Location"] == f"/desk/patients/{kept.pk}/seen/"
    assert auditor.get("/desk/patients/999/seen/").status_code == 404


@pytest.mark.parametrize("way", [{}, {"format": "csv"}])
def test_a_filter_that_makes_no_sense_shows_nothing_rather_than_everything(
    auditor: Client, way: dict[str, str]
) -> None:
    a_person()
    answer = auditor.get("/desk/audit/", {"since": "yesterday", **way})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"person.add" not in body
    assert b"person.add" in auditor.get("/desk/audit/").content


@pytest.mark.django_db
def test_a_line_about_a_row_of_somebody_names_them_by_itself() -> None:
    row = PainDrawing(pk=5)
    assert "person" not in audit.record(SYSTEM, "test.line", row).facts
    row.person_id = 41
    assert audit.record(SYSTEM, "test.line", row).facts == {"person": 41}
    assert audit.record(SYSTEM, "test.line", row, person=42).facts == {"person": 42}
