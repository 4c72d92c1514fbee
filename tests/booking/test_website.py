"""Where the website leads to the bookings: where somebody looks for them, and nowhere beside an emergency."""

from __future__ import annotations

import pytest

from drypoint.care.booking import plugs
from drypoint.foundation.practice.models import Practice, Service
from drypoint.public.website.links import booking_url
from tests.booking.conftest import a_schedule
from tests.conftest import ROOT

TEMPLATES = ROOT / "src" / "drypoint"


def test_only_the_first_page_and_the_straight_answers_lead_there() -> None:
    leading = {
        path.name: path.read_text("utf-8") for path in TEMPLATES.rglob("*.html") if "booking_url" in path.read_text()
    }
    assert set(leading) == {"home.html", "_straight_answer.html"}
    assert not any("emergency" in text for text in leading.values())


@pytest.mark.django_db
def test_the_website_leads_there_once_something_can_be_booked(practice: Practice) -> None:
    assert booking_url("hr") == ""
    service = a_schedule()
    assert (booking_url("en"), plugs.form_address("hr")) == ("/en/book/", "/hr/rezervacija/")
    service.practitioners.update(is_active=False)
    assert booking_url("en") == ""
    service.practitioners.update(is_active=True)
    Service.objects.update(is_offered=False)
    assert booking_url("en") == ""
