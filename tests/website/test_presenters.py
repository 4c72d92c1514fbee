"""What the pages of the site show, as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe
from tests.pages import Page
from tests.website.nodes import AT, HOME, LOW_BACK, NECK, PRICES, around, node, site_map

from drypoint.foundation.practice.rules import open_times
from drypoint.public.claims.queries import ClaimView, SourceView
from drypoint.public.website import news, presenters
from drypoint.public.website.body import Block, Body, price_range
from drypoint.public.website.drawn import ForEverybody, draw
from drypoint.public.website.extensions import Address, Alternate, Found, Link
from drypoint.public.website.machines.presenters import SiteMapEntry, site_map_file
from drypoint.public.website.machines.presenters import feed as news_feed
from drypoint.public.website.models import NewsIndexPage
from drypoint.public.website.searching import MOST, in_order
from drypoint.public.website.site_map import Node
from drypoint.public.website.stored import Price

HTML = mark_safe("<p>It <strong>may</strong> help.</p>")
SOURCE = SourceView("Simons 1999", "en", "https://example.org/1", "read whole")


def test_a_search_names_first_what_is_called_so_and_last_what_is_only_described_so() -> None:
    beside = Found(named=[Link("Trapezius", "/en/atlas/trapezius/")], described=[Link("Neck", "/en/atlas/neck/")])
    links = in_order(
        [Link("Necks", "/en/necks/")], beside, [Link("Prices", "/en/prices/"), Link("Necks", "/en/necks/")]
    )
    assert [link.title for link in links] == ["Necks", "Trapezius", "Prices", "Neck"]


def test_a_search_shows_no_more_than_anybody_reads() -> None:
    beside = Found(named=[Link(str(number), f"/{number}/") for number in range(15)])
    links = in_order([], beside, [Link(str(number), f"/{number}/") for number in range(15, 40)])
    assert len(links) == MOST == 20


@pytest.mark.parametrize(
    ("asked", "suggested"),
    [
        ("low back pain", ["Low back pain"]),
        ("PAIN", ["Low back pain"]),
        ("old prices", ["Prices"]),
        ("vrat", ["Prices"]),  # a page of another language is no help; the menu is
        ("low", ["Prices"]),  # words this short are in every address
        ("", ["Prices"]),
    ],
)
def test_a_missing_page_suggests_what_shares_a_word_with_it_and_else_the_menu(asked: str, suggested: list[str]) -> None:
    nodes = (HOME, PRICES, LOW_BACK, NECK)
    page = presenters.not_found_page(around(*nodes), asked, site_map(*nodes))
    assert [one.title for one in page.suggestions] == suggested


def test_a_missing_page_suggests_six_pages_at_most() -> None:
    nodes = [node(number, f"Pain {number}", f"/en/pain-{number}/") for number in range(2, 12)]
    assert len(presenters.not_found_page(around(*nodes), "pain", site_map(*nodes)).suggestions) == 6


def test_the_site_map_tells_pages_with_their_translations_and_then_what_is_no_row_of_the_tree() -> None:
    twin = node(5, "Cijene", "/hr/cijene/", translation_key=PRICES.translation_key)
    homes = (HOME, node(6, "Početna", "/hr/", "homepage"))
    spot = Address("http://testserver/en/atlas/neck/", (Alternate("en", "http://testserver/en/atlas/neck/"),))
    entries = site_map_file(site_map(*homes, PRICES, twin), [spot]).entries
    found = {entry.url: entry for entry in entries}
    assert found["http://testserver/en/prices/"].changed_at == AT
    assert [one.hreflang for one in found["http://testserver/en/prices/"].alternates] == ["en", "hr", "x-default"]
    assert entries[-1] == SiteMapEntry(spot.url, None, spot.alternates)


def test_a_feed_holds_the_newest_articles_of_its_language_first() -> None:
    old, new, undated = (
        node(number, title, f"/en/news/{title}/", "articlepage", published_at=at)
        for number, title, at in ((7, "old", AT - timedelta(days=9)), (8, "new", AT), (9, "undated", None))
    )
    foreign = node(10, "novo", "/hr/novosti/novo/", "articlepage")
    feed = news_feed("Primjer", "en", "/en/news.xml", [old, new, undated, foreign, PRICES])
    assert [article.title for article, _url in feed.articles] == ["new", "old", "undated"]
    assert feed.articles[0][1] == "http://testserver/en/news/new/"
    assert (feed.home, feed.address) == ("http://testserver/en/", "http://testserver/en/news.xml")


def test_a_feed_ends_after_twenty_articles() -> None:
    many = [node(number, str(number), f"/en/news/{number}/", "articlepage") for number in range(7, 28)]
    assert len(news_feed("Primjer", "en", "/en/news.xml", many).articles) == 20


def test_neighbouring_days_with_the_same_hours_are_one_line() -> None:
    hours = [{"day": day, "opens": "08:00", "closes": "16:00"} for day in ("mo", "tu", "we")]
    ranges = presenters.open_ranges(open_times([*hours, {"day": "fr", "opens": "10:00", "closes": "12:00"}]))
    with translation.override("en"):
        assert [(str(one.first), str(one.last)) for one in ranges] == [("Mon", "Wed"), ("Fri", "Fri")]
    assert (ranges[1].opens, ranges[1].closes) == (time(10), time(12))


@pytest.mark.parametrize(
    ("title", "name", "shown"),
    [("Prices", "Primjer", "Prices · Primjer"), ("Primjer: all", "Primjer", "Primjer: all"), ("Prices", "", "Prices")],
)  # fmt: skip
def test_the_title_bar_names_the_practice_once(title: str, name: str, shown: str) -> None:
    assert presenters.head_title(title, name) == shown


VIEW = presenters.PageView(
    kind="legalpage", title="", head_title="", description="", eyebrow="", lead="", is_demo=False, is_preview=False,
    canonical="", alternates=(), sections=(), children=(), hours=(), hero=None, published_at=None, photo=None,
    photo_alt="", places=(), structured_data=mark_safe("{}"),
)  # fmt: skip


def articles(count: int) -> list[Node]:
    """Return articles of as many days, the oldest first."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        node(number, str(number), f"/en/news/a{number}/", "articlepage", published_at=first + timedelta(days=number))
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("count", "number", "first", "shown", "newer", "older"),
    [
        (0, 1, None, 0, "", ""),
        (30, 1, "30", 30, "", ""),
        (31, 1, "31", 30, "", "/en/news/2/"),
        (31, 2, "1", 1, "/en/news/", ""),
        (95, 3, "35", 30, "/en/news/2/", "/en/news/4/"),
    ],
)
def test_news_stand_in_parts_of_thirty_with_the_newest_first(
    count: int, number: int, first: str | None, shown: int, newer: str, older: str
) -> None:
    part = presenters.part_of_news(articles(count), "/en/news/", number)
    assert part is not None
    assert [one.title for one in part.articles][:1] == ([first] if first else [])
    assert (len(part.articles), part.newer_url, part.older_url) == (shown, newer, older)


