"""Roles and their capabilities, and the page of the manual that lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drypoint.foundation.accounts.capabilities import all_capabilities, capabilities_of, may, table
from drypoint.foundation.accounts.roles import Role

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/roles.md"
SOURCE = Path(__file__).resolve().parents[2] / "src/drypoint"
BLOCK = re.compile(r"(<!-- table: capabilities -->\n).*?(<!-- /table -->)", re.DOTALL)
PATIENTS = {"patients.read", "patients.write", "intake.hand_over"}
CLINICAL = PATIENTS | {"patients.export", "intake.read", "intake.draw", "intake.judge", "intake.counts"}
DESK = {"desk.see", "enquiries.read", "enquiries.answer", "enquiries.documents", "outbox.read"}


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
        (Role.CLINICIAN, DESK | CLINICAL | {"claims.review", "atlas.clinical"}),
        (Role.RECEPTION, DESK | PATIENTS),
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


def test_asking_for_a_capability_that_does_not_exist_fails() -> None:
    with pytest.raises(KeyError):
        may(Role.OWNER, "patients.sell")
