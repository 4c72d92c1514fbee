"""The search of the website: people find what they mean in the words that they would use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import Page

from drypoint.public.website.links import enquiry_url
from drypoint.public.website.published import Published, as_published
from drypoint.public.website.searching import ASK, everyday_words, results_for

TYPED = [
    line.split("\t")
    for line in (Path(__file__).parent / "searched.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
# Told of by whoever tried, and found nothing then.
ONCE_EMPTY = [
    ("hr", "bolovi u leđima", "lumbar-spine"),
    ("hr", "ledja", "lumbar-spine"),
    ("hr", "koliko košta", "prices"),
    ("hr", "termin", ASK),
    ("hr", "hernija", "lumbar-spine"),
    ("en", "appointment", ASK),
    ("en", "herniated disc", "lumbar-spine"),
]


def first_hit(words: str, language: str, published: Published | None = None) -> str:
    """The short name of the page that comes first, "ask" for the form, "" for anything else."""
    site = published or as_published()
    with translation.override(language):
        links = results_for(words, language, site.site_map, site.search_index(language)).links
    url = links[0].url if links else ""
    if url == enquiry_url(language):
        return ASK
    node = site.site_map.by_url.get(url)
    return node.key if node else url


def asked(visitor: Client, address: str) -> str:
    """What stands in the middle of the page of results."""
    return visitor.get(address).content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words", "page"), ONCE_EMPTY)
def test_everyday_words_lead_to_the_page_that_is_meant(site: Any, language: str, words: str, page: str) -> None:
    assert first_hit(words, language) == page


@pytest.mark.django_db
def test_nine_of_ten_searches_bring_the_right_page_first(site: Any) -> None:
    once = as_published()
    wrong = {words: got for language, words, page in TYPED if (got := first_hit(words, language, once)) != page}
    assert len(TYPED) >= 120
    assert len(wrong) <= len(TYPED) / 10, wrong


@pytest.mark.django_db
def test_what_people_ask_most_is_answered_above_the_pages(site: Any, visitor: Client) -> None:
    assert 'href="tel:+38515550100"' in asked(visitor, "/hr/pretraga/?q=radno+vrijeme")
    assert "08:00" in asked(visitor, "/en/search/?q=opening+hours")
    assert "60" in asked(visitor, "/en/search/?q=how+much")
    assert "<table" in asked(visitor, "/hr/pretraga/?q=cijena")
    assert 'class="button" href="/en/ask/"' in asked(visitor, "/en/search/?q=appointment")
    assert "straight-answer" not in asked(visitor, "/en/search/?q=knee")


@pytest.mark.django_db
def test_an_empty_answer_leads_on(site: Any, visitor: Client) -> None:
    shown = asked(visitor, "/hr/pretraga/?q=xqzwv")
    assert "xqzwv" in shown
    for key in ("conditions", "atlas", "prices", "contact"):
        node = as_published().site_map.by_key(key, "hr")
        if node:
            assert f'href="{node.url}"' in shown
    assert 'href="tel:' in shown
    assert 'href="/hr/' in shown


@pytest.mark.django_db
@pytest.mark.parametrize("words", ['"', "*", "a OR b", "x'; --", "(", "\\", "%", "č" * 100, "1"])
def test_no_sign_breaks_the_search(site: Any, visitor: Client, words: str) -> None:
    assert visitor.get("/en/search/", {"q": words}).status_code == 200


@pytest.mark.django_db
def test_an_editor_adds_words_that_lead_to_a_page(site: Any) -> None:
    node = as_published().site_map.by_key("team", "en")
    assert node
    of_team = Page.objects.get(pk=node.id).specific
    of_team.search_words = "kobayashi, chocolate biscuits"
    of_team.save_revision().publish()
    assert first_hit("chocolate biscuit", "en") == "team"


@pytest.mark.django_db
def test_every_page_that_words_lead_to_is_one_of_the_starter_pages(site: Any) -> None:
    for language, words in everyday_words().items():
        keys = {node.key for node in as_published().site_map.nodes if node.language == language}
        assert set(words) - keys == {ASK}
