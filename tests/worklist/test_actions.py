"""A task is asked for once, has one person at a time, and nobody's absence swallows it."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from drypoint.foundation.accounts import actions as accounts
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor, NotAllowedError
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.patients.models import Person
from drypoint.foundation.worklist import actions, queries
from drypoint.foundation.worklist.kinds import TaskKind, UnknownKindError, register_task_kind
from drypoint.foundation.worklist.models import Task, Urgency
from drypoint.foundation.worklist.subjects import erase_tasks_about, tasks_about
from tests.accounts.people import member
from tests.patients.people import a_person
from tests.worklist.tasks import a_task, opened, wanted

CLINICAL = TaskKind("tests.clinical", 1, "Look at a drawing", "intake.read")


def holder_of(task: Task) -> str:
    task.refresh_from_db()
    return task.taken_by.name if task.taken_by else ""


def test_the_same_is_asked_once_however_often_a_scan_runs() -> None:
    first, second = (opened(origin="tests 1") for _ in range(2))
    assert first.pk == second.pk
    assert Task.objects.count() == AuditEntry.objects.filter(action="task.open").count() == 1
    assert opened(origin="tests 2").pk != first.pk
    assert opened().pk != opened().pk


def test_what_is_done_is_not_asked_again() -> None:
    task = opened(origin="tests 1")
    actions.finish_task(actor=SYSTEM, task_id=task.pk, expected_version=task.version)
    assert opened(origin="tests 1").done_at is not None


def test_a_kind_that_no_room_registered_is_refused() -> None:
    with pytest.raises(UnknownKindError):
        opened(kind="nowhere.nothing")


def test_who_takes_a_task_has_it_and_the_other_is_told_who_does(rita: Actor, clara: Actor) -> None:
    task = opened()
    actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    with pytest.raises(actions.TakenMeanwhileError) as refused:
        actions.take_task(actor=clara, task_id=task.pk, expected_version=1)
    assert refused.value.name == holder_of(task) == "Rita"


def test_a_second_click_takes_and_finishes_nothing_twice(rita: Actor) -> None:
    task = opened()
    for _ in range(2):
        actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    for _ in range(2):
        actions.finish_task(actor=rita, task_id=task.pk, expected_version=2)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))[-2:] == ["task.take", "task.done"]


def test_a_task_that_changed_since_it_was_shown_is_not_taken(rita: Actor, clara: Actor) -> None:
    task = opened()
    actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    actions.put_back(actor=rita, task_id=task.pk, expected_version=2)
    with pytest.raises(actions.TaskChangedError):
        actions.take_task(actor=clara, task_id=task.pk, expected_version=1)
    assert holder_of(task) == ""


@pytest.mark.parametrize("act", [actions.finish_task, actions.put_back])
def test_nobody_finishes_or_puts_back_what_a_colleague_has_in_hand(act: object, rita: Actor, clara: Actor) -> None:
    assert callable(act)
    task = opened()
    actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    with pytest.raises(actions.TakenMeanwhileError):
        act(actor=clara, task_id=task.pk, expected_version=2)
    with pytest.raises(actions.TakenMeanwhileError):
        actions.hand_over(actor=clara, task_id=task.pk, expected_version=2, to_user_id=clara.user_id or 0)
    assert holder_of(task) == "Rita"


def test_what_is_done_stays_done(rita: Actor) -> None:
    task = opened()
    actions.finish_task(actor=rita, task_id=task.pk, expected_version=1)
    for act in (actions.take_task, actions.put_back):
        with pytest.raises(actions.DoneMeanwhileError):
            act(actor=rita, task_id=task.pk, expected_version=2)


def test_a_task_is_handed_to_a_colleague_who_may_have_it_and_to_no_other(
    rita: Actor, clara: Actor, clara_user: User
) -> None:
    task = opened()
    actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    actions.hand_over(actor=rita, task_id=task.pk, expected_version=2, to_user_id=clara_user.pk)
    task.refresh_from_db()
    assert (task.assigned_to, task.taken_by) == (clara_user, None)
    assert list(Task.objects.visible_to(clara).waiting_for(clara.user_id)) == [task]
    assert list(Task.objects.visible_to(rita).waiting_for(rita.user_id)) == []
    for who in (member(Role.EDITOR, "Edo"), member(Role.RECEPTION, "Gone", is_active=False)):
        with pytest.raises(actions.CannotHaveItError):
            actions.hand_over(actor=rita, task_id=task.pk, expected_version=3, to_user_id=who.pk)
        with pytest.raises(actions.CannotHaveItError):
            opened(assigned_to_id=who.pk)


def test_all_tasks_of_somebody_away_go_to_whom_they_may_and_else_to_all(
    rita: Actor, clara: Actor, clara_user: User, rita_user: User
) -> None:
    register_task_kind(CLINICAL)
    note, clinical = opened(), opened(kind=CLINICAL.name, assigned_to_id=clara_user.pk)
    other = opened(assigned_to_id=rita_user.pk)
    actions.take_task(actor=clara, task_id=note.pk, expected_version=1)
    assert actions.hand_over_all(actor=rita, from_user_id=clara_user.pk, to_user_id=rita_user.pk) == 2
    rows = {row.pk: (row.assigned_to_id, row.taken_by_id) for row in Task.objects.all()}
    # Reception does not read drawings, so that one is for every clinician.
    assert rows == {note.pk: (rita_user.pk, None), clinical.pk: (None, None), other.pk: (rita_user.pk, None)}
    assert actions.hand_over_all(actor=rita, from_user_id=rita_user.pk, to_user_id=None) == 2
    assert not Task.objects.filter(assigned_to__isnull=False).exists()
    with pytest.raises(actions.CannotHaveItError):
        actions.hand_over_all(actor=rita, from_user_id=clara_user.pk, to_user_id=member(Role.OWNER, is_active=False).pk)


def test_what_was_meant_for_somebody_away_stays_in_the_hands_of_whoever_took_it(
    rita: Actor, rita_user: User, clara: Actor, clara_user: User
) -> None:
    otto = member(Role.RECEPTION, "Otto")
    of_rita, of_clara = opened(assigned_to_id=clara_user.pk), opened(assigned_to_id=rita_user.pk)
    actions.take_task(actor=rita, task_id=of_rita.pk, expected_version=1)
    actions.take_task(actor=clara, task_id=of_clara.pk, expected_version=1)
    taken_at = Task.objects.get(pk=of_rita.pk).taken_at
    assert actions.hand_over_all(actor=rita, from_user_id=clara_user.pk, to_user_id=otto.pk) == 2
    kept, given = Task.objects.get(pk=of_rita.pk), Task.objects.get(pk=of_clara.pk)
    assert (kept.taken_by, kept.taken_at, kept.assigned_to) == (rita_user, taken_at, otto)
    assert (given.taken_by, given.taken_at, given.assigned_to) == (None, None, otto)


def test_somebody_who_is_deactivated_or_loses_the_role_keeps_no_task(
    rita_user: User, clara: Actor, clara_user: User
) -> None:
    register_task_kind(CLINICAL)
    owner = member(Role.OWNER, "Olga")
    meant = opened(assigned_to_id=rita_user.pk)
    held = opened(kind=CLINICAL.name)
    kept = opened()
    for task in (held, kept):
        actions.take_task(actor=clara, task_id=task.pk, expected_version=1)
    assert actions.free_those_of_the_gone(clock.now()) == 0
    accounts.deactivate(actor=SYSTEM, user_id=rita_user.pk)
    accounts.change_role(actor=SYSTEM, user_id=clara_user.pk, role=Role.RECEPTION)
    assert actions.free_those_of_the_gone(clock.now()) == 2
    assert actions.free_those_of_the_gone(clock.now()) == 0
    assert set(Task.objects.filter(assigned_to__isnull=True, taken_by__isnull=True)) == {meant, held}
    assert holder_of(kept) == "Clara"
    assert AuditEntry.objects.filter(action="task.free").count() == 2
    assert owner.is_active


def test_what_is_not_done_in_time_is_passed_on_once_and_free_again(
    rita: Actor, clara: Actor, clara_user: User, rita_user: User
) -> None:
    at = clock.now() + timedelta(hours=2)
    task = opened(escalates_at=at, escalates_to_role=Role.CLINICIAN, assigned_to_id=rita_user.pk)
    actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    assert actions.escalate_overdue(at - timedelta(seconds=1)) == 0
    assert [actions.escalate_overdue(at) for _ in range(2)] == [1, 0]
    task.refresh_from_db()
    assert (task.level, task.assigned_to, task.is_free) == (Urgency.URGENT, None, True)
    mail = OutboxMail.objects.get(kind=actions.ESCALATED)
    assert mail.to_address == clara_user.email
    assert task.note not in mail.text + mail.subject
    actions.take_task(actor=clara, task_id=task.pk, expected_version=task.version)
    assert holder_of(task) == "Clara"
    assert not task.is_free


def test_whoever_had_a_task_that_was_passed_on_may_still_finish_it(rita: Actor) -> None:
    at = clock.now() + timedelta(hours=2)
    task = opened(escalates_at=at)
    actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    actions.escalate_overdue(at)
    assert actions.finish_task(actor=rita, task_id=task.pk, expected_version=3).done_by_id == rita.user_id


def test_a_task_is_passed_on_to_the_colleague_named_and_to_the_owners_when_nobody_is_there(clara_user: User) -> None:
    at = clock.now() + timedelta(hours=2)
    owner = member(Role.OWNER, "Olga")
    named = opened(escalates_at=at, escalates_to_id=clara_user.pk)
    nobody = opened(escalates_at=at, escalates_to_role=Role.EDITOR)
    actions.escalate_overdue(at)
    told = {mail.cause_id: mail.to_address for mail in OutboxMail.objects.filter(kind=actions.ESCALATED)}
    assert told == {str(named.pk): clara_user.email, str(nobody.pk): owner.email}
    named.refresh_from_db()
    assert named.assigned_to == clara_user


def test_what_is_done_is_not_passed_on(rita: Actor) -> None:
    at = clock.now() + timedelta(hours=2)
    task = opened(escalates_at=at)
    actions.finish_task(actor=rita, task_id=task.pk, expected_version=1)
    assert actions.escalate_overdue(at) == 0


def test_a_room_closes_what_nobody_need_do_any_more() -> None:
    task, other = opened(origin="tests 1"), opened(origin="tests 2")
    assert [actions.settle_tasks(origins=["tests 1", "tests 9"]) for _ in range(2)] == [1, 0]
    assert list(Task.objects.open()) == [other]
    assert Task.objects.get(pk=task.pk).done_by is None


def test_one_sees_the_tasks_of_the_rooms_that_are_ones_own(rita: Actor, clara: Actor) -> None:
    register_task_kind(CLINICAL)
    note, clinical = opened(), opened(kind=CLINICAL.name)
    gone = a_task()
    Task.objects.filter(pk=gone.pk).update(kind="a.room_that_is_gone")
    assert set(Task.objects.visible_to(clara)) == {note, clinical}
    assert set(Task.objects.visible_to(rita)) == {note}
    assert set(Task.objects.visible_to(SYSTEM)) == {note, clinical, gone}
    assert not Task.objects.visible_to(VISITOR).exists()
    with pytest.raises(Task.DoesNotExist):
        actions.take_task(actor=rita, task_id=clinical.pk, expected_version=1)


def test_the_count_is_of_what_waits_for_oneself(rita: Actor, clara: Actor, clara_user: User) -> None:
    opened()
    opened(assigned_to_id=clara_user.pk)
    taken = opened()
    assert (queries.waiting_count(rita), queries.waiting_count(clara)) == (2, 3)
    actions.take_task(actor=clara, task_id=taken.pk, expected_version=1)
    assert (queries.waiting_count(rita), queries.waiting_count(clara)) == (1, 3)
    actions.finish_task(actor=clara, task_id=taken.pk, expected_version=2)
    assert queries.waiting_count(clara) == 2


def test_the_most_pressing_stand_first_and_of_those_the_earliest() -> None:
    later = clock.now() + timedelta(days=1)
    rows = [
        opened(level=Urgency.ROUTINE),
        opened(level=Urgency.URGENT, due_at=later),
        opened(level=Urgency.SOON),
        opened(level=Urgency.URGENT),
    ]
    assert list(Task.objects.open()) == [rows[3], rows[1], rows[2], rows[0]]


def test_tasks_that_concern_a_person_go_with_them_and_are_exported() -> None:
    person = Person.objects.get(pk=a_person())
    opened(subject=person, person_id=person.pk, note="Ring them.")
    other = opened()
    held = actions.export_of(person)
    assert isinstance(held, list)
    assert [row["note"] for row in held] == ["Ring them."]
    patients.erase_person(actor=SYSTEM, person_id=person.pk)
    assert list(Task.objects.all()) == [other]


def test_tasks_about_a_row_go_with_it() -> None:
    person, other = (Person.objects.get(pk=a_person()) for _ in range(2))
    opened(subject=person)
    kept = opened(subject=other)
    assert [task.subject_id for task in tasks_about(person)] == [person.pk]
    assert erase_tasks_about(person) == 1
    assert list(Task.objects.all()) == [kept]


def test_a_wish_names_everything_that_a_task_has(rita_user: User) -> None:
    at = clock.now()
    new = wanted(escalates_at=at, escalates_to_id=rita_user.pk, escalates_to_role=Role.OWNER, origin="tests 7")
    task = opened(**{field.name: getattr(new, field.name) for field in dataclasses.fields(new)})
    assert (task.escalates_at, task.escalates_to_id, task.escalates_to_role) == (at, rita_user.pk, "owner")


def test_an_action_returns_the_task_as_it_stands_then(rita: Actor, clara_user: User) -> None:
    task = opened()
    for _ in range(2):
        assert actions.take_task(actor=rita, task_id=task.pk, expected_version=1).taken_by_id == rita.user_id
    assert actions.put_back(actor=rita, task_id=task.pk, expected_version=2).taken_by_id is None
    given = actions.hand_over(actor=rita, task_id=task.pk, expected_version=3, to_user_id=clara_user.pk)
    assert given.assigned_to_id == clara_user.pk
    for _ in range(2):
        assert actions.finish_task(actor=rita, task_id=task.pk, expected_version=4).done_by_id == rita.user_id


def test_what_one_has_done_oneself_is_not_taken_again(rita: Actor) -> None:
    task = opened()
    actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    actions.finish_task(actor=rita, task_id=task.pk, expected_version=2)
    with pytest.raises(actions.DoneMeanwhileError):
        actions.take_task(actor=rita, task_id=task.pk, expected_version=3)


def test_the_system_has_no_task_in_hand(rita: Actor) -> None:
    task = opened()
    actions.take_task(actor=rita, task_id=task.pk, expected_version=1)
    with pytest.raises(actions.TakenMeanwhileError):
        actions.take_task(actor=SYSTEM, task_id=task.pk, expected_version=2)


@pytest.mark.parametrize("is_meant", [False, True])
def test_what_is_meant_for_somebody_can_be_put_back_for_all_and_what_nobody_has_stays_as_it_is(
    is_meant: bool, clara: Actor, rita_user: User
) -> None:
    task = opened(assigned_to_id=rita_user.pk if is_meant else None)
    put = actions.put_back(actor=clara, task_id=task.pk, expected_version=1)
    assert (put.assigned_to_id, put.version) == (None, 2 if is_meant else 1)


def test_whoever_manages_puts_back_and_hands_over_what_others_have_in_hand(
    rita: Actor, clara: Actor, rita_user: User
) -> None:
    first, second = opened(), opened()
    for task in (first, second):
        actions.take_task(actor=clara, task_id=task.pk, expected_version=1)
    assert rita.may("worklist.manage")
    assert not clara.may("worklist.manage")
    actions.put_back(actor=rita, task_id=first.pk, expected_version=2)
    actions.hand_over(actor=rita, task_id=second.pk, expected_version=2, to_user_id=rita_user.pk)
    assert not Task.objects.filter(taken_by__isnull=False).exists()


def test_one_hands_over_what_one_has_and_what_nobody_has(clara: Actor, rita_user: User) -> None:
    held, free = opened(), opened()
    actions.take_task(actor=clara, task_id=held.pk, expected_version=1)
    actions.hand_over(actor=clara, task_id=held.pk, expected_version=2, to_user_id=rita_user.pk)
    actions.hand_over(actor=clara, task_id=free.pk, expected_version=1, to_user_id=rita_user.pk)
    assert Task.objects.filter(assigned_to=rita_user).count() == 2


def test_only_whoever_manages_hands_over_all(clara: Actor, clara_user: User) -> None:
    opened(assigned_to_id=clara_user.pk)
    with pytest.raises(NotAllowedError):
        actions.hand_over_all(actor=clara, from_user_id=clara_user.pk, to_user_id=None)
    assert Task.objects.get().assigned_to == clara_user


def test_a_version_that_somebody_else_raised_in_between_is_not_written_over(rita: Actor) -> None:
    read = opened()
    actions.take_task(actor=rita, task_id=read.pk, expected_version=1)
    with pytest.raises(actions.TaskChangedError):
        actions._swap(read, taken_by_id=None, taken_at=None)
    assert holder_of(read) == "Rita"


def test_each_of_several_that_are_late_goes_to_its_own_and_to_nobody_who_is_gone(clara_user: User) -> None:
    at = clock.now() + timedelta(hours=2)
    owner = member(Role.OWNER, "Olga")
    gone = member(Role.CLINICIAN, "Gone", is_active=False)
    named, role = (
        opened(escalates_at=at, escalates_to_id=gone.pk),
        opened(escalates_at=at, escalates_to_role=Role.CLINICIAN),
    )
    done = opened(escalates_at=at)
    Task.objects.filter(pk=done.pk).update(done_at=at)
    assert actions.escalate_overdue(at) == 2
    told = {mail.cause_id: mail.to_address for mail in OutboxMail.objects.filter(kind=actions.ESCALATED)}
    assert told == {str(named.pk): owner.email, str(role.pk): clara_user.email}
    assert [task.assigned_to_id for task in Task.objects.open()] == [owner.pk, None]
    entry = AuditEntry.objects.filter(action="task.escalate").earliest("pk")
    assert (entry.target_id, entry.facts["told"]) == (str(named.pk), 1)


def test_one_puts_back_what_one_has_without_managing_anything(clara: Actor) -> None:
    task = opened()
    actions.take_task(actor=clara, task_id=task.pk, expected_version=1)
    actions.put_back(actor=clara, task_id=task.pk, expected_version=2)
    assert holder_of(task) == ""


def test_what_passes_from_somebody_gone_to_several_is_meant_for_none_of_them_alone() -> None:
    at = clock.now() + timedelta(hours=2)
    gone = member(Role.CLINICIAN, "Gone", is_active=False)
    for name in ("Clara", "Cedric"):
        member(Role.CLINICIAN, name)
    task = opened(escalates_at=at, escalates_to_id=gone.pk, escalates_to_role=Role.CLINICIAN)
    actions.escalate_overdue(at)
    task.refresh_from_db()
    assert task.assigned_to is None
    assert OutboxMail.objects.filter(kind=actions.ESCALATED).count() == 2
