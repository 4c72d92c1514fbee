"""The tasks on the desk: without script, by buttons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import DayException
from drypoint.foundation.worklist import demo
from drypoint.foundation.worklist.models import Task, Urgency
from tests.accounts.people import full_client, member
from tests.patients.people import a_person
from tests.worklist.tasks import opened


@pytest.fixture(autouse=True)
def _no_limits() -> None:
    cache.clear()


@pytest.fixture
def reception(rita_user: User) -> Client:
    return full_client(rita_user)


@pytest.fixture
def clinician(clara_user: User) -> Client:
    return full_client(clara_user)


def press(client: Client, do: str, back: str = "list") -> HttpResponse:
    return client.post("/desk/tasks/act/", {"do": do, "back": back}, follow=True)


def words_of(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_today_shows_what_is_to_be_done_the_most_pressing_first(reception: Client) -> None:
    opened(note="Order needles.")
    opened(note="Ring back at once.", level=Urgency.URGENT)
    page = words_of(reception.get("/desk/"))
    assert page.index("Ring back at once.") < page.index("Order needles.")
    assert "1 urgent task has nobody yet." in page
    assert 'Tasks</span><b class="count">2</b>' in page


def test_a_task_is_taken_and_done_by_two_buttons(reception: Client, clinician: Client, rita_user: User) -> None:
    task = opened()
    assert f'value="take {task.pk} 1"' in words_of(reception.get("/desk/"))
    page = press(reception, f"take {task.pk} 1", "today")
    assert page.redirect_chain == [("/desk/", 302)]
    assert "in your hands" in words_of(page)
    seen = words_of(clinician.get("/desk/tasks/"))
    assert "Rita has it" in seen
    assert f"take {task.pk}" not in seen
    assert f"done {task.pk}" not in seen
    assert "The task is done." in words_of(press(reception, f"done {task.pk} 2"))
    task.refresh_from_db()
    assert task.done_by == rita_user
    assert "Order needles." in words_of(reception.get("/desk/tasks/?show=done"))
    assert "Order needles." not in words_of(reception.get("/desk/tasks/"))


def test_who_comes_second_is_told_who_has_it(reception: Client, clinician: Client) -> None:
    task = opened()
    press(reception, f"take {task.pk} 1")
    assert "Rita has this task in hand already. Nothing was changed." in words_of(press(clinician, f"take {task.pk} 1"))


@pytest.mark.parametrize(
    "do", ["", "take", "take 1", "burn 1 1", "take x 1", "take 999999999999999999999 1", "take ١ 1"]
)
def test_an_unknown_button_changes_nothing(do: str, reception: Client) -> None:
    opened()
    assert "That button is not known. Nothing was changed." in words_of(press(reception, do))
    assert Task.objects.get().version == 1


def test_a_task_that_is_gone_is_said_to_be_gone(reception: Client) -> None:
    assert "This task is not there any more." in words_of(press(reception, "take 999999 1"))


def test_a_task_is_written_down_for_a_patient_and_stands_on_their_page(reception: Client, clara_user: User) -> None:
    person = a_person()
    fields = {"note": "Send the invoice.", "due_on": "2026-12-04", "level": "2", "assigned_to": str(clara_user.pk)}
    page = reception.post("/desk/tasks/new/", {**fields, "person": str(person)}, follow=True)
    assert page.redirect_chain == [(f"/desk/patients/{person}/", 302)]
    assert "Send the invoice." in words_of(page)
    task = Task.objects.get()
    assert (task.person_id, task.level, task.assigned_to) == (person, Urgency.SOON, clara_user)
    # It is a Friday, on which the practice closes at 16:00 by its own clock.
    assert task.due_at.isoformat() == "2026-12-04T15:00:00+00:00"
    assert "Primjer" in words_of(reception.get("/desk/tasks/"))


@pytest.mark.parametrize(
    ("openings", "due"),
    [
        ([(540, 720)], "2026-12-04T11:00:00+00:00"),
        # Until midnight, or closed: by the end of that day, and not on the next.
        ([(540, 720), (1200, 1440)], "2026-12-04T22:59:00+00:00"),
        ([(None, None)], "2026-12-04T22:59:00+00:00"),
    ],
)
def test_a_task_for_a_day_with_hours_of_its_own_is_due_as_it_ends(
    openings: list[tuple[int | None, int | None]], due: str, reception: Client
) -> None:
    for begins, ends in openings:
        DayException.objects.create(on=date(2026, 12, 4), from_minute=begins, to_minute=ends)
    reception.post("/desk/tasks/new/", {"note": "Send the invoice.", "due_on": "2026-12-04", "level": "2"})
    assert Task.objects.get().due_at.isoformat() == due


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("note", " ", "Please write what is to be done."),
        ("due_on", "", "Please choose a day."),
        ("due_on", "tomorrow", "Please write the date as day, month and year."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(field: str, value: str, said: str, reception: Client) -> None:
    fields = {"note": "Order needles.", "due_on": "2026-12-04", "level": "3", field: value}
    page = reception.post("/desk/tasks/new/", fields)
    assert page.status_code == 422
    assert said in words_of(page)
    assert not Task.objects.exists()


def test_a_person_whom_nobody_knows_gets_no_task(reception: Client) -> None:
    assert reception.get("/desk/tasks/new/?person=999999").status_code == 404
    assert reception.get("/desk/tasks/new/?person=x").status_code == 200


def test_a_task_is_handed_over_on_its_page(reception: Client, clara_user: User) -> None:
    task = opened()
    address = f"/desk/tasks/{task.pk}/over/"
    assert "Please choose a colleague." in words_of(reception.post(address, {"to": "", "version": "1"}))
    page = reception.post(address, {"to": str(clara_user.pk), "version": "1"}, follow=True)
    assert "Clara" in words_of(page)
    task.refresh_from_db()
    assert task.assigned_to == clara_user


def test_everything_of_a_colleague_who_is_away_goes_by_one_form(reception: Client, clara_user: User) -> None:
    assert "nothing has to be handed over" in words_of(reception.get("/desk/tasks/away/"))
    opened(assigned_to_id=clara_user.pk)
    fields = {"whose": str(clara_user.pk), "to": ""}
    assert "1 task was handed over." in words_of(reception.post("/desk/tasks/away/", fields, follow=True))
    assert Task.objects.get().assigned_to is None


def test_what_is_late_says_so(reception: Client) -> None:
    opened(due_at=clock.now() - timedelta(minutes=5))
    assert "late since" in words_of(reception.get("/desk/tasks/"))


def test_a_list_of_tasks_costs_no_query_more_for_more_tasks(reception: Client) -> None:
    person = Person.objects.get(pk=a_person())

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            reception.get("/desk/tasks/")
        return len(found)

    opened(subject=person, person_id=person.pk)
    queries()
    first = queries()
    for _ in range(5):
        opened(subject=person, person_id=person.pk)
    assert queries() == first


def test_the_demo_has_two_tasks_however_often_it_is_loaded() -> None:
    staff = {role.value: actor_of_user(member(role, role.value.title())) for role in (Role.RECEPTION, Role.CLINICIAN)}
    for _ in range(2):
        demo.load(Founding(("en", "hr"), "en", is_demo=True, staff=staff))
    assert Task.objects.count() == 2
