"""Roles and their capabilities, and the page of the manual that lists them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from drypoint.foundation.accounts.capabilities import (
    Capability,
    all_capabilities,
    capabilities_of,
    held_by,
    known,
    may,
    register_capabilities,
    table,
)
from drypoint.foundation.accounts.roles import Role

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/roles.md"
SOURCE = Path(__file__).resolve().parents[2] / "src/drypoint"
BLOCK = re.compile(r"(<!-- table: capabilities -->\n).*?(<!-- /table -->)", re.DOTALL)
BOOKING = {"booking.read", "booking.manage", "booking.override"}
PATIENTS = BOOKING | {"patients.read", "patients.write", "intake.hand_over"}
CLINICAL = PATIENTS | {"patients.export", "patients.merge"}
CLINICAL |= {"intake.read", "intake.draw", "intake.judge", "intake.counts"}
CLINICAL |= {"patients.read_episodes", "patients.write_episodes"}
TASKS = {"worklist.read", "worklist.write"}
LIST = {"mailing.read", "mailing.manage", "mailing.send"}
REVIEWS = {"reviews.read", "reviews.ask"}
DESK = TASKS | {"desk.see", "drafts.keep", "enquiries.read", "enquiries.answer", "enquiries.documents", "outbox.read"}


def with_table(page: str) -> str:
    return BLOCK.sub(lambda found: f"{found[1]}{table()}\n{found[2]}", page)


def test_the_manual_shows_the_table() -> None:
    page = PAGE.read_text()
    assert with_table(page) == page, f"Put this table into docs/reference/roles.md:\n{table()}"


def test_names_are_room_and_verb_and_unique() -> None:
    names = [capability.name for capability in all_capabilities()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", name) for name in names)


@pytest.mark.parametrize(
    ("role", "held"),
    [
        (Role.OWNER, {capability.name for capability in all_capabilities()}),
        (Role.CLINICIAN, DESK | CLINICAL | REVIEWS | {"claims.review", "atlas.clinical"}),
        (
            Role.RECEPTION,
            DESK | PATIENTS | REVIEWS | LIST | {"worklist.manage", "booking.absence"},
        ),
        (Role.EDITOR, {"website.edit", "website.publish"}),
        (Role.AUDITOR, {"desk.see", "outbox.read", "audit.read"}),
    ],
)
def test_a_role_holds_what_was_decided_and_no_more(role: Role, held: set[str]) -> None:
    assert capabilities_of(role) == held


def test_every_capability_that_the_code_asks_for_is_in_the_table() -> None:
    asked = re.compile(r"(?:require|may|needs|_locked)\((?:\w+, )?\"([a-z_]+\.[a-z_]+)\"")
    names = {name for path in SOURCE.rglob("*.py") for name in asked.findall(path.read_text())}
    assert names
    assert names - {capability.name for capability in all_capabilities()} == set()


@pytest.mark.parametrize("ask", [lambda: may(Role.OWNER, "patients.sell"), lambda: known("patients.sell")])
def test_asking_for_a_capability_that_does_not_exist_fails(ask: Callable[[], object]) -> None:
    with pytest.raises(KeyError, match=r"patients\.sell"):
        ask()


def test_a_capability_that_exists_is_known_by_its_name() -> None:
    assert known("patients.read") == "patients.read"


@pytest.mark.parametrize(("role", "answer"), [(Role.AUDITOR, True), (Role.CLINICIAN, False), ("nobody", False)])
def test_a_role_may_what_it_holds(role: str, answer: bool) -> None:
    assert may(role, "audit.read") is answer


def test_the_owner_holds_whatever_anybody_holds() -> None:
    assert held_by() == {"owner"}
    assert held_by(Role.EDITOR, Role.AUDITOR) == {"owner", "editor", "auditor"}


def test_a_room_that_registers_a_capability_is_heard() -> None:
    register_capabilities("an invented room", 9000, Capability("invented.play", "play", held_by(Role.EDITOR)))
    assert all_capabilities()[-1].name == "invented.play"
    assert may(Role.EDITOR, "invented.play")
