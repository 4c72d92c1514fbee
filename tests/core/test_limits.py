"""Limits that all processes share."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import RequestFactory
from pytest_django.fixtures import DjangoAssertNumQueries

from drypoint.foundation.core import limits
from drypoint.foundation.core.models import RateWindow
from drypoint.foundation.core.writing import durable
from drypoint.project import config

NOW = datetime(2026, 5, 4, 12, 20, tzinfo=UTC)
THREE = limits.Limit("three", 3, timedelta(hours=1))


@pytest.mark.django_db
def test_the_fourth_within_the_hour_waits_until_the_next() -> None:
    for _ in range(3):
        with durable():
            limits.take(THREE, "a", NOW)
    with pytest.raises(limits.LimitReachedError) as reached, durable():
        limits.take(THREE, "a", NOW)
    assert reached.value.retry_after == timedelta(minutes=40)
    with durable():
        limits.take(THREE, "a", NOW + timedelta(minutes=40))


@pytest.mark.django_db
def test_one_subject_does_not_use_up_another() -> None:
    with durable():
        assert [limits.count(THREE, subject, NOW) for subject in ("a", "a", "b")] == [1, 2, 1]


@pytest.mark.django_db
def test_counting_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with durable(), django_assert_num_queries(1):
        limits.take(THREE, "a", NOW)


@pytest.mark.django_db
def test_what_turned_out_well_is_given_back_but_never_below_nothing() -> None:
    with durable():
        limits.count(THREE, "a", NOW)
        limits.give_back(THREE, "a", NOW)
        limits.give_back(THREE, "a", NOW)
        assert limits.count(THREE, "a", NOW) == 1


@pytest.mark.django_db
def test_the_database_does_not_learn_the_address() -> None:
    with durable():
        limits.take(THREE, "192.0.2.7", NOW)
    assert "192.0.2.7" not in RateWindow.objects.get().subject


@pytest.mark.django_db
def test_old_windows_go() -> None:
    with durable():
        limits.take(THREE, "a", NOW)
    assert limits.remove_old(NOW + timedelta(days=1)) == 0
    assert limits.remove_old(NOW + timedelta(days=40)) == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.5, 198.51.100.9", "203.0.113.5"),
        (2, "1.1.1.1, 203.0.113.5, 198.51.100.9", "203.0.113.5"),
        (2, "198.51.100.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "not an address", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.9", "198.51.100.9"),
    ],
)
def test_only_what_the_own_proxies_wrote_is_believed(
    settings: LazySettings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.CONFIG = dataclasses.replace(settings.CONFIG, trusted_proxies=proxies)
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert limits.address_of(request) == expected


@pytest.mark.parametrize(
    ("proxies", "sender", "expected"),
    [
        ("", "192.0.2.1", "198.51.100.9"),
        ("192.0.2.1", "192.0.2.1", "198.51.100.9"),
        ("192.0.2.1", "192.0.2.2", "192.0.2.2"),
        ("127.0.0.1, 192.0.2.0/24", "192.0.2.2", "198.51.100.9"),
        ("192.0.2.0/24", "::ffff:192.0.2.7", "198.51.100.9"),
        ("::1", "::1", "198.51.100.9"),
        ("::1", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "unknown", "unknown"),
    ],
)
def test_a_forwarded_address_is_believed_from_the_proxies_alone(
    settings: LazySettings, proxies: str, sender: str, expected: str
) -> None:
    named = config.load({"DRYPOINT_PROXY_ADDRESSES": proxies}).proxy_addresses
    settings.CONFIG = dataclasses.replace(settings.CONFIG, trusted_proxies=1, proxy_addresses=named)
    request = RequestFactory().get("/", REMOTE_ADDR=sender, HTTP_X_FORWARDED_FOR="198.51.100.9")
    assert limits.address_of(request) == expected


@pytest.mark.parametrize("value", ["x", "10.0.0.0/33", "127.0.0.1;::1", "10.0.0.1/8", "clinic.example"])
def test_proxies_that_are_no_addresses_are_refused_without_repeating_them(value: str) -> None:
    with pytest.raises(config.ConfigError) as refused:
        config.load({"DRYPOINT_PROXY_ADDRESSES": value})
    assert "DRYPOINT_PROXY_ADDRESSES" in str(refused.value)
    assert value not in str(refused.value)


def test_a_client_without_an_address_is_counted_with_its_like() -> None:
    assert limits.address_of(RequestFactory().get("/", REMOTE_ADDR="")) == "unknown"
