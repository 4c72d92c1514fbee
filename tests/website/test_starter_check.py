"""What doctor says of starter pages that are missing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from drypoint.foundation.practice.models import Practice
from drypoint.public.website import starter_check
from drypoint.public.website.models import PricesPage
from drypoint.public.website.starter_check import check_starter_pages
from drypoint.public.website.starter_loader import read_pages

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_whole_site_is_well_and_so_is_one_whose_page_was_taken_down(site: Any) -> None:
    PricesPage.objects.update(live=False)
    (result,) = check_starter_pages(NOON)
    assert result.level == "ok"


def test_a_page_that_a_newer_version_brought_is_named_with_what_to_do(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {"key": "brand-new", "demo": False}
    monkeypatch.setattr(starter_check, "read_pages", lambda language: [*read_pages(language), new])
    (result,) = check_starter_pages(NOON)
    assert result.level == "warning"
    assert "2 starter pages are missing: en/brand-new, hr/brand-new." in result.sentence
    assert "load_starter" in result.hint


def test_pages_of_the_demo_are_not_missed_in_a_real_practice(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Practice.objects.update(is_demo=False)
    monkeypatch.setattr(starter_check, "read_pages", lambda _language: [{"key": "invented", "demo": True}])
    (result,) = check_starter_pages(NOON)
    assert result.level == "ok"


def test_before_set_up_nothing_is_said() -> None:
    Practice.objects.all().delete()
    assert not list(check_starter_pages(NOON))
