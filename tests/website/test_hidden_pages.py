"""What doctor says of pages at an address at which the house answers itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from drypoint.public.website.hidden_pages import check_hidden_pages
from drypoint.public.website.models import PricesPage

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_every_page_of_a_new_site_is_seen(site: Any) -> None:
    (result,) = check_hidden_pages(NOON)
    assert result.level == "ok"


def test_a_page_whose_address_the_house_takes_is_named_with_what_to_do(site: Any, visitor: Client) -> None:
    prices = PricesPage.objects.get(locale__language_code="hr")
    prices.slug = "kalkulator"
    prices.save_revision().publish()
    assert "/hr/kalkulator/" in visitor.get("/hr/").content.decode()
    (result,) = check_hidden_pages(NOON)
    assert result.level == "warning"
    assert "at /hr/kalkulator/:" in result.sentence
    assert "another slug" in result.hint
