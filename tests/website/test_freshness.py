"""What is kept between two requests never outlives what it was made of."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from tests.pages import Page, page_of

from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.practice.models import Practice
from drypoint.public.website.body import Block, KeptBlocks
from drypoint.public.website.models import PricesPage
from drypoint.public.website.presenters import ShownClaim
from drypoint.public.website.published import as_published
from drypoint.public.website.starter_loader import load_starter


@pytest.mark.django_db(transaction=True)
def test_the_next_request_after_a_change_shows_it_on_every_page(client: Client) -> None:
    cache.clear()
    practice = Practice.objects.create(name="Primjer", languages=["en"], main_language="en", emergency_number="112")
    load_starter(actor=SYSTEM, demo=False, languages=["en"], main_language="en")

    def page_at(path: str) -> Page:
        return page_of(client.get(path))

    for path in ("/en/", "/en/contact/", "/en/search/"):
        assert page_at(path).part(".footer-name").text == "Primjer"
        assert as_published() is as_published()
    practice.name, practice.emergency_number = "Druga", "194"
    practice.save()
    for path in ("/en/", "/en/contact/", "/en/search/"):
        assert page_at(path).texts(".wordmark, .footer-name") == ["Druga", "Druga"]
        assert "Primjer" not in page_at(path)
        assert page_at(path).part(".site-footer").links["194"] == "tel:194"

    page = PricesPage.objects.get()
    page.menu_title, page.show_in_menus = "Costs", True
    page.save_revision().publish()
    assert "Costs" in page_at("/en/").section("Main menu").links
    page.refresh_from_db()
    page.unpublish()
    assert "Costs" not in page_at("/en/").section("Main menu").links
    assert client.get(page.url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_what_is_read_inside_a_transaction_is_kept_for_nobody() -> None:
    practice = Practice.objects.create(name="Primjer")
    before = as_published()
    assert before.practice == practice
    with transaction.atomic():
        practice.name = "Druga"
        practice.save()
        inside = as_published()
        assert inside.practice is not None
        assert inside.practice.name == "Druga"
        transaction.set_rollback(True)
    after = as_published()
    assert after.practice is not None
    assert after.practice.name == "Primjer"


def test_blocks_of_yesterday_are_read_again_because_reviews_grow_old() -> None:
    kept = KeptBlocks()
    key = ("claim", "en", False, "{}")
    kept.of(date(2030, 1, 1))[key] = Block(ShownClaim(None, is_shown=False, evidence_url=""))
    assert key in kept.of(date(2030, 1, 1))
    assert key not in kept.of(date(2030, 1, 2))
