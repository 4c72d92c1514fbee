"""A form's key works once."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.models import SpentFormKey
from drypoint.foundation.core.writing import durable

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_a_key_comes_back_as_it_was_made() -> None:
    key = form_keys.make("ask", NOW)
    assert form_keys.read("ask", key.token, NOW) == key


def test_every_key_is_another_of_144_bits() -> None:
    one = form_keys.make("ask", NOW)
    assert one != form_keys.make("ask", NOW)
    assert len(base64.urlsafe_b64decode(one.token.partition("~")[0])) * 8 == 144


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


@pytest.mark.django_db
def test_a_key_says_nothing_of_where_another_one_led() -> None:
    one, other = form_keys.make("ask", NOW), form_keys.make("ask", NOW)
    with durable():
        form_keys.spend(one, result="/en/ask/sent/abc/", at=NOW)
    assert form_keys.result_of(one) == "/en/ask/sent/abc/"
    assert form_keys.result_of(other) is None


def test_a_form_stays_open_over_night_and_its_key_is_remembered_twice_as_long() -> None:
    assert (timedelta(hours=20), timedelta(hours=40)) == (form_keys.LIFETIME, form_keys._KEPT)


def test_the_errors_of_a_key_say_what_happened() -> None:
    assert str(form_keys.StaleKeyError()) == "The form's key is missing or too old."
    assert str(form_keys.AlreadySpentError("/")) == "The form has been sent already."


def test_a_key_is_another_for_other_words_and_the_same_for_the_same() -> None:
    key = form_keys.make("ask", NOW)
    one, again, other = (form_keys.bound_to(key, words) for words in ("restrict", "restrict", "hold"))
    assert one == again
    assert len({one.digest, other.digest, key.digest}) == 3
    assert one.token == key.token
