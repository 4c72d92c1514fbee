"""The statement of accessibility says what the last run of the browser's tests saw, and nothing that it did not see."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern
from tests.browser.accessibility import NEEDED
from tests.browser.kinds import KINDS
from tests.pages import page_of

from drypoint.foundation.core.rooms import RoomConfig, Under
from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.language import languages
from drypoint.knowledge.language.phrases import phrases
from drypoint.public.website.accessibility.statement import COLOURS, last_run, sections_of
from drypoint.public.website.models import PAGE_TYPES, LegalPage

PAGES = {"en": "/en/accessibility/", "hr": "/hr/pristupacnost/"}
# What stands below a page of the tree, in a way of its own.
BELOW = {"place", "muscle", "condition", "outcome"}
# Not there before a practice has set it up.
SET_UP_LATER = {"reviews:google"}


def public_addresses() -> set[str]:
    """The names of the pages of rooms that anybody can ask for; links of one person and files are none."""
    found = set()
    for room in apps.get_app_configs():
        if isinstance(room, RoomConfig) and Under.LANGUAGE in room.addresses and room.name.startswith("drypoint."):
            urlconf = import_module(room.addresses[Under.LANGUAGE])
            for one in urlconf.urlpatterns:
                if isinstance(one, URLPattern) and one.name and "<str:" not in (route := str(one.pattern)):
                    found |= {f"{urlconf.app_name}:{one.name}"} if route.endswith("/") else set()
    return found


def test_the_last_run_saw_every_kind_of_page_that_there_is() -> None:
    there_are = {model.__name__.lower() for model in PAGE_TYPES} | BELOW | (public_addresses() - SET_UP_LATER)
    assert set(KINDS) == there_are
    assert set(last_run().kinds) == there_are, "Run `make accessibility`."


def test_the_last_run_saw_pages_in_every_language_width_and_colour() -> None:
    run = last_run()
    assert set(run.languages) == set(languages())
    assert [(look.check, look.width, look.colours) for look in run.looks] == list(NEEDED)
    assert all(look.pages >= len(KINDS) for look in run.looks)
    assert {look.colours for look in run.looks if look.check == "axe"} == set(COLOURS)


def test_every_kind_of_page_has_words_in_every_language() -> None:
    words = phrases("drypoint.public.website.accessibility", "page_kinds")
    assert set(words) == set(KINDS)
    assert all(set(dict(text.written)) >= set(languages()) for text in words.values())


@pytest.mark.parametrize("language", PAGES)
def test_the_page_names_date_and_figures_of_the_run_gaps_and_whom_to_complain_to(
    site: Any, visitor: Client, practice: Practice, language: str
) -> None:
    run = last_run()
    part = page_of(visitor.get(PAGES[language])).main.part("section[aria-labelledby=checked]")
    assert str(run.checked_on.year) in part
    assert f"axe {run.axe}" in part
    assert "WCAG 2.2" in part
    assert "EN 301 549" in part
    shown = part.select("ul")
    assert [look.pages for look, item in zip(run.looks, part.items, strict=False) if str(look.pages) not in item] == []
    assert len(shown[2].select("li")) >= 5
    assert practice.email in part.links
    assert "posi.hr" in part
    assert PAGES[language] in page_of(visitor.get(f"/{language}/")).links.values()


def test_no_other_page_has_that_part_and_no_authority_is_made_up(site: Any) -> None:
    assert sections_of("privacy", "en", None) == ()
    (section,) = sections_of("accessibility", "en", Practice(country="XX"))
    assert "If our answer does not help you" not in section.html
    assert LegalPage.objects.filter(key="accessibility", live=True).count() == 2
