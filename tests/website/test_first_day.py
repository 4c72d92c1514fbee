"""What a stranger meets on the day a practice was set up, before any clinician has signed a claim."""

from __future__ import annotations

import pytest
from django.test import Client

from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.practice.models import Practice
from drypoint.public.website.starter_loader import load_starter


@pytest.mark.django_db(transaction=True)
def test_the_first_pages_are_live_and_lead_to_no_page_that_waits_for_review(client: Client) -> None:
    Practice.objects.create(name="Primjer", languages=["en", "hr"], main_language="en")
    load_starter(actor=SYSTEM, demo=False, languages=["en", "hr"], main_language="en")
    for path in ("/en/", "/hr/", "/en/problems/", "/hr/tegobe/", "/en/questions/", "/en/contact/", "/en/ask/"):
        assert client.get(path).status_code == 200, path
    assert client.get("/en/dry-needling/").status_code == 404
    assert "/en/dry-needling/" not in client.get("/en/").content.decode()
