"""Pages are found however their words are spelled."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.pages import page_of
from wagtail.models import Page
from wagtail.search import index

from drypoint.knowledge.language.folding import folded
from drypoint.public.website.models import HomePage, LegalPage
from drypoint.public.website.search_index import as_asked, as_indexed

WRITTEN_AND_ASKED = [
    ("leđa", "leđa"),
    ("leđa", "leda"),
    ("leđa", "ledja"),
    ("leđa", "LEĐA"),
    ("među", "medu"),
    ("među", "medju"),
    ("Đuro", "Djuro"),
    ("Đuro", "duro"),
    ("Djuro", "Đuro"),
    ("Djuro", "duro"),
    ("kralježnica", "kraljeznica"),
    ("kralježnica", "Kralježnica"),
    ("šećer", "secer"),
    ("ledena", "leđena"),
]


@pytest.mark.parametrize(("written", "asked"), WRITTEN_AND_ASKED)
def test_a_word_is_indexed_in_every_spelling_in_which_it_may_be_asked_for(written: str, asked: str) -> None:
    assert folded(asked) in as_indexed(f"Bol {written}").casefold().split()


@given(st.text())
def test_whatever_is_typed_becomes_words_without_signs_of_a_grammar(words: str) -> None:
    assert not set(as_asked(words)) & set('"*^:()-+')
    assert re.fullmatch(r"(\w+( \w+)*)?", as_asked(words))


@pytest.mark.parametrize(("written", "asked"), WRITTEN_AND_ASKED)
def test_what_is_asked_on_a_page_that_is_missing_is_read_as_it_is_indexed(written: str, asked: str) -> None:
    assert as_asked(f"“{asked}”") in as_indexed(f"Bol {written}").casefold().split()


def test_a_text_stays_as_it_is_before_its_other_spellings() -> None:
    assert as_indexed("Bol u leđima, LEĐA") == "Bol u leđima, LEĐA ledima ledjima leda ledja"
    assert as_indexed("A plain text") == "A plain text"


@pytest.fixture
def page(site: Any) -> LegalPage:
    """A live page whose words nothing else on the site has."""
    home = HomePage.objects.get(locale__language_code="hr")
    page = LegalPage(
        title="Zvrčak i međed", slug="zvrcak", lead="Leđarica, kraljušnica i Djurdjica.", locale=home.locale
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    index.insert_or_update_object(page)
    return page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    ["zvrčak", "zvrcak", "međed", "meded", "medjed", "leđarica", "ledarica", "ledjarica", "kraljusnica", "Đurđica",
     "durdica", "zvrcak leđarica"],
)  # fmt: skip
def test_a_page_is_found_by_every_spelling_of_its_words(page: LegalPage, visitor: Client, asked: str) -> None:
    found = page_of(visitor.get("/hr/pretraga/", {"q": asked})).main.part("ul.entries")
    assert list(found.links.values()) == ["/hr/zvrcak/"]


@pytest.mark.django_db
def test_the_editor_finds_a_page_as_it_is_written(page: LegalPage) -> None:
    assert [found.pk for found in Page.objects.search("leđarica")] == [page.pk]


@pytest.mark.django_db
def test_a_missing_page_suggests_pages_by_their_words_without_marks(page: LegalPage, visitor: Client) -> None:
    answer = visitor.get("/hr/zvrčak/")
    assert answer.status_code == 404
    assert "/hr/zvrcak/" in page_of(answer).main.links.values()
