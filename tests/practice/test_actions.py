"""Founding and changing the practice."""

import pytest
from django.core.exceptions import ValidationError

from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor, NotAllowedError
from drypoint.foundation.core.models import AuditEntry, PageGeneration
from drypoint.foundation.core.writing import durable
from drypoint.foundation.practice.actions import AlreadyFoundedError, change_practice, found_practice
from drypoint.foundation.practice.models import Practice

pytestmark = pytest.mark.django_db
OWNER = Actor("staff", None, frozenset({"practice.change"}))


@pytest.fixture
def practice() -> Practice:
    with durable():
        return found_practice(actor=SYSTEM, name="Primjer", languages=["en", "hr"])


def test_there_is_one_practice(practice: Practice) -> None:
    with pytest.raises(AlreadyFoundedError), durable():
        found_practice(actor=SYSTEM, name="Second", languages=["en"])


def test_a_change_is_audited_by_field_and_makes_every_page_old(practice: Practice) -> None:
    change_practice(actor=OWNER, name="Novi primjer", phone="+385 1 000 0000")
    assert Practice.objects.get().name == "Novi primjer"
    assert AuditEntry.objects.get(action="practice.change").facts == {"changed": "name, phone"}
    assert PageGeneration.objects.get().number >= 1


def test_a_visitor_changes_nothing(practice: Practice) -> None:
    with pytest.raises(NotAllowedError):
        change_practice(actor=VISITOR, name="Mine")
    assert Practice.objects.get().name == "Primjer"


def test_a_wrong_value_changes_nothing(practice: Practice) -> None:
    with pytest.raises(ValidationError):
        change_practice(actor=OWNER, email="not an address")
    assert Practice.objects.get().email == ""
