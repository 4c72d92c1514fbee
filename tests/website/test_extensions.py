"""Rooms above add to the website, which knows none of them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from drypoint.foundation.core.registries import TakenError
from drypoint.public.website.extensions import (
    Address,
    Drawer,
    Extension,
    Found,
    Link,
    Visit,
    address_of_topic,
    drawer_of,
    found,
    further_addresses,
    links_of_problem,
    register_extension,
)
from drypoint.public.website.models import ArticlePage
from drypoint.public.website.rendering import answer_plainly
from drypoint.public.website.site_map import SiteMap

pytestmark = pytest.mark.django_db
EMPTY = SiteMap((), {}, {}, "en")


def test_a_room_draws_its_type_of_page_and_all_others_stay_plain() -> None:
    drawn = Drawer(lambda visit: HttpResponse(visit.page.title))
    register_extension(Extension("invented.pages", 1, {"articlepage": drawn}))
    assert drawer_of("articlepage") is drawn
    assert drawer_of("pricespage").answer is answer_plainly
    visit = Visit(ArticlePage(title="Drawn by a room"), RequestFactory().get("/"))
    assert drawer_of("articlepage").answer(visit).content == b"Drawn by a room"


@pytest.mark.parametrize("kind", ["atlaspage", "evidencepage", "harmspage"])
def test_the_library_draws_what_is_made_of_knowledge(kind: str) -> None:
    assert drawer_of(kind).answer is not answer_plainly


def test_what_several_rooms_add_stands_in_their_order() -> None:
    for name, order in (("invented.second", 2), ("invented.first", 1)):
        register_extension(
            Extension(
                name,
                order,
                address_of_topic=lambda topic, _map, _language, name=name: f"/{name}/{topic}/",
                addresses=lambda _map, name=name: [Address(name, ())],
                find=lambda words, _map, _language, name=name: Found([Link(name, words)]),
                links_of_problem=lambda problem, _map, _language, name=name: [Link(name, problem)],
            )
        )
    assert address_of_topic("neck", EMPTY, "en") == "/invented.first/neck/"
    assert [one.url for one in further_addresses(EMPTY)][:2] == ["invented.first", "invented.second"]
    assert [link.title for link in found("neck", EMPTY, "en").named][:2] == ["invented.first", "invented.second"]
    assert [link.title for link in links_of_problem("neck", EMPTY, "en")][:2] == ["invented.first", "invented.second"]


def test_a_name_is_taken_once() -> None:
    register_extension(Extension("invented.twice", 1))
    register_extension(Extension("invented.twice", 1))
    with pytest.raises(TakenError):
        register_extension(Extension("invented.twice", 2))


def test_a_page_knows_its_type() -> None:
    assert ArticlePage().kind == "articlepage"
