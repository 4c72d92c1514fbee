"""One address searches at a pace that people have; nothing of it is written down."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.pages import page_of

from drypoint.foundation.core.front import pace
from drypoint.foundation.core.front.pace import Pace
from drypoint.public.website import views

pytestmark = pytest.mark.django_db


def test_who_searches_without_end_is_asked_to_wait_and_nobody_else(
    site: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "searches", Pace(most=2, seconds=60))
    answers = [client.get("/en/search/", {"q": "pain"}, REMOTE_ADDR="203.0.113.9") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "try again in 1 minute" in page_of(answers[-1]).main.text
    assert client.get("/en/search/", {"q": "pain"}, REMOTE_ADDR="203.0.113.10").status_code == 200


def test_a_search_is_counted_a_hundred_and_twenty_times_a_minute() -> None:
    of_one_minute = Pace(views.searches._most, views.searches._seconds, now=lambda: 0.0)
    assert sum(of_one_minute.takes("203.0.113.9") for _time in range(500)) == 120


def test_the_count_begins_anew_after_its_time_and_holds_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = 0.0
    counted = Pace(most=1, seconds=60, now=lambda: seconds)
    assert [counted.takes(address) for address in "aab"] == [True, False, True]
    seconds = 59.9
    assert not counted.takes("a")
    seconds = 60.0
    assert [counted.takes("a"), counted.takes("a")] == [True, False]
    assert pace.MOST_ADDRESSES == 10_000
    monkeypatch.setattr(pace, "MOST_ADDRESSES", 2)
    for address in "cdef":
        counted.takes(address)
    assert list(counted._seen) == ["e", "f"]
