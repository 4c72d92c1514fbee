"""A page of a room leads to itself in the other languages of the site, and search engines are told of public ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from drypoint.foundation.look.templatetags.look import _kept_fragment
from drypoint.foundation.practice.models import Practice
from tests.pages import page_of

pytestmark = pytest.mark.django_db
TOKEN = "abc~1~x.signed"


@pytest.fixture(autouse=True)
def _practice() -> None:
    Practice.objects.create(name="Primjer", languages=["en", "hr"])


def heads(answer: Any) -> dict[str, str]:
    """The addresses in the head of a page, by what they are."""
    return {
        str(link.get("hreflang") or "canonical"): str(link["href"])
        for link in page_of(answer).select("head link[rel=canonical], head link[rel=alternate][hreflang]")
    }


def test_a_form_is_there_in_every_language_with_what_was_asked_for(client: Client) -> None:
    answer = client.get("/hr/popis/?topic=1")
    page = page_of(answer)
    switch = {str(link["hreflang"]): str(link["href"]) for link in page.select("ul.languages a")}
    assert switch == {"en": "/en/list/?topic=1", "hr": "/hr/popis/?topic=1"}
    assert [link["hreflang"] for link in page.select("ul.languages a[aria-current]")] == ["hr"]
    assert heads(answer) == {
        "canonical": "http://testserver/hr/popis/",
        "en": "http://testserver/en/list/",
        "hr": "http://testserver/hr/popis/",
    }


def test_a_link_of_one_person_opens_in_another_language_and_no_search_engine_hears_of_it(client: Client) -> None:
    answer = client.get(f"/en/conversation/{TOKEN}/")
    switch = [str(link["href"]) for link in page_of(answer).select("ul.languages a")]
    assert switch == [f"/en/conversation/{TOKEN}/", f"/hr/razgovor/{TOKEN}/"]
    assert heads(answer) == {}


def test_what_was_sent_is_not_lost_by_a_switch_and_one_language_has_none(client: Client) -> None:
    answer = client.post("/en/conversation/x/", {"fact": "1980"}, headers={"origin": "http://testserver"})
    assert page_of(answer).select("ul.languages") == []
    Practice.objects.update(languages=["en"])
    assert page_of(client.get("/en/list/")).select("ul.languages") == []


@pytest.mark.parametrize("page", ["/en/list/", "/hr/popis/", "/en/reviews/", "/en/ask/", "/en/book/", "/en/book/{n}/"])
def test_nothing_that_a_visitor_asks_adds_to_the_headers_that_are_kept(page: str, client: Client) -> None:
    client.get(page.format(n=0))
    before = _kept_fragment.cache_info().currsize
    answers = [client.get(page.format(n=n), {"x": n}) for n in range(1, 6)]
    assert _kept_fragment.cache_info().currsize == before
    if answers[-1].status_code == 200:
        switch = [str(link["href"]) for link in page_of(answers[-1]).select("ul.languages a")]
        assert all(address.endswith("?x=5") for address in switch)
        assert len(switch) == 2
