"""A form's key works once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.models import SpentFormKey
from drypoint.foundation.core.writing import durable

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_a_key_comes_back_as_it_was_made() -> None:
    key = form_keys.make("ask", NOW)
    assert form_keys.read("ask", key.token, NOW) == key


def test_every_key_is_another() -> None:
    assert form_keys.make("ask", NOW) != form_keys.make("ask", NOW)


@pytest.mark.parametrize("token", ["", "a.b", "čšž", "\x00", "x" * 5000])
def test_a_forged_key_is_none(token: str) -> None:
    with pytest.raises(form_keys.StaleKeyError) as stale:
        form_keys.read("ask", token, NOW)
    assert stale.value.digest is None


def test_a_key_of_another_form_is_none() -> None:
    with pytest.raises(form_keys.StaleKeyError):
        form_keys.read("write", form_keys.make("ask", NOW).token, NOW)


def test_an_old_key_is_stale_but_still_names_what_it_kept() -> None:
    key = form_keys.make("ask", NOW)
    assert form_keys.read("ask", key.token, NOW + form_keys.LIFETIME - timedelta(seconds=1)) == key
    with pytest.raises(form_keys.StaleKeyError) as stale:
        form_keys.read("ask", key.token, NOW + form_keys.LIFETIME)
    assert stale.value.digest == key.digest


@pytest.mark.django_db
def test_the_second_to_spend_a_key_is_led_where_the_first_was() -> None:
    key = form_keys.make("ask", NOW)
    assert form_keys.result_of(key) is None
    with durable():
        form_keys.spend(key, result="/first/", at=NOW)
    with pytest.raises(form_keys.AlreadySpentError) as spent, durable():
        form_keys.spend(key, result="/second/", at=NOW)
    assert spent.value.result == "/first/"
    assert form_keys.result_of(key) == "/first/"


@pytest.mark.django_db
def test_a_spent_key_is_kept_longer_than_it_could_be_used() -> None:
    key = form_keys.make("ask", NOW)
    with durable():
        form_keys.spend(key, result="/first/", at=NOW)
    assert form_keys.remove_spent(NOW + form_keys.LIFETIME) == 0
    assert form_keys.remove_spent(NOW + 3 * form_keys.LIFETIME) == 1
    assert not SpentFormKey.objects.exists()
