"""A record that must stay as it is, a complaint with its clock, and what is given to others."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from drypoint.care.intake import actions as intake
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor, HeldBackError
from drypoint.foundation.core.mail.guards import is_withheld
from drypoint.foundation.core.mail.outbox import queue_mail
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.core.registries.line_guards import reason_against
from drypoint.foundation.drafts import actions as drafts
from drypoint.foundation.drafts.models import Draft
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.patients import merging
from drypoint.foundation.patients.episodes import actions as episodes
from drypoint.foundation.patients.holdings import KeptError
from drypoint.foundation.patients.models import Merge, Person
from drypoint.foundation.practice.models import Practice
from drypoint.foundation.rights import actions, guards, queries, rules, sealed
from drypoint.foundation.rights.forms import ReleaseForm
from drypoint.foundation.rights.models import Complaint, Release, Restraint
from drypoint.foundation.worklist import actions as worklist
from drypoint.foundation.worklist.actions import SettlesItselfError
from drypoint.foundation.worklist.models import Task
from drypoint.public.enquiries import actions as enquiries
from drypoint.public.enquiries.models import Enquiry
from tests.accounts.people import full_client, member
from tests.desk.conftest import make_enquiry
from tests.drafts.drafts import a_draft
from tests.pages import page_of
from tests.patients.people import a_person, an_episode
from tests.rights.people import WORDS, a_complaint, a_release, a_restraint
from tests.worklist.tasks import a_task

HELD = ["restriction", "legal_hold", "complaint"]


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"], email="practice@clinic.example")


@pytest.fixture
def olga() -> User:
    return member(Role.OWNER, "Olga")


@pytest.fixture
def owner(olga: User) -> Client:
    return full_client(olga)


@pytest.fixture
def as_owner(olga: User) -> Actor:
    return actor_of_user(olga)


def hold(kind: str, person_id: int) -> Restraint | Complaint:
    return a_complaint(person_id) if kind == "complaint" else a_restraint(kind, person_id)


def end(held: Restraint | Complaint) -> None:
    if isinstance(held, Complaint):
        actions.close_complaint(actor=SYSTEM, complaint_id=held.pk, outcome="Explained.")
    else:
        actions.lift_restraint(actor=SYSTEM, restraint_id=held.pk, because="Settled.")


def a_mail(cause: Any, to: str = "vera@example.com") -> OutboxMail:
    return queue_mail(kind="tests", to_address=to, language="en", subject="Hello", text="Hello.", cause=cause)


@pytest.mark.parametrize(
    ("action", "changes", "takes_away"),
    [
        ("person.read", False, False),
        ("person.read_trail", False, False),
        ("person.export", False, False),
        ("enquiry.open_document", False, False),
        ("enquiry.revoke_link", False, False),
        ("restraint.lift", False, False),
        ("complaint.close", False, False),
        ("release.make", False, False),
        ("consent.note", False, False),
        ("enquiry.read_document", False, False),
        ("enquiry.document_fault", False, False),
        ("task.done", False, False),
        ("person.change", True, False),
        ("person.merge", True, False),
        ("drawing.judge", True, False),
        ("referral.count", True, False),
        ("appointment.move", True, False),
        ("enquiry.erase", True, True),
        ("drawing.discard", True, True),
    ],
)
def test_what_an_action_does_to_a_record(action: str, changes: bool, takes_away: bool) -> None:
    assert (rules.changes_a_record(action), rules.erases(action)) == (changes, takes_away)


def test_nobody_of_the_staff_changes_a_restricted_record(as_owner: Actor) -> None:
    episode = an_episode()
    restraint = a_restraint(person_id=episode.person_id)
    facts = episodes.EpisodeFacts("Knee")
    with pytest.raises(HeldBackError, match="birth date is in dispute"):
        episodes.change_episode(actor=as_owner, episode_id=episode.pk, facts=facts, expected_version=1)
    episode.refresh_from_db()
    assert episode.problem == "Shoulder"
    with pytest.raises(HeldBackError):
        intake.open_drawing(actor=as_owner, person_id=episode.person_id, hand="patient")
    assert not PainDrawing.objects.exists()
    end(restraint)
    episodes.change_episode(actor=as_owner, episode_id=episode.pk, facts=facts, expected_version=1)


def test_a_legal_hold_lets_all_else_go_on(as_owner: Actor) -> None:
    episode = an_episode()
    a_restraint("legal_hold", episode.person_id)
    episodes.change_episode(
        actor=as_owner, episode_id=episode.pk, facts=episodes.EpisodeFacts("Knee"), expected_version=1
    )


def test_other_records_go_on_beside_a_restricted_one(as_owner: Actor) -> None:
    a_restraint()
    patients.change_person(
        actor=as_owner, person_id=a_person(), particulars=patients.Particulars("Vera Primjer"), expected_version=1
    )


def test_a_restricted_record_is_not_merged_from_either_side(as_owner: Actor) -> None:
    restricted, other = a_person(), a_person()
    a_restraint(person_id=restricted)
    for kept, gone in ((restricted, other), (other, restricted)):
        with pytest.raises(HeldBackError):
            merging.merge_people(actor=as_owner, kept_id=kept, gone_id=gone, from_gone=(), versions=(1, 1))
    assert not Merge.objects.exists()


def test_what_the_patient_does_by_their_own_link_goes_on() -> None:
    drawing = intake.open_drawing(actor=SYSTEM, person_id=a_person(), hand="patient")
    a_restraint(person_id=drawing.person_id)
    sheet = intake.SheetContents("neutral", (), ())
    intake.save_sheet(actor=VISITOR, drawing_id=drawing.pk, sheet=sheet, expected_revision=0, save_key="a")


@pytest.mark.parametrize("kind", HELD)
def test_nothing_is_erased_while_something_holds_the_record(kind: str, as_owner: Actor) -> None:
    person_id = a_person()
    enquiry = make_enquiry(person_id=person_id)
    held = hold(kind, person_id)
    for actor in (as_owner, SYSTEM):
        with pytest.raises(KeptError):
            patients.erase_person(actor=actor, person_id=person_id)
    with pytest.raises(HeldBackError):
        enquiries.erase_enquiry(actor=as_owner, enquiry_id=enquiry.pk)
    assert Enquiry.objects.filter(pk=enquiry.pk).exists()
    end(held)
    patients.erase_person(actor=as_owner, person_id=person_id)
    assert not Person.objects.filter(pk=person_id).exists()
    assert not Restraint.objects.exists()
    assert not Complaint.objects.exists()
    assert not Task.objects.exists()


@pytest.mark.parametrize("kind", HELD)
def test_time_erases_nothing_while_something_holds_the_record(kind: str) -> None:
    kept, gone = a_person(), a_person()
    long_ago = clock.now() - timedelta(days=4000)
    enquiry = make_enquiry(person_id=kept)
    Enquiry.objects.update(last_message_at=long_ago)
    sheet = intake.open_drawing(actor=SYSTEM, person_id=kept, hand="patient")
    PainDrawing.objects.update(made_at=long_ago)
    merge = merging.merge_people(actor=SYSTEM, kept_id=kept, gone_id=gone, from_gone=(), versions=(1, 1))
    Merge.objects.update(undo_until=long_ago)
    draft = a_draft(Person.objects.get(pk=kept))
    a_draft(None)
    Draft.objects.update(changed_at=long_ago)
    held = hold(kind, kept)

    def wait() -> None:
        enquiries.remove_outdated(clock.now())
        intake.remove_empty(clock.now())
        merging.look_after_merges(clock.now())
        drafts.age_out(clock.now())

    wait()
    assert list(Draft.objects.all()) == [draft]
    assert Enquiry.objects.filter(pk=enquiry.pk).exists()
    assert PainDrawing.objects.filter(pk=sheet.pk).exists()
    merge.refresh_from_db()
    assert merge.finished_at is None
    end(held)
    wait()
    assert not Enquiry.objects.exists()
    assert not PainDrawing.objects.exists()
    merge.refresh_from_db()
    assert merge.finished_at is not None
    assert not Draft.objects.exists()


def test_no_mail_goes_out_about_a_restricted_record(olga: User) -> None:
    episode = an_episode()
    person = Person.objects.get(pk=episode.person_id)
    restraint = a_restraint(person_id=person.pk)
    a_restraint("legal_hold", person_id := a_person())
    assert is_withheld(a_mail(person))
    assert is_withheld(a_mail(episode))
    assert not is_withheld(a_mail(episode, to=olga.email)), "the staff are told of their tasks"
    assert not is_withheld(a_mail(Person.objects.get(pk=person_id))), "a legal hold keeps no mail back"
    assert not is_withheld(a_mail(olga))
    User.objects.filter(pk=olga.pk).update(is_active=False)
    assert is_withheld(a_mail(episode, to=olga.email)), "who left is no member of staff any more"
    end(restraint)
    assert not is_withheld(a_mail(episode))


@pytest.mark.parametrize(
    ("cause_type", "cause_id"),
    [("", ""), ("", "1"), ("patients.person", ""), ("patients.person", "x"), ("gone.room", "1"), ("no-model", "1"),
     ("core.storeddocument", "x"), ("patients.person", "999999")],
)  # fmt: skip
def test_a_mail_whose_cause_cannot_be_found_goes_out(cause_type: str, cause_id: str) -> None:
    mail = a_mail(Person.objects.get(pk=a_person()))
    mail.cause_type, mail.cause_id = cause_type, cause_id
    assert not is_withheld(mail)


def test_who_has_left_and_set_a_hold_is_named_by_nothing_instead_of_none(as_owner: Actor) -> None:
    restraint = a_restraint("legal_hold")
    with pytest.raises(KeptError) as kept:
        patients.erase_person(actor=as_owner, person_id=restraint.person_id)
    assert "None" not in str(kept.value)


SET = ("complaint.open", "release.make", "restraint.set")


def test_a_line_keeps_in_mind_whom_it_is_about_and_asking_alone_leaves_nothing(as_owner: Actor) -> None:
    pk = a_person()
    guards.forget_whom_it_concerned()
    assert reason_against(as_owner, "person.change", pk) == ""
    assert guards.concerned() == frozenset()
    patients.look_at_person(actor=as_owner, person_id=pk)
    assert guards.concerned() == {pk}


def send(client: Client, pk: int, form: str, typed: dict[str, Any]) -> Any:
    """Send a form of this room as its page gives it."""
    address = f"/desk/patients/{pk}/rights/{form}/"
    (key,) = page_of(client.get(address)).select("input[name=key]")
    return client.post(address, {"key": key["value"], **typed})


@pytest.mark.parametrize(
    ("form", "typed", "model"),
    [
        ("complain", {"words": WORDS, "received_on": "2026-05-04", "due_on": "2026-06-01"}, Complaint),
        ("release", {"recipient_kind": "court", "recipient": "A", "authority": "B", "scope": ["person"]}, Release),
        ("restrain", {"kind": "legal_hold", "reason": "The insurer asks."}, Restraint),
    ],
)
def test_what_is_sent_twice_is_there_once(form: str, typed: dict[str, Any], model: Any, owner: Client) -> None:
    pk = a_person()
    address = f"/desk/patients/{pk}/rights/{form}/"
    (key,) = page_of(owner.get(address)).select("input[name=key]")
    first, second = (owner.post(address, {"key": key["value"], **typed}) for _click in (1, 2))
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert model.objects.count() == 1
    assert AuditEntry.objects.filter(about_person=pk, action__in=SET).count() == 1
    assert Task.objects.count() == (form == "complain")
    assert send(owner, pk, form, typed).status_code == 302
    assert model.objects.count() == 2, "a page of its own is meant"


def test_a_form_gone_back_to_and_sent_with_other_words_or_for_somebody_else_does_what_it_says(owner: Client) -> None:
    pk, other = (
        a_person(),
        patients.add_person(actor=SYSTEM, particulars=patients.Particulars(name="Otto", language="en")).pk,
    )
    address = f"/desk/patients/{pk}/rights/restrain/"
    (key,) = page_of(owner.get(address)).select("input[name=key]")
    typed = {"key": key["value"], "kind": "restriction", "reason": "The birth date is in dispute."}
    assert owner.post(address, typed).status_code == 302
    assert owner.post(address, {**typed, "kind": "legal_hold"}).status_code == 302
    assert owner.post(f"/desk/patients/{other}/rights/restrain/", typed).status_code == 302
    rows = Restraint.objects.order_by("pk").values_list("person_id", "kind")
    assert list(rows) == [(pk, "restriction"), (pk, "legal_hold"), (other, "restriction")]


def test_a_page_that_was_open_for_too_long_is_shown_again_with_what_was_typed(owner: Client) -> None:
    pk = a_person()
    typed = {"words": WORDS, "received_on": "2026-05-04", "due_on": "2026-06-01", "key": "worn out"}
    answer = owner.post(f"/desk/patients/{pk}/rights/complain/", typed)
    assert answer.status_code == 422
    assert "open for too long" in page_of(answer).main
    assert WORDS in page_of(answer).main
    (key,) = page_of(answer).select("input[name=key]")
    assert owner.post(f"/desk/patients/{pk}/rights/complain/", {**typed, "key": key["value"]}).status_code == 302
    assert Complaint.objects.count() == 1


def test_every_page_about_a_restricted_patient_says_so_with_the_reason(owner: Client) -> None:
    episode = an_episode()
    pk = episode.person_id
    addresses = [f"/desk/patients/{pk}/", f"/desk/patients/{pk}/change/", f"/desk/patients/{pk}/seen/"]
    addresses += [f"/desk/problems/{episode.pk}/", f"/desk/patients/{pk}/rights/"]
    addresses += [f"/desk/patients/{pk}/{page}/" for page in ("erase", "book", "rights/complain", "problems/new")]
    addresses += [f"/desk/appointments/here/?person={pk}", f"/desk/tasks/new/?person={pk}"]
    addresses += [f"/desk/problems/{episode.pk}/change/", f"/desk/problems/{episode.pk}/referrals/new/"]
    addresses += [f"/desk/tasks/{a_task(person_id=pk).pk}/"]
    reason = "The birth date is in dispute."
    for address in addresses:
        assert reason not in page_of(owner.get(address)).main, address
    a_restraint(person_id=pk)
    for address in addresses:
        assert "record is restricted" in page_of(owner.get(address)).main, address
        assert reason in page_of(owner.get(address)).main, address
    refused = page_of(send(owner, pk, "complain", {})).main
    assert reason in refused, "a form that comes back"
    assert reason in page_of(owner.post("/desk/tasks/new/", {"person": str(pk)})).main, "a task that comes back"
    assert page_of(owner.get(f"/desk/patients/{pk}/")).main.text.count(reason) == 1, "said once"
    assert reason not in full_client(member(Role.EDITOR, "Edo")).get(f"/desk/patients/{pk}/").content.decode()
    assert reason not in page_of(owner.get("/desk/")).main
    assert reason not in page_of(owner.get(f"/desk/patients/{a_person()}/")).main


def test_who_tries_to_change_it_is_told_why_and_keeps_the_desk(owner: Client) -> None:
    episode = an_episode()
    a_restraint(person_id=episode.person_id)
    answer = owner.post(f"/desk/problems/{episode.pk}/state/", {"state": "onhold", "version": 1})
    assert answer.status_code == 409
    assert "Reason: The birth date is in dispute." in page_of(answer).main


def test_the_owner_sets_and_lifts_with_a_reason_and_both_are_told(owner: Client) -> None:
    pk = a_person()
    assert send(owner, pk, "restrain", {"kind": "legal_hold"}).status_code == 422
    send(owner, pk, "restrain", {"kind": "legal_hold", "reason": "The insurer asks."})
    erasing = page_of(owner.get(f"/desk/patients/{pk}/erase/")).main
    assert "under a legal hold and must be kept. Reason: The insurer asks. (Olga)" in erasing
    assert "Erase for good" not in erasing.buttons
    restraint = Restraint.objects.get()
    assert owner.post(f"/desk/rights/restraints/{restraint.pk}/lift/", {}).status_code == 422
    owner.post(f"/desk/rights/restraints/{restraint.pk}/lift/", {"because": "The case is closed."})
    assert "The case is closed." in page_of(owner.get(f"/desk/patients/{pk}/rights/")).main
    assert not queries.in_force(pk).exists()
    lines = AuditEntry.objects.filter(action__startswith="restraint.", about_person=pk).order_by("pk")
    assert [line.action for line in lines] == ["restraint.set", "restraint.lift"]


def test_a_complaint_is_a_task_of_the_owner_until_it_is_closed(owner: Client, olga: User) -> None:
    episode = an_episode()
    pk = episode.person_id
    sheet = intake.open_drawing(actor=SYSTEM, person_id=pk, hand="patient")
    typed = {"words": WORDS, "received_on": "2026-05-04", "due_on": "2026-05-03"}
    refused = send(owner, pk, "complain", typed)
    assert refused.status_code == 422
    send(owner, pk, "complain", typed | {"due_on": "2026-06-01"})
    complaint = Complaint.objects.get()
    assert WORDS.encode() not in bytes(complaint.sealed)
    assert sealed.text_of(complaint) == WORDS
    task = Task.objects.get(kind="rights.complaint")
    assert (task.person_id, task.due_at, task.escalates_at) == (pk, complaint.due_at, complaint.due_at)
    assert Task.objects.visible_to(actor_of_user(olga)).filter(pk=task.pk).exists()
    assert not Task.objects.visible_to(actor_of_user(member(Role.CLINICIAN, "Clara"))).filter(pk=task.pk).exists()
    assert WORDS in page_of(owner.get(f"/desk/rights/complaints/{complaint.pk}/")).main
    owner.post(f"/desk/rights/complaints/{complaint.pk}/", {"outcome": "Explained by telephone."})
    task.refresh_from_db()
    assert task.done_at is not None
    assert "Explained by telephone." in page_of(owner.get(f"/desk/rights/complaints/{complaint.pk}/")).main
    assert sheet.person_id == pk


def test_the_task_of_a_complaint_is_settled_by_closing_it_and_ticked_off_by_nobody(
    owner: Client, as_owner: Actor
) -> None:
    complaint = a_complaint()
    task = Task.objects.get()
    assert "Done" not in page_of(owner.get(f"/desk/tasks/{task.pk}/")).main.buttons
    pressed = {"do": f"done {task.pk} {task.version}"}
    said = page_of(owner.post("/desk/tasks/act/", pressed, follow=True)).messages
    assert said == ["This task is done as soon as what it asks for has happened. Open what it is about."]
    with pytest.raises(SettlesItselfError):
        worklist.finish_task(actor=as_owner, task_id=task.pk, expected_version=task.version)
    task.refresh_from_db()
    assert task.done_at is None
    end(complaint)
    task.refresh_from_db()
    assert task.done_at is not None


@pytest.mark.parametrize(
    ("received", "due", "sentence"),
    [
        ("2999-01-01", "2999-02-01", "This day is still to come."),
        ("2026-01-02", "2026-01-01", "The answer is due on the day it was received, or later."),
        ("2026-01-02", "9999-12-31", "The answer is due within a year."),
    ],
)
def test_a_complaint_has_days_that_can_be(received: str, due: str, sentence: str, owner: Client) -> None:
    typed = {"words": WORDS, "received_on": received, "due_on": due}
    answer = send(owner, a_person(), "complain", typed)
    assert (answer.status_code, page_of(answer).errors[-1]) == (422, sentence)
    assert not Complaint.objects.exists()


def test_what_is_lifted_already_is_said_so(owner: Client) -> None:
    restraint = a_restraint()
    end(restraint)
    answer = owner.get(f"/desk/rights/restraints/{restraint.pk}/lift/", follow=True)
    assert page_of(answer).messages == ["It was lifted already. Nothing was changed."]


def test_a_complaint_names_the_entry_of_the_timeline_that_it_is_about(owner: Client) -> None:
    pk = a_person()
    make_enquiry(person_id=pk)
    form = page_of(owner.get(f"/desk/patients/{pk}/rights/complain/"))
    (address,) = [option["value"] for option in form.select("select[name=about] option") if option["value"]]
    typed = {"words": WORDS, "received_on": "2026-05-04", "due_on": "2026-06-01", "about": address}
    send(owner, pk, "complain", typed)
    complaint = Complaint.objects.get()
    assert complaint.about_url == address
    assert complaint.about in page_of(owner.get(f"/desk/rights/complaints/{complaint.pk}/")).main


def test_what_is_given_to_others_is_kept_as_it_was_and_stands_beside_who_saw_the_patient(owner: Client) -> None:
    person, gone = Person.objects.get(pk=a_person()), a_person()
    merging.merge_people(actor=SYSTEM, kept_id=person.pk, gone_id=gone, from_gone=(), versions=(1, 1))
    an_episode(person.pk)
    typed = {
        "recipient_kind": "lawyer",
        "recipient": "Invented & Partners",
        "authority": "Authority of 4 May, in the folder.",
        "scope": ["person"],
    }
    assert send(owner, person.pk, "release", typed | {"scope": []}).status_code == 422
    send(owner, person.pk, "release", typed)
    release = Release.objects.get()
    assert b"Primjer" not in bytes(release.sealed)
    Person.objects.filter(pk=person.pk).update(name="Somebody Else")
    answer = owner.post(f"/desk/rights/releases/{release.pk}/file/")
    assert answer["Content-Disposition"] == f'attachment; filename="given-{release.pk}.json"'
    given = json.loads(answer.content)
    assert set(given) == {"person", "merged"}
    assert len(given["merged"]) == 1
    assert given["person"]["name"] == "Primjer"
    seen = page_of(owner.get(f"/desk/patients/{person.pk}/seen/")).main
    assert "Invented & Partners" in seen
    assert "Authority of 4 May, in the folder." in seen


def test_whoever_exports_reads_no_complaint_that_is_for_the_owner_alone(as_owner: Actor) -> None:
    complaint = a_complaint()
    end(complaint)
    for actor, may_read in ((as_owner, True), (actor_of_user(member(Role.CLINICIAN, "Clara")), False)):
        held = json.dumps(patients.export_person(actor=actor, person_id=complaint.person_id))
        assert (WORDS in held, "Explained." in held) == (may_read, may_read)
        assert "2026-05-04" in held, "that there was one is told"


def test_what_only_who_manages_rights_may_see_is_hidden_from_others() -> None:
    rows = a_restraint(), a_complaint(), a_release()
    clara = actor_of_user(member(Role.CLINICIAN, "Clara"))
    assert [type(row).objects.visible_to(clara).exists() for row in rows] == [False] * 3
    assert [type(row).objects.visible_to(SYSTEM).exists() for row in rows] == [True] * 3


def test_every_part_of_a_record_is_called_by_a_name_in_both_languages() -> None:
    for language in ("en", "hr"):
        with translation.override(language):
            called = [str(label) for _name, label in ReleaseForm().fields["scope"].choices]  # type: ignore[attr-defined]
            assert not [label for label in called if "_" in label or label == label.lower()]


def test_all_of_it_is_part_of_the_export_and_sealed_anew_with_a_new_key() -> None:
    person_id = a_person()
    a_restraint(person_id=person_id)
    complaint, release = a_complaint(person_id), a_release(person_id)
    held = patients.export_person(actor=SYSTEM, person_id=person_id)["rights"]
    assert isinstance(held, dict)
    assert [one["reason"] for one in held["restraints"]] == ["The birth date is in dispute."]
    assert [one["words"] for one in held["complaints"]] == [WORDS]
    assert [one["recipient"] for one in held["given_to_others"]] == ["Invented & Partners"]
    Complaint.objects.update(sealed=b"not what was sealed")
    held = patients.export_person(actor=SYSTEM, person_id=person_id)["rights"]
    assert isinstance(held, dict)
    assert [one["words"] for one in held["complaints"]] == ["cannot be read"]
    Complaint.objects.update(sealed=complaint.sealed)
    before = bytes(complaint.sealed), bytes(release.sealed)
    steps: list[tuple[int, int]] = []
    assert sealed.reseal_rights(lambda done, of: steps.append((done, of))) == 0
    complaint.refresh_from_db()
    release.refresh_from_db()
    assert steps == [(1, 2), (2, 2)]
    assert before[0] != bytes(complaint.sealed)
    assert before[1] != bytes(release.sealed)
    assert sealed.text_of(complaint) == WORDS
    Complaint.objects.update(sealed=b"not what was sealed")
    assert sealed.reseal_rights(lambda *_: None) == 1