@pytest.mark.parametrize(("count", "number"), [(0, 0), (0, 2), (30, 2), (31, 3), (31, -1)])
def test_there_is_no_part_of_the_news_beyond_the_last(count: int, number: int) -> None:
    assert presenters.part_of_news(articles(count), "/en/news/", number) is None


@pytest.mark.parametrize(
    ("path", "number"),
    [(["2"], 2), (["10"], 10), (["1"], None), (["0"], None), (["02"], None), (["²"], None), (["٣"], None),
     (["2", "3"], None), ([], None), (["99999"], None), (["x"], None)],
)  # fmt: skip
def test_a_part_of_the_news_has_one_address(path: list[str], number: int | None) -> None:
    assert news.number_below(Mock(spec=NewsIndexPage), path) == number


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("homepage", presenters.FirstPage),
        ("conditionpage", presenters.ProblemPage),
        ("conditionindexpage", presenters.ProblemPage),
        ("teampage", presenters.TeamMembersPage),
        ("personpage", presenters.TeamMemberPage),
        ("contactpage", presenters.HoursPage),
        ("legalpage", presenters.PlainPage),
        ("articlepage", presenters.PlainPage),
    ],
)
def test_each_type_of_page_is_shown_in_its_own_way(kind: str, shown: type) -> None:
    view = replace(VIEW, kind=kind)
    assert type(presenters.plain_page(around(HOME), view)) is shown


