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
OTHER = limits.Limit("other", 3, timedelta(hours=1))


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


def test_windows_are_counted_from_the_first_day_of_2020() -> None:
    week = limits.Limit("week", 1, timedelta(days=7))
    assert week.window_of(NOW) == datetime(2026, 4, 29, tzinfo=UTC)
    assert week.window_of(datetime(2020, 1, 8, tzinfo=UTC)) == datetime(2020, 1, 8, tzinfo=UTC)


def test_who_came_too_often_reads_so() -> None:
    assert str(limits.LimitReachedError(timedelta(minutes=1))) == "Too many attempts."


@pytest.mark.django_db
def test_asking_whether_a_limit_is_reached_counts_nothing() -> None:
    with durable():
        for _ in range(2):
            limits.take(THREE, "a", NOW)
        assert not limits.is_used_up(THREE, "a", NOW)
        limits.refuse_if_used_up(THREE, "a", NOW)
        limits.take(THREE, "a", NOW)
    assert limits.is_used_up(THREE, "a", NOW)
    with pytest.raises(limits.LimitReachedError) as reached:
        limits.refuse_if_used_up(THREE, "a", NOW)
    assert reached.value.retry_after == timedelta(minutes=40)
    others = [(THREE, "b", NOW), (THREE, "a", NOW + timedelta(hours=1)), (OTHER, "a", NOW)]
    assert not any(limits.is_used_up(*other) for other in others)


@pytest.mark.django_db
def test_only_the_window_that_was_counted_is_given_back() -> None:
    others = [(THREE, "b", NOW), (THREE, "a", NOW + timedelta(hours=1)), (OTHER, "a", NOW)]
    with durable():
        for limit, subject, at in [(THREE, "a", NOW), *others]:
            limits.count(limit, subject, at)
        limits.give_back(THREE, "a", NOW)
        assert [limits.count(*other) for other in others] == [2, 2, 2]
        assert limits.count(THREE, "a", NOW) == 1


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
    window = THREE.window_of(NOW)
    assert limits.remove_old(window + timedelta(days=31) - timedelta(seconds=1)) == 0
    assert limits.remove_old(window + timedelta(days=31)) == 1


@pytest.mark.django_db
def test_what_counts_for_good_stays_ten_years() -> None:
    for_good = limits.Limit(f"tries{limits.FOR_GOOD_NAME}", 3, limits.FOR_GOOD)
    with durable():
        limits.take(for_good, "a", NOW)
    window = for_good.window_of(NOW)
    assert limits.remove_old(window + timedelta(days=3650) - timedelta(seconds=1)) == 0
    assert limits.remove_old(window + timedelta(days=3650)) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("192.0.2.77/24", "192.0.2.0/24"),
        ("192.0.2.77/20", "192.0.0.0/20"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_network_tells_no_household_from_another(address: str, network: str) -> None:
    assert limits.network_of(address) == network


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
