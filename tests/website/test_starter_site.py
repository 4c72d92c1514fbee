"""The site as it stands after set-up, as a visitor and a search engine find it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles.finders import find as find_static
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.pages import Part, page_of
from wagtail.models import Page, Site

from drypoint.foundation.core.actors import SYSTEM, VISITOR, NotAllowedError
from drypoint.foundation.core.front.page_store import STORE_HEADER
from drypoint.foundation.core.models import AuditEntry, PageGeneration
from drypoint.foundation.practice.models import Practice
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.models import Claim, Source
from drypoint.public.claims.queries import claims_due
from drypoint.public.library.atlas.addresses import all_public_spots, spots, url_of
from drypoint.public.library.evidence.addresses import EVIDENCE_KIND
from drypoint.public.library.evidence.rendering import addresses_below
from drypoint.public.website import starter_loader
from drypoint.public.website.models import HomePage, PricesPage, TreatmentPage
from drypoint.public.website.published import as_published
from drypoint.public.website.queries import pages_waiting
from drypoint.public.website.site_map import Node

pytestmark = pytest.mark.django_db


class Answers(HTMLParser):
    """Collect the questions and answers that stand on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self.at = -1
        self.is_answer = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "details":
            self.is_answer = dict(attrs).get("class") == "answer"
        if tag == "summary" and self.is_answer:
            self.found.append(["", ""])
            self.at = 0

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "li"} and self.at == 1:
            self.found[-1][1] += " "
        elif tag == "summary" and self.is_answer:
            self.at = 1
        elif tag == "details":
            self.at = -1

    def handle_data(self, data: str) -> None:
        if self.at >= 0:
            self.found[-1][self.at] += data


def text_of(visitor: Client, url: str) -> str:
    answer = visitor.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def json_ld(text: str) -> list[dict[str, Any]]:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    found: list[dict[str, Any]] = json.loads(script)["@graph"]
    return found


Pages = dict[str, tuple[Node, HttpResponse]]
_ASKED: Pages = {}


@pytest.fixture
def pages(kept_site: None, visitor: Client) -> Pages:
    """Every page of the tree, asked for once: the site of each test is the same."""
    if not _ASKED:
        _ASKED.update({node.url: (node, visitor.get(node.url)) for node in as_published().site_map.nodes})
    return _ASKED


def test_every_starter_page_answers_in_both_languages(site: Any, pages: Pages) -> None:
    assert site.waiting == {}
    assert {node.language for node, _answer in pages.values()} == {"en", "hr"}
    for node, answer in pages.values():
        text = answer.content.decode()
        assert answer.status_code == 200, node.url
        assert text.count("<h1") == 1, node.url
        assert f'<html lang="{node.language}"' in text, node.url
        assert 'href="page:' not in text, node.url
        assert "<a>" not in text, node.url
        assert not re.search(r"\{[a-z_]+\}", text), node.url
        assert 'href=""' not in text, node.url
        assert answer.headers["Content-Language"] == node.language, node.url
        locale = page_of(answer).part('meta[property="og:locale"]').tags[0]["content"]
        assert locale == {"en": "en_GB", "hr": "hr_HR"}[node.language], node.url


@pytest.mark.parametrize(
    ("url", "folded", "told"),
    [
        ("/en/dry-needling/", ["How it may work", "Where it may be tried", "A short history"], "Kellgren"),
        ("/hr/suha-igla/", ["Kako možda djeluje", "Kod čega se može pokušati", "Kratka povijest"], "Kellgren"),
    ],
)
def test_what_nobody_must_read_first_is_folded_and_still_on_the_page(
    pages: Pages, url: str, folded: list[str], told: str
) -> None:
    page = page_of(pages[url][1])
    assert page.texts("details.folded > summary > h2[id]") == folded
    assert told in " ".join(page.texts("details.folded"))
    assert page.select("details[open]") == []
    assert not set(page.texts("details.folded .panel")), "what must not wait is never folded"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/en/", "From 15 to 60 EUR a visit."),
        ("/en/dry-needling/", "From 15 to 60 EUR a visit."),
        ("/hr/", "Od 15 do 60 EUR po dolasku."),
        ("/hr/suha-igla/", "Od 15 do 60 EUR po dolasku."),
    ],
)
def test_the_first_card_names_the_price(pages: Pages, url: str, said: str) -> None:
    assert [item for item in page_of(pages[url][1]).items if said in item]


