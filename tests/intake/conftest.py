"""A practice, its staff, and a patient who draws."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from drypoint.care.intake import actions
from drypoint.care.intake.actions import SheetContents
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.actions import Particulars, add_person
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.bodymap.sheet import Tick
from tests.accounts.people import full_client, member

STROKE = {"view": "back", "width": 300, "intensity": 7, "quality": "aching", "points": [5600, 3600, 5700, 3700]}


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"], email="practice@clinic.example")


@pytest.fixture
def clara() -> User:
    return member(Role.CLINICIAN, "Clara")


@pytest.fixture
def clinician(clara: User) -> Client:
    return full_client(clara)


@pytest.fixture
def as_clinician(clara: User) -> Actor:
    return actor_of_user(clara)


@pytest.fixture
def reception() -> Client:
    return full_client(member(Role.RECEPTION, "Rita"))


@pytest.fixture
def person(as_clinician: Actor) -> Person:
    return add_person(actor=as_clinician, particulars=Particulars(name="Vera Primjer", birth_year=1980))


@pytest.fixture
def drawn(as_clinician: Actor, person: Person) -> PainDrawing:
    """A drawing that was handed in: the front of the left shoulder."""
    drawing = actions.open_drawing(actor=as_clinician, person_id=person.pk, hand="together")
    sheet = SheetContents(
        "female", (), (Tick("shoulder_front_left", 7), Tick("arm_outer_left", 5)), note="Since <b>Easter</b>"
    )
    return actions.hand_in(
        actor=as_clinician, drawing_id=drawing.pk, sheet=sheet, expected_revision=0, save_key="first"
    )


def filled(page: str, **changed: Any) -> dict[str, Any]:
    """Return what a sheet's form would send, with what is changed."""

    def value(name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        assert found, name
        return found[1]

    fields = {
        "sex": "neutral",
        "strokes": json.dumps([]),
        "note": "",
        "revision": value("revision"),
        "save_key": value("save_key"),
    }
    return {**fields, **changed}
