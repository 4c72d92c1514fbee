"""What the desk's pages show, as values."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.patients.models import Person
from drypoint.foundation.patients.page import Happened, TimelineEntry
from drypoint.workspace.desk import presenters
from drypoint.workspace.desk.timeline import timeline

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "https://clinic.example/en/conversation/abcdefghijklmnopqrstuvwxyz/"


def mail(state: str = "failed") -> OutboxMail:
    text = f"There is news: {SECRET}"
    facts = {"subject": "News", "text": text, "created_at": AT, "state": state, "tries": 2, "last_error": "550"}
    return OutboxMail(pk=7, to_address="vera@example.com", **facts)


def test_a_mail_in_the_list_is_opened_and_read_in_full_by_those_who_may() -> None:
    seen = presenters.mail_line(mail(), may_read=True)
    assert (seen.pk, seen.address) == (7, "vera@example.com")
    hidden = presenters.mail_line(mail(), may_read=False)
    assert (hidden.pk, hidden.address) == (None, "v…@example.com")


@pytest.mark.parametrize(
    ("state", "may", "pk"),
    [("failed", True, 7), ("failed", False, None), ("sent", True, None), ("waiting", True, None)],
)
def test_only_a_mail_that_was_given_up_is_offered_to_be_sent_again(state: str, may: bool, pk: int | None) -> None:
    page = presenters.mail_page(mail(state), may_send_again=may)
    assert page.pk == pk
    assert page.text == "There is news: https://clinic.example/en/conversation/…/"


def test_a_line_of_the_trail_says_who_did_what_to_what() -> None:
    entry = AuditEntry(
        at=AT, actor_kind="system", action="x.y", target_type="a.b", target_id="3", facts={"n": 1, "m": 2}
    )
    assert presenters.trail_line(entry) == presenters.TrailLine(AT, "system", "x.y", "", "a.b 3", "n: 1, m: 2")
    entry.user = User(name="Alice", email="alice@clinic.example")
    assert presenters.trail_line(entry).who == "Alice"
    assert presenters.trail_line(AuditEntry(at=AT, actor_kind="visitor", action="z", facts={})).target == ""
    looked = AuditEntry(at=AT, actor_kind="staff", action="person.read", facts={})
    assert presenters.trail_line(looked).sentence == "A patient’s page was looked at"


def test_a_member_who_has_not_taken_up_the_invitation_has_no_password() -> None:
    user = User(pk=3, name="Rita", email="rita@clinic.example", role=Role.RECEPTION)
    user.set_unusable_password()
    assert presenters.member_line(user) == presenters.MemberLine(
        3, "Rita", "rita@clinic.example", "Reception", is_active=True, has_password=False
    )


def test_the_age_is_that_of_the_day() -> None:
    person = Person(pk=1, name="Vera", born_on=date(1980, 5, 4), language="hr")
    assert presenters.particulars(person, date(2026, 5, 3)).age == 45
    assert presenters.person_line(person).year_of_birth == 1980


def test_people_stand_in_a_list_in_the_order_in_which_they_are_given() -> None:
    people = [Person(pk=2, name="Vera"), Person(pk=1, name="Ana", birth_year=1980, phone="+385 1 000")]
    assert presenters.lines_of(people) == (
        presenters.PersonLine(2, "Vera", None, None, ""),
        presenters.PersonLine(1, "Ana", None, 1980, "+385 1 000"),
    )


def happened(kind: str, episode: int | None = None) -> Happened:
    return Happened(kind, kind.title(), TimelineEntry(AT, "Something", "/", episode))


MIXED = [happened("visits"), happened("drawings", 1), happened("visits", 1), happened("drawings", 2)]


@pytest.mark.parametrize(
    ("kinds", "shown"), [((), 0), (("drawings",), 0), (("drawings", "drawings"), 0), (("drawings", "visits"), 2)]
)
def test_a_timeline_of_one_kind_is_not_shown(kinds: tuple[str, ...], shown: int) -> None:
    found = timeline([happened(kind) for kind in kinds], [], address="/")
    assert (len(found.happened) if found else 0) == shown


@pytest.mark.parametrize(
    ("kind", "episode", "places"),
    [
        ("", "", [0, 1, 2, 3]),
        ("drawings", "", [1, 3]),
        ("", "1", [1, 2]),
        ("drawings", "1", [1]),
        ("visits", "2", []),
        ("no such kind", "99", [0, 1, 2, 3]),
        ("", "3", [0, 1, 2, 3]),
    ],
)
def test_a_timeline_is_narrowed_to_a_kind_and_a_problem_that_are_there(
    kind: str, episode: str, places: list[int]
) -> None:
    found = timeline(MIXED, [(1, "Knee"), (2, "Shoulder"), (3, "Nothing yet")], address="/", kind=kind, episode=episode)
    assert found is not None
    assert list(found.happened) == [MIXED[place] for place in places]
    assert [(one.value, one.is_chosen) for one in found.kinds] == [
        ("drawings", kind == "drawings"),
        ("visits", kind == "visits"),
    ]
    assert [one.title for one in found.problems] == ["Knee", "Shoulder"]
    assert found.is_narrowed == (len(places) < 4)


@pytest.mark.parametrize("held", ["patients.write", "patients.export", "patients.erase"])
def test_each_button_of_a_patients_page_needs_its_own_capability(held: str) -> None:
    person = presenters.particulars(Person(pk=1, name="Vera"), date(2026, 5, 3))
    page = presenters.person_page(person, banners=[], sections=[], timeline=None, may=lambda one: one == held)
    found = {"patients.write": page.may_write, "patients.export": page.may_export, "patients.erase": page.may_erase}
    assert [name for name, may in found.items() if may] == [held]