def test_every_link_inside_the_site_leads_somewhere(pages: Pages, visitor: Client) -> None:
    seen: set[str] = set()
    for _node, answer in pages.values():
        seen |= set(re.findall(r'href="(/[^"#?]*)', answer.content.decode()))
    # test_atlas asks for every page of the atlas.
    atlas = {url_of(spot, f"/{language}/atlas/", language) for language in ("en", "hr") for spot in spots()}
    for path in seen - set(pages) - atlas:
        assert path.startswith("/static/") or visitor.get(path).status_code == 200, path


def test_nothing_of_one_visitor_is_in_a_page_that_all_may_get(
    pages: Pages,
) -> None:
    for _node, answer in pages.values():
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert STORE_HEADER in answer.headers
        assert b"csrfmiddlewaretoken" not in answer.content


def test_translations_name_each_other_and_the_default(pages: Pages) -> None:
    pattern = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)">')
    pairs = {url: dict(pattern.findall(answer.content.decode())) for url, (_node, answer) in pages.items()}
    for url, found in pairs.items():
        assert set(found) == {"en", "hr", "x-default"}, url
        assert url in found.values()
        assert found["x-default"] == found["en"]
        assert pairs[found["en"]] == pairs[found["hr"]]


def test_a_link_to_a_page_is_shown_with_a_picture_that_is_there(pages: Pages) -> None:
    address = re.compile(r'<meta property="og:image" content="http://testserver/static/([^"]+)">')
    for url, (_node, answer) in pages.items():
        (picture,) = address.findall(answer.content.decode())
        assert find_static(picture), url


def test_the_structured_questions_equal_the_visible_ones(pages: Pages) -> None:
    kinds = {"faqpage", "treatmentpage"}
    asked = {url: answer.content.decode() for url, (node, answer) in pages.items() if node.kind in kinds}
    assert asked
    for url, text in asked.items():
        shown = Answers()
        shown.feed(text)
        visible = [(question.strip(), " ".join(answer.split())) for question, answer in shown.found]
        faqs = [part for part in json_ld(text) if part["@type"] == "FAQPage"]
        told = [(one["name"], one["acceptedAnswer"]["text"]) for faq in faqs for one in faq["mainEntity"]]
        assert told == visible, url


def test_the_treatment_is_a_therapy_through_the_skin_by_a_clinic_that_rates_itself_nowhere(
    site: Any, visitor: Client
) -> None:
    text = text_of(visitor, "/en/dry-needling/")
    parts = {str(part["@type"]): part for part in json_ld(text)}
    assert parts["PhysicalTherapy"]["procedureType"] == "https://schema.org/PercutaneousProcedure"
    clinic = parts["['MedicalClinic', 'Physiotherapy']"]
    assert clinic["address"]["addressLocality"] == "Zagreb"
    assert clinic["openingHoursSpecification"][0]["opens"] == "08:00"
    assert "aggregateRating" not in text


def test_a_name_with_markup_cannot_leave_the_structured_data(site: Any, visitor: Client) -> None:
    Practice.objects.update(name="</script><script>alert(1)</script>")
    text = text_of(visitor, "/en/")
    assert "<script>alert" not in text
    assert json_ld(text)[0]["name"] == "</script><script>alert(1)</script>"