def claim(state: str, *, is_shown: bool = True, **changes: object) -> presenters.ShownClaim:
    view = ClaimView("k", "It may help.", 2, "Few trials.", (SOURCE,), "Eva", date(2026, 3, 2), state, is_shown)
    return presenters.ShownClaim(replace(view, **changes), is_shown=is_shown, evidence_url="/en/evidence/neck/")  # type: ignore[arg-type]


def drawn(block: ForEverybody) -> Page:
    with translation.override("en"):
        return Page(draw(block))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("reviewed", "Reviewed by Eva on 2 March 2026."),
        ("stale", "Reviewed by Eva on 2 March 2026."),
        ("data_changed", "Reviewed by Eva on 2 March 2026."),
        ("changed", "Changed since its last review."),
        ("not_reviewed", ""),
    ],
)
def test_a_claim_says_who_answers_for_it_and_how_it_stands(state: str, said: str) -> None:
    page = drawn(claim(state))
    assert page.texts(".claim > p") == ["It may help."]
    assert page.texts(".basis > details > p") == list(
        filter(None, ["Few trials.", "Source: Simons 1999", said, "The numbers behind this"])
    )
    assert page.links["Simons 1999"] == "https://example.org/1"
    assert "Low certainty" in page
    assert bool(page.select(".overdue")) is (state != "reviewed")


@pytest.mark.parametrize(
    ("state", "marked"),
    [
        ("reviewed", []),
        ("stale", ["This review is older than 12 months"]),
        ("data_changed", ["The data changed after this review"]),
        ("changed", ["Being reviewed"]),
        ("not_reviewed", []),
    ],
)
def test_how_sure_a_claim_is_and_that_its_review_is_wanting_is_seen_before_it_is_unfolded(
    state: str, marked: list[str]
) -> None:
    page = drawn(claim(state))
    assert page.texts(".basis > .tag") == marked
    assert page.texts(".basis > .unreviewed") == (["Not reviewed"] if state == "not_reviewed" else [])
    assert page.texts(".basis > .certainty") == ["Low certainty"]
    assert page.texts("details[open]") == []


def sections_of(*shown: Any) -> Page:
    with translation.override("en"):
        made = Body(tuple(Block(one) for one in shown), None, "en").sections()
    return Page("".join(f"<section>{section.html}</section>" for section in made))


def test_what_the_mark_of_unreviewed_claims_means_is_said_once_before_the_first_and_not_in_a_fold() -> None:
    folded = (presenters.SectionHeading("History", "history"), presenters.ShownTimeline(()), claim("not_reviewed"))
    plain = (
        presenters.SectionHeading("Risks", "risks"),
        claim("reviewed"),
        claim("not_reviewed"),
        claim("not_reviewed"),
    )
    page = sections_of(*folded, *plain)
    assert len(page.select(".claim .unreviewed")) == 3
    (key,) = page.select("p.note:has(> .unreviewed)")
    assert "no clinician of this practice has checked them yet" in key.get_text()
    assert [one.get("class") for one in key.find_parent("section").find_all(recursive=False)] == [
        ["claim"], ["note"], ["claim", "overdue"], ["claim", "overdue"]
    ]  # fmt: skip
    assert len(sections_of(*folded).select("p.note:has(> .unreviewed)")) == 1
    begun = sections_of(presenters.ShownTimeline(()), claim("not_reviewed"), *plain).select("p.note:has(> .unreviewed)")
    assert [str(one.find_parent("section").contents[0].name) for one in begun] == ["ol"]
    assert sections_of(claim("reviewed"), claim("changed")).select(".unreviewed") == []


def price(cents: int | None, currency: str = "EUR") -> Price:
    return {"service": "A visit", "duration_minutes": 30, "amount_cents": cents, "currency": currency, "note": None}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], ""),
        ([price(None)], ""),
        ([price(0)], ""),
        ([price(4500), price(0), price(None)], "45 EUR a visit."),
        ([price(4500), price(1550), price(6000)], "From 15.50 to 60 EUR a visit."),
        ([price(4500), price(5000, "CHF")], ""),
    ],
)
def test_the_card_names_the_least_and_the_most_that_a_visit_costs(rows: list[Price], said: str) -> None:
    with translation.override("en"):
        assert price_range(rows) == said


