"""The public atlas: it explains, says first what must not wait, and keeps what belongs to the clinician to itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client
from tests.pages import page_of
from wagtail.models import Page

from drypoint.foundation.core.front.page_store import STORE_HEADER
from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.atlas.everyday import everyday
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import PRECAUTIONS
from drypoint.knowledge.bodymap import keys
from drypoint.public.claims.words import unsupported_words
from drypoint.public.library.atlas import content
from drypoint.public.library.atlas.addresses import FIGURES, Spot, all_public_spots, find, spots, url_of
from drypoint.public.website.models import AtlasPage, ConditionPage, HomePage
from drypoint.public.website.published import as_published

ATLAS = {"en": "/en/atlas/", "hr": "/hr/atlas/"}
LANGUAGES = ("en", "hr")


def address(spot: Spot, language: str) -> str:
    return url_of(spot, ATLAS[language], language)


def every_address() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for spot in spots():
            yield language, address(spot, language)


def text_of(visitor: Client, url: str) -> str:
    answer = visitor.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def links_in(text: str) -> set[str]:
    return set(re.findall(r'href="(/[a-z]{2}/atlas/[^"#]*)', text))


def json_ld(text: str) -> dict[str, Any]:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return {str(part["@type"]): part for part in json.loads(script)["@graph"]}


# --- Addresses (no database) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_atlas_has_an_address_of_its_own(language: str) -> None:
    urls = [address(spot, language) for spot in spots()]
    assert len(set(urls)) == len(urls) == len(FIGURES) + 95 + 100
    assert all(re.fullmatch(r"/(en|hr)/atlas/([a-z0-9-]+/)?", url) for url in urls)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_leads_back_to_its_page(language: str) -> None:
    for spot in spots():
        assert find(address(spot, language).removeprefix(ATLAS[language]).rstrip("/"), language) == spot
    assert find("no-such-muscle", language) is None


# --- What is said (no database) ---------------------------------------------------------------------------------------


def test_no_word_of_the_atlas_is_one_that_no_evidence_carries() -> None:
    words = everyday()
    texts = [text for one in words.muscles.values() for text in (one.does.text, one.notice.text)]
    texts += [*words.places.values(), *words.hazards.values()]
    texts += [text for one in words.look_alikes.values() for text in (one.name, one.signs)]
    texts += [alarm.text for part in words.parts for alarm in part.warnings]
    said = [text for one in texts for text in one.as_dict().values()]
    for muscle in load().muscles.values():
        said += muscle.name.as_dict().values()
        said += muscle.stretch.text.as_dict().values() if muscle.stretch else ()
    assert [(hit.word, text) for text in said for hit in unsupported_words(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_muscle_stands_on_the_page_of_a_place_exactly_if_the_place_stands_on_its_own(language: Any) -> None:
    for key in keys():
        place = content.place_content(key, "/", language)
        for links, opposite, strengths in (
            (place.often, False, {"essential"}),
            (place.sometimes, False, {"spill_over"}),
            (place.other_side, True, {"essential", "spill_over"}),
        ):
            expected = {
                muscle.id
                for muscle in load().muscles.values()
                if any(
                    part.key == key and part.opposite is opposite and part.strength in strengths for part in muscle.zone
                )
            }
            assert {link.url.strip("/").replace("-", "_") for link in links} == expected, key


def test_what_hurts_on_one_side_only_says_on_which() -> None:
    sides = {other.name: other.side for other in content.place_content("lower_abdomen", "/", "en").others}
    assert sides["The appendix"] == "right"
    assert sides["Kidney or ureter"] == ""


def test_what_is_most_urgent_stands_first() -> None:
    order = ["emergency", "same_day", "doctor", "ask"]
    for key in keys():
        found = [order.index(other.urgency) for other in content.place_content(key, "/", "en").others]
        assert found == sorted(found), key


def test_every_page_of_the_atlas_says_what_must_not_wait_and_that_nothing_is_a_clearance() -> None:
    muscles = [content.muscle_content(key, "/", "hr").alarms for key in load().muscles]
    for alarms in [*(content.place_content(key, "/", "hr").alarms for key in keys()), *muscles]:
        assert alarms.emergency
        assert any("rak" in sign for sign in alarms.soon)
        assert "ne znači da opasnosti nema" in alarms.no_clearance


# --- Pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pages(site: Any, kept_site: None, visitor: Client) -> dict[str, HttpResponse]:
    """Every page of the atlas in both languages, asked for once: the site of each test is the same."""
    if not _ASKED:
        _ASKED.update({url: visitor.get(url) for _language, url in every_address()})
    return _ASKED


_ASKED: dict[str, Any] = {}


@pytest.mark.django_db
def test_every_page_answers_is_linked_and_is_the_same_for_everybody(pages: dict[str, HttpResponse]) -> None:
    linked: set[str] = set()
    for url, answer in pages.items():
        text, language = answer.content.decode(), url[1:3]
        assert answer.status_code == 200, url
        assert f'<html lang="{language}"' in text
        assert text.count("<h1") == 1, url
        assert 'href=""' not in text
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert STORE_HEADER in answer.headers
        assert "<script src" not in text
        linked |= links_in(text) - {url}
    assert linked == {url for _language, url in every_address()}


@pytest.mark.django_db
def test_from_the_map_every_place_is_one_step_away_also_without_the_figure(site: Any, visitor: Client) -> None:
    for language in LANGUAGES:
        text = text_of(visitor, ATLAS[language])
        without_figure = re.sub(r"(?s)<svg.*?</svg>", "", text)
        wanted = {address(spot, language) for spot in spots() if spot.kind != "figure"}
        assert wanted <= links_in(without_figure)
        hidden = {address(Spot("place", key), language) for key in ("arch", "ball_inner", "ball_outer")}
        assert (
            links_in("".join(re.findall(r"(?s)<svg.*?</svg>", text)))
            == {address(Spot("place", key), language) for key in keys()} - hidden
        )


@pytest.mark.django_db
def test_nothing_that_belongs_to_the_clinician_stands_on_a_public_page(pages: dict[str, HttpResponse]) -> None:
    sizes = re.compile(r"\d\s?(?:mm|cm)\b|\b\d+ degrees\b|gauge", re.IGNORECASE)
    facts = [muscle.position.text for muscle in load().muscles.values()]
    facts += [muscle.depth.text for muscle in load().muscles.values() if muscle.depth]
    secrets = {said for fact in (*facts, *PRECAUTIONS.values()) for said in fact.as_dict().values()}
    for url, answer in pages.items():
        drawn_out = re.sub(r"(?s)<svg.*?</svg>", "", answer.content.decode())
        assert not sizes.search(drawn_out), (url, sizes.search(drawn_out))
        assert [secret for secret in secrets if secret[:40] in drawn_out] == [], url


@pytest.mark.django_db
def test_every_page_says_first_what_must_not_wait_and_leads_to_the_enquiry(pages: dict[str, HttpResponse]) -> None:
    for spot in spots():
        text = pages[address(spot, "en")].content.decode()
        assert text.index("Call 112 now") < text.index('<section class="section'), spot
        assert "not validated on patients" in text
        assert '<a class="button" href="/en/ask/' in text


@pytest.mark.django_db
def test_the_number_to_call_is_that_of_the_practice(site: Any, visitor: Client) -> None:
    Practice.objects.update(emergency_number="194")
    for path in ("", "heel/", "soleus/"):
        page = page_of(visitor.get(f"/en/atlas/{path}"))
        alarm = page.section("Call 194 now if this fits you")
        assert alarm.links == {"Call 194": "tel:194"}
        assert "tel:112" not in page.links.values()
        assert "Call 112" not in page


@pytest.mark.django_db
def test_the_pages_of_both_languages_name_each_other(pages: dict[str, HttpResponse]) -> None:
    pattern = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)">')
    for spot in spots():
        if spot.kind == "figure":
            continue
        pair = {language: address(spot, language) for language in LANGUAGES}
        for language, url in pair.items():
            text = pages[url].content.decode()
            assert dict(pattern.findall(text)) == {**pair, "x-default": pair["en"]}
            assert f'<link rel="canonical" href="http://testserver{url}">' in text
            other = next(one for one in LANGUAGES if one != language)
            menu = text[: text.index("<main")]
            assert f'href="{pair[other]}"' in menu, url


@pytest.mark.django_db
def test_other_figures_are_the_same_page_to_a_search_engine(site: Any, visitor: Client) -> None:
    text = text_of(visitor, "/en/atlas/female-sides/")
    assert '<link rel="canonical" href="http://testserver/en/atlas/">' in text
    assert "/en/atlas/female-sides/" not in text_of(visitor, "/sitemap.xml")
    assert 'href="/hr/atlas/zenski-lik-sa-strane/"' in text


@pytest.mark.django_db
def test_the_structured_data_names_the_muscle_and_no_review_that_nobody_made(site: Any, visitor: Client) -> None:
    parts = json_ld(text_of(visitor, "/hr/atlas/soleus/"))
    page = parts["MedicalWebPage"]
    assert page["about"]["@type"] == "Muscle"
    assert page["about"]["alternateName"] == ["Musculus soleus", "Soleus"]
    assert "lastReviewed" not in page
    trail = [step["item"] for step in parts["BreadcrumbList"]["itemListElement"]]
    assert trail == [f"http://testserver{path}" for path in ("/hr/", "/hr/atlas/", "/hr/atlas/soleus/")]
    place = json_ld(text_of(visitor, "/en/atlas/loin/"))["MedicalWebPage"]
    assert place["about"]["@type"] == "AnatomicalStructure"


@pytest.mark.django_db
def test_the_site_map_lists_every_muscle_and_place_in_both_languages(site: Any, visitor: Client) -> None:
    tree = ElementTree.fromstring(text_of(visitor, "/sitemap.xml"))
    listed = {element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    for language in LANGUAGES:
        for spot in all_public_spots():
            assert f"http://testserver{address(spot, language)}" in listed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("/en/search/?q=Quadratus", "/en/atlas/quadratus-lumborum/"),
        ("/en/search/?q=musculus+soleus", "/en/atlas/soleus/"),
        ("/hr/pretraga/?q=cetvrtasti+slabinski", "/hr/atlas/quadratus-lumborum/"),
        ("/hr/pretraga/?q=OBRTAČ", "/hr/atlas/sternocleidomastoideus/"),
        ("/en/search/?q=chewing+gum", "/en/atlas/masseter/"),
        ("/hr/pretraga/?q=slabina", "/hr/atlas/slabina/"),
    ],
)
def test_the_search_finds_muscles_and_places(site: Any, visitor: Client, query: str, found: str) -> None:
    assert found in page_of(visitor.get(query)).main.part("ul.entries").links.values()


@pytest.mark.django_db
def test_home_and_problem_pages_lead_to_the_atlas(site: Any, visitor: Client) -> None:
    assert page_of(visitor.get("/en/")).main.part("header.hero").links["Where does it hurt?"] == "/en/atlas/"
    croatian = as_published().site_map.by_key("lumbar-spine", "hr")
    assert croatian is not None
    problem = page_of(visitor.get(croatian.url)).section("Gdje točno boli?")
    assert {"/hr/atlas/slabina/", "/hr/atlas/"} <= set(problem.links.values())


@pytest.mark.django_db
def test_a_place_leads_to_the_problem_page_and_says_nothing_of_one_that_is_not_live(site: Any, visitor: Client) -> None:
    now = page_of(visitor.get("/en/atlas/loin/")).section("What now?")
    assert "/en/problems/low-back-pain/" in now.links.values()
    ConditionPage.objects.get(key="lumbar-spine", locale__language_code="en").unpublish()
    assert "low-back-pain" not in text_of(visitor, "/en/atlas/loin/")


@pytest.mark.django_db
def test_where_there_is_no_atlas_nothing_leads_to_it(site: Any, visitor: Client) -> None:
    AtlasPage.objects.get(locale__language_code="hr").unpublish()
    assert visitor.get("/hr/atlas/soleus/").status_code == 404
    assert visitor.get("/hr/atlas/").status_code == 404
    assert "/hr/atlas/" not in text_of(visitor, "/hr/")
    assert "/hr/atlas/" not in text_of(visitor, "/hr/pretraga/?q=soleus")
    assert "/hr/atlas/" not in text_of(visitor, "/en/atlas/soleus/")
    assert "/hr/atlas/" not in text_of(visitor, "/sitemap.xml")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nothing/", "soleus/more/", "quadratus_lumborum/", "zenski-lik/"])
def test_what_is_not_there_is_not_found(site: Any, visitor: Client, path: str) -> None:
    assert visitor.get(f"/en/atlas/{path}").status_code == 404


@pytest.mark.django_db
def test_the_practice_places_the_atlas_and_writes_its_introduction(site: Any, visitor: Client) -> None:
    page = AtlasPage.objects.get(locale__language_code="en")
    page.slug, page.lead = "body-map", "In our own words."
    page.save_revision().publish()
    assert page_of(visitor.get("/en/body-map/")).main.texts(".page-head .lead") == ["In our own words."]
    heel = page_of(visitor.get("/en/body-map/heel/")).section("Muscles that may send pain here")
    assert "/en/body-map/soleus/" in heel.links.values()
    assert visitor.get("/en/atlas/soleus/").status_code == 404


@pytest.mark.django_db
def test_a_draft_of_the_atlas_can_be_looked_at_before_it_was_ever_live(practice: Practice, rf: Any) -> None:
    home = HomePage(title="Home", slug="home-en", live=False)
    Page.get_first_root_node().add_child(instance=home)
    draft = AtlasPage(title="Where does it hurt?", slug="atlas", live=False)
    home.add_child(instance=draft)
    answer = draft.serve_preview(rf.get("/"), "")
    assert answer.status_code == 200
    assert STORE_HEADER not in answer.headers
    assert "/en/atlas/heel/" in page_of(answer).section("All places, from head to foot").links.values()


@pytest.mark.django_db
def test_a_page_of_the_atlas_is_light(pages: dict[str, HttpResponse]) -> None:
    """With style sheet and fonts (some 35 KB) a page stays within the 60 KB of the others."""
    limits = {"figure": 42_000, "place": 25_000, "muscle": 29_000}
    for spot in spots():
        weight = len(brotli.compress(pages[address(spot, "hr")].content, quality=6))
        assert weight <= limits[spot.kind], (spot, weight)
