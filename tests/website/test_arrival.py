"""How to come to the practice, on its contact page."""

from __future__ import annotations

import math
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.pages import page_of
from wagtail.models import Page

from drypoint.knowledge.figures.surroundings import DIRECTIONS, SketchSpot, SketchWords, places, rings, surroundings
from drypoint.public.website import gate
from drypoint.public.website.arrival import DIRECTIONS as DIRECTION_WORDS
from drypoint.public.website.blocks import DIRECTIONS as DIRECTION_CHOICES
from drypoint.public.website.models import ContactPage
from drypoint.public.website.texts import texts_of

LANDMARKS = [
    ("landmark", {"name": "Tram stop <Primjer>", "metres": 150, "direction": "ne"}),
    ("landmark", {"name": "Car park", "metres": 80, "direction": "w"}),
]
spots = st.lists(st.builds(SketchSpot, st.sampled_from(DIRECTIONS), st.integers(1, 5000)), min_size=1, max_size=12)


@pytest.fixture
def contact(site: Any) -> ContactPage:
    found: ContactPage = ContactPage.objects.get(locale__language_code="en")
    return found


def published(page: Page) -> None:
    page.save_revision().publish()


@pytest.mark.django_db
def test_what_the_practice_has_not_filled_in_is_not_there(contact: ContactPage, visitor: Client) -> None:
    assert "getting-here" not in visitor.get(contact.url).content.decode()
    contact.parking = "<p>In the yard.</p>"
    published(contact)
    part = page_of(visitor.get("/en/contact/")).section("How to come to us")
    assert part.texts("h3") == ["Parking"]
    assert part.select("svg") == []


@pytest.mark.django_db
def test_route_access_parking_and_the_sketch_stand_on_the_page(contact: ContactPage, visitor: Client) -> None:
    contact.route = "<p>Ring at {practice_name}.</p><script>alert(1)</script>"
    contact.access = "<p>No steps.</p>"
    contact.parking = "<p>In the yard.</p>"
    contact.surroundings = LANDMARKS
    published(contact)
    answer = visitor.get("/en/contact/")
    part = page_of(answer).section("How to come to us")
    assert part.texts("h3") == ["The way here", "Steps, doors and lifts", "Parking", "Around us"]
    assert part.texts("ol > li") == [
        "Tram stop <Primjer>: 150 m to the north-east of us",
        "Car park: 80 m to the west of us",
    ]
    assert len(part.select("figure svg")) == 1
    text = answer.content.decode()
    assert "alert(1)" not in text
    assert "{practice_name}" not in text
    assert "<Primjer>" not in text


@pytest.mark.django_db
def test_the_gate_reads_how_to_come_here_too(contact: ContactPage) -> None:
    contact.route = "<p>Our painless treatment is here.</p>"
    contact.surroundings = [("landmark", {"name": "The guaranteed stop", "metres": 5, "direction": "n"})]
    read = {said.text for said in texts_of(contact)}
    assert "The guaranteed stop" in read
    assert not {"n", "5"} & read
    assert {fault.word for fault in gate.faults_of(contact)} >= {"painless"}


def test_a_direction_that_can_be_chosen_has_its_words() -> None:
    assert [key for key, _name in DIRECTION_CHOICES] == list(DIRECTIONS) == list(DIRECTION_WORDS)


@given(spots)
def test_every_spot_lies_on_the_sheet_inside_the_outer_circle_and_in_its_direction(some: list[SketchSpot]) -> None:
    outer = rings(some)[-1]
    assert all(spot.metres <= outer for spot in some)
    for spot, (x, y) in zip(some, places(some), strict=True):
        assert math.hypot(x - 180, y - 180) <= 140.001
        turn = math.degrees(math.atan2(x - 180, 180 - y)) - DIRECTIONS.index(spot.direction) * 45
        assert abs((turn + 180) % 360 - 180) <= 22.5


@given(spots)
def test_nearer_is_drawn_nearer(some: list[SketchSpot]) -> None:
    away = [math.hypot(x - 180, y - 180) for x, y in places(some)]
    for one, at in zip(some, away, strict=True):
        for other, there in zip(some, away, strict=True):
            assert one.metres > other.metres or at <= there + 0.001


def test_two_in_one_direction_do_not_hide_each_other() -> None:
    first, second = places([SketchSpot("n", 100), SketchSpot("n", 100)])
    assert math.dist(first, second) > 22


def test_words_of_the_sketch_cannot_leave_it() -> None:
    svg = surroundings([SketchSpot("s", 20)], SketchWords("<b>", "a & b", "N", "{metres} m"))
    assert "<b>" not in svg
    assert "20 m" in svg