@pytest.mark.parametrize(("headed", "listed"), [(4, 0), (5, 5)])
def test_a_page_of_many_parts_begins_with_a_list_of_them(headed: int, listed: int) -> None:
    parts = [presenters.Section(f"part-{number}", f"Part {number}", HTML) for number in range(headed)]
    view = replace(VIEW, sections=(presenters.Section("", "", HTML), *parts))
    assert [part.anchor for part in view.contents] == [f"part-{number}" for number in range(listed)]


@pytest.mark.parametrize(
    "block", [presenters.ShownClaim(None, is_shown=False, evidence_url=""), claim("not_reviewed", is_shown=False)]
)
def test_a_claim_that_is_gone_or_waits_leaves_a_sentence_and_none_of_its_words(block: presenters.ShownClaim) -> None:
    assert drawn(block).text == "A statement stood here. It is being reviewed by a clinician."


@pytest.mark.parametrize(
    ("is_emergency", "number", "links"),
    [(True, "194", {"Call 194": "tel:194"}), (True, "", {}), (False, "194", {})],
)
def test_a_warning_tells_whom_to_call_in_an_emergency(is_emergency: bool, number: str, links: dict[str, str]) -> None:
    page = drawn(presenters.ShownWarning("Chest pain", HTML, is_emergency=is_emergency, emergency_number=number))
    assert page.links == links
    assert page.section("Chest pain").texts("p")[0] == "It may help."


def test_prices_that_are_invented_say_so_and_what_is_asked_for_has_none() -> None:
    rows = (
        presenters.PriceLine("First visit", "with a report", 60, "50.00", "EUR"),
        presenters.PriceLine("At home", "", None, "", "EUR"),
    )
    invented = drawn(presenters.ShownPrices(rows, is_invented=True))
    assert invented.rows == [["First visit with a report", "60 min", "50.00 EUR"], ["At home", "", ""]]
    assert len(invented.texts(".message.warning")) == 1
    assert not drawn(presenters.ShownPrices(rows, is_invented=False)).select(".message")


def test_facts_events_and_steps_stand_beside_their_sources() -> None:
    fact = presenters.FactLine("Since", "1979", (SOURCE, SourceView("Knjiga", "hr", "", "")))
    event = presenters.TimelineEvent("1979", HTML, (SOURCE,))
    step = presenters.MechanismStep("In the muscle", HTML, "Not sure.", ())
    assert drawn(presenters.ShownFacts((fact,))).facts == {
        "Since": "1979 Where this comes from Sources: Simons 1999 · Knjiga"
    }
    assert drawn(presenters.ShownTimeline((event,))).items == ["1979 It may help. Source: Simons 1999"]
    steps = drawn(presenters.ShownMechanism(mark_safe("<svg></svg>"), (step,)))
    assert steps.items == ["1 In the muscle It may help. How sure? Not sure."]


def test_a_source_is_read_aloud_in_its_own_language() -> None:
    fact = presenters.FactLine("Since", "1979", (SOURCE, SourceView("Knjiga", "hr", "", "")))
    said = drawn(presenters.ShownFacts((fact,))).select(".note [lang]")
    assert [(one.get_text(), one["lang"]) for one in said] == [("Simons 1999", "en"), ("Knjiga", "hr")]


def test_texts_headings_questions_and_invitations_are_drawn_as_they_are() -> None:
    assert draw(presenters.ShownText(HTML)).strip() == f'<div class="prose">{HTML}</div>'
    assert draw(presenters.ShownHeading("A & B", "a-b")).strip() == '<h3 id="a-b">A &amp; B</h3>'
    answers = drawn(presenters.ShownAnswers((presenters.QuestionAndAnswer("Does it hurt?", HTML),)))
    assert answers.section("Does it hurt?").text == "Does it hurt? It may help."
    assert drawn(presenters.ShownCallToAction(HTML, "Ask", "/en/ask/")).links == {"Ask": "/en/ask/"}
    assert drawn(presenters.ShownCallToAction(HTML, "Ask", "")).links == {}
    assert drawn(presenters.ShownProblems((LOW_BACK,))).items == ["Low back pain About Low back pain."]


def test_a_drawing_or_picture_that_is_gone_leaves_nothing() -> None:
    assert draw(presenters.ShownFigure(mark_safe(""), "A caption")).strip() == ""
    assert draw(presenters.ShownPicture(None, "", "A caption")).strip() == ""
    figure = drawn(presenters.ShownFigure(mark_safe("<svg></svg>"), "A caption"))
    assert figure.texts("figcaption") == ["A caption"]