def test_the_treatment_page_shows_claims_steps_and_history(site: Any, visitor: Client) -> None:
    croatian = as_published().site_map.by_key("dry-needling", "hr")
    assert croatian is not None
    page = page_of(visitor.get(croatian.url)).main
    claims = page.select(".claim")
    assert len(claims) > 3
    assert set(page.texts(".claim .unreviewed")) == {"Nije provjereno"}
    assert any("doi.org" in url for url in Part(*claims).links.values())
    assert len(page.part("ol.mechanism-steps").texts(".step")) == 4
    assert "1979." in page.part("ol.timeline").texts(".when")


def test_the_same_drawing_and_text_cost_few_queries(
    site: Any, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    visitor.get("/en/dry-needling/")
    with django_assert_max_num_queries(12):
        visitor.get("/en/dry-needling/")


def test_outside_the_demo_pages_with_unreviewed_claims_wait_as_drafts(practice: Practice, visitor: Client) -> None:
    Practice.objects.update(is_demo=False)
    loaded = starter_loader._load(
        actor=SYSTEM, demo=False, languages=["en", "hr"], main_language="en", folder=starter_loader.STARTER
    )
    assert "en/dry-needling" in loaded.waiting
    assert "en/prices" in loaded.waiting
    assert not PricesPage.objects.filter(live=True).exists()
    assert not Page.objects.filter(title="Ana Primjer").exists()
    assert TreatmentPage.objects.get(key="dry-needling", locale__language_code="en").live is False
    assert visitor.get("/en/dry-needling/").status_code == 404
    today = timezone.localdate()
    assert {page.page.key for page in pages_waiting(today)} >= {"dry-needling", "prices"}
    assert len(claims_due(today)) == Claim.objects.count()


def test_loading_again_adds_nothing_and_resets_no_edited_page(site: Any) -> None:
    page = TreatmentPage.objects.get(key="dry-needling", locale__language_code="en")
    page.title = "Our own words"
    page.save()
    counts = (Page.objects.count(), Claim.objects.count(), Source.objects.count(), Site.objects.count())
    again = starter_loader._load(
        actor=SYSTEM, demo=True, languages=["en", "hr"], main_language="en", folder=starter_loader.STARTER
    )
    assert (again.made, again.live) == (0, 0)
    assert counts == (Page.objects.count(), Claim.objects.count(), Source.objects.count(), Site.objects.count())
    assert TreatmentPage.objects.get(pk=page.pk).title == "Our own words"


def test_wagtails_own_first_page_is_gone(site: Any) -> None:
    assert not Page.objects.filter(depth=2).exclude(pk__in=HomePage.objects.values("pk")).exists()


def test_a_visitor_cannot_load_the_starter_site(practice: Practice) -> None:
    with pytest.raises(NotAllowedError):
        starter_loader.load_starter(actor=VISITOR, demo=True, languages=["en"], main_language="en")


def test_loading_the_starter_pages_leaves_one_line(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starter_loader, "read_pages", lambda _language, _folder: [])
    monkeypatch.setattr(starter_loader, "_site", lambda _language: None)
    starter_loader.load_starter(actor=SYSTEM, demo=False, languages=["en"], main_language="en")
    (entry,) = AuditEntry.objects.filter(action="website.load_starter")
    assert (entry.actor_kind, entry.facts) == ("system", {"made": 0, "live": 0, "demo": False})


def test_publishing_raises_the_generation_of_the_kept_pages(site: Any) -> None:
    def generation() -> int:
        return PageGeneration.objects.get(pk=1).number

    page = TreatmentPage.objects.get(key="dry-needling", locale__language_code="en")
    before = generation()
    revision = page.save_revision()
    assert generation() == before
    revision.publish()
    published = generation()
    assert published > before
    Claim.objects.first().save()  # type: ignore[union-attr]
    claimed = generation()
    assert claimed > published
    Source.objects.first().save()  # type: ignore[union-attr]
    assert generation() > claimed


def test_a_page_is_kept_until_its_first_review_grows_old(site: Any, visitor: Client) -> None:
    Claim.objects.update(reviewed_on=timezone.localdate() - timedelta(days=300))
    kept_until = int(visitor.get("/en/dry-needling/").headers[STORE_HEADER])
    days = (kept_until - timezone.now().timestamp()) / 86_400
    assert 60 < days < 70


def test_the_menu_and_the_other_language_stand_on_every_page(site: Any, visitor: Client) -> None:
    page = page_of(visitor.get("/en/prices/"))
    croatian = as_published().site_map.by_key("prices", "hr")
    assert croatian is not None
    assert {"/en/dry-needling/", croatian.url} <= set(page.section("Main menu").links.values())
    assert page.part('#menu [aria-current="page"]').text == "Prices"
    assert all(price.endswith(" EUR") for *_rest, price in page.main.part("table").rows)


@pytest.mark.parametrize("path", ["/en/dry-needling/", "/hr/suha-igla/"])
def test_the_treatment_page_says_once_what_nobody_has_reviewed_and_its_sources_are_folded(
    site: Any, visitor: Client, path: str
) -> None:
    main = page_of(visitor.get(path)).main
    assert len(main.select(".claim .unreviewed")) > 15
    assert len(main.select("p.note > .unreviewed")) == 1
    assert main.select(".claim .tag") == []
    links = main.select("a[href]")
    assert len(links) > 60
    assert len([link for link in links if link.find_parent("details") is None]) < 30


def test_search_finds_pages_of_its_language_only(site: Any, visitor: Client) -> None:
    call_command("update_index", verbosity=0)
    answer = visitor.get("/en/search/?q=acupuncture")
    assert "no-store" in answer.headers["Cache-Control"]
    found = page_of(answer).main.part("ul.entries")
    assert "/en/questions/" in found.links.values()
    croatian = page_of(visitor.get("/hr/pretraga/?q=bol")).main.part("ul.entries").links
    assert croatian
    assert all(url.startswith("/hr/") for url in croatian.values())


def test_what_was_looked_for_stands_in_the_field_as_it_was_typed(site: Any, visitor: Client) -> None:
    page = page_of(visitor.get("/en/search/?q=<script>"))
    assert page.part("#q").tags[0]["value"] == "<script>"
    assert page.part("[role=status]").text.startswith("Nothing was found for “<script>”.")


def test_a_missing_page_suggests_pages_that_look_like_it(site: Any, visitor: Client) -> None:
    answer = visitor.get("/en/low-back-pain/")
    assert answer.status_code == 404
    page = page_of(answer)
    assert page.heading == "There is no such page"
    assert "/en/problems/low-back-pain/" in page.main.part("ul.entries").links.values()


def test_crawlers_are_told_what_is_for_them(site: Any, visitor: Client) -> None:
    robots = text_of(visitor, "/robots.txt")
    assert "Disallow: /desk/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    tree = ElementTree.fromstring(text_of(visitor, "/sitemap.xml"))
    site_map = as_published().site_map
    below = [addresses_below(node, site_map, in_use()) for node in site_map.nodes if node.kind == EVIDENCE_KIND]
    below_the_tree = 2 * len(all_public_spots()) + sum(len(list(one)) for one in below)
    calculators = forms = len(site_map.languages)
    assert len(tree) == len(site_map.nodes) + below_the_tree + calculators + forms
    feed = ElementTree.fromstring(text_of(visitor, "/en/news.xml"))
    assert len(feed.findall("./channel/item")) == 1


def test_the_bare_host_leads_to_the_language_of_the_browser(site: Any, visitor: Client) -> None:
    assert visitor.get("/", headers={"accept-language": "hr"}).headers["Location"] == "/hr/"
    assert visitor.get("/", headers={"accept-language": "fr"}).headers["Location"] == "/en/"


def test_only_renditions_of_pictures_are_public(site: Any, visitor: Client) -> None:
    for name in ("images/../drypoint.sqlite3", "images/none.webp", "original_images/a.jpg"):
        assert visitor.get(f"/media/{name}").status_code in {400, 404}
