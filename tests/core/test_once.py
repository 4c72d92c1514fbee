"""A form's key works once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drypoint.foundation.core import once
from drypoint.foundation.core.models import OnceKey
from drypoint.foundation.core.writing import durable

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_a_key_comes_back_as_it_was_made() -> None:
    key = once.make("ask", NOW)
    assert once.read("ask", key.token, NOW) == key


def test_every_key_is_another() -> None:
    assert once.make("ask", NOW) != once.make("ask", NOW)


@pytest.mark.parametrize("token", ["", "a.b", "čšž", "\x00", "x" * 5000])
def test_a_forged_key_is_none(token: str) -> None:
    with pytest.raises(once.StaleKeyError) as stale:
        once.read("ask", token, NOW)
    assert stale.value.digest is None


def test_a_key_of_another_form_is_none() -> None:
    with pytest.raises(once.StaleKeyError):
        once.read("write", once.make("ask", NOW).token, NOW)


def test_an_old_key_is_stale_but_still_names_what_it_kept() -> None:
    key = once.make("ask", NOW)
    assert once.read("ask", key.token, NOW + once.LIFETIME - timedelta(seconds=1)) == key
    with pytest.raises(once.StaleKeyError) as stale:
        once.read("ask", key.token, NOW + once.LIFETIME)
    assert stale.value.digest == key.digest


@pytest.mark.django_db
def test_the_second_to_spend_a_key_is_led_where_the_first_was() -> None:
    key = once.make("ask", NOW)
    assert once.result_of(key) is None
    with durable():
        once.spend(key, result="/first/", at=NOW)
    with pytest.raises(once.AlreadySpentError) as spent, durable():
        once.spend(key, result="/second/", at=NOW)
    assert spent.value.result == "/first/"
    assert once.result_of(key) == "/first/"


@pytest.mark.django_db
def test_a_spent_key_is_kept_longer_than_it_could_be_used() -> None:
    key = once.make("ask", NOW)
    with durable():
        once.spend(key, result="/first/", at=NOW)
    assert once.remove_spent(NOW + once.LIFETIME) == 0
    assert once.remove_spent(NOW + 3 * once.LIFETIME) == 1
    assert not OnceKey.objects.exists()
