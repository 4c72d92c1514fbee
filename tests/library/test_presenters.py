"""What the pages made of knowledge show, as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe
from tests.pages import Page
from tests.website.nodes import HOME, PRICES, around

from drypoint.knowledge.measures.smallest_change import PAIN_0_10
from drypoint.public.library.atlas.content import muscle_content, place_content
from drypoint.public.library.atlas.presenters import MusclePage, PlacePage, SpotView
from drypoint.public.library.evidence.presenters import ConditionEvidencePage, Judging, QuestionPage, choices
from drypoint.public.library.evidence.rows import PublishedRow, TrialRow
from drypoint.public.library.evidence.showing import AnswerView, EvidenceLink, Group, Others
from drypoint.public.library.evidence.words import Printed
from drypoint.public.website.drawn import PublicPage, draw
from drypoint.public.website.presenters import PageView

VIEW = PageView(
    kind="evidencepage", title="Neck pain", head_title="Neck pain", description="", eyebrow="", lead="", is_demo=False,
    is_preview=False, canonical="", alternates=(), sections=(), children=(), hours=(), hero=None, published_at=None,
    photo=None, photo_alt="", places=(), structured_data=mark_safe("{}"),
)  # fmt: skip
SPOT = SpotView("muscle", "Soleus", "Soleus", "", "", (), mark_safe("{}"))
JUDGING = Judging(page=PRICES, calculator_url="/en/calculator/", loaded_at=None, smallest_changes=PAIN_0_10)
NOTHING = Printed("")
TRIAL = TrialRow(
    id="t-1", name="Invented", year="2030", link="", how_read=NOTHING, origin="added here", people=Printed("adults"),
    needled=Printed("needling"), others=Printed("sham", "en"), n="40", outcome=Printed("pain"), instrument=NOTHING,
    when=NOTHING, result="", direction="less pain", remark=NOTHING, looks_wrong=("The interval is upside down.",),
)  # fmt: skip
REVIEW = PublishedRow(
    id="p-1", name=Printed("Review"), year="2020", link="https://example.org/p", how_read=NOTHING, origin="",
    people=Printed("adults"), comparison=Printed("sham"), outcome=Printed("pain"), when=NOTHING,
    result="−1.06 (−2; −0.1)", direction="less pain", certainty="low", authors_words=Printed("strong"), size="3 trials",
    remark=NOTHING, looks_wrong=(),
)  # fmt: skip
ANSWER = AnswerView(
    anchor="pain-now-sham", title="Compared with sham needling", url="/en/evidence/neck/pain-now/sham/",
    sentence="People had less pain.", size="One point.", level=2, shortly="less pain", basis="1 trial, no review.",
    notes=("Everybody knew.",), points=None, results=(), published=(REVIEW,), trials=(TRIAL,),
    own=("Too few trials.",), left_out=(("Invented 2", Printed("no interval")),),
)  # fmt: skip
GROUP = Group("pain-now", "Pain now", "Up to three months.", (ANSWER,))


def drawn(page: PublicPage) -> Page:
    with translation.override("en"):
        return Page(draw(page))


@pytest.mark.parametrize(("language", "neck", "all_asked"), [("en", "Neck pain", 4), ("hr", "Bol u vratu", 4)])
def test_the_form_offers_what_is_known_in_the_language_of_the_reader(language: str, neck: str, all_asked: int) -> None:
    with translation.override(language):
        offered = choices(["neck"])
    assert offered.conditions == (("neck", neck),)
    assert len(offered.asked) == all_asked
    assert "sham" in dict(offered.against)


def test_an_answer_says_how_sure_it_is_and_leads_to_its_numbers() -> None:
    page = drawn(ConditionEvidencePage(around(HOME), VIEW, (GROUP,), Others((), ()), JUDGING))
    answer = page.section("Compared with sham needling")
    assert "People had less pain. One point." in answer
    assert "Low certainty" in answer
    assert "Everybody knew." in answer
    assert list(answer.links.values()) == ["/en/evidence/neck/pain-now/sham/"]
    assert not page.has_section("Also known")


def test_a_condition_without_an_answer_shows_what_else_is_known() -> None:
    page = drawn(ConditionEvidencePage(around(HOME), VIEW, (), Others((REVIEW,), (TRIAL,)), JUDGING))
    assert "Nothing in our tables answers" in page.main
    assert len(page.section("Also known").rows) == 2


def test_a_trial_is_shown_as_printed_with_whatever_is_wrong_in_it() -> None:
    page = drawn(QuestionPage(around(HOME), VIEW, (GROUP,), (), (), JUDGING))
    (row,) = page.section("Trials in our table").rows
    assert row[0].startswith("Invented 2030 added here 40 people")
    assert row[3] == "no number seen looks wrong The interval is upside down."
    (row,) = page.section("What reviews printed").rows
    assert row[2].startswith("−1.06 (−2; −0.1) less pain 3 trials")
    assert row[3] == "low the authors say: strong"
    assert page.section("Why trials could not be pooled").items == ["Invented 2: no interval"]
    assert page.part('span[lang="en"]').text == "sham"


@pytest.mark.parametrize(
    ("changes", "links", "said"),
    [
        ({}, ["Prices", "Calculate it yourself"], False),
        ({"page": None}, ["Calculate it yourself"], False),
        ({"loaded_at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC)}, ["Prices", "Calculate it yourself"], True),
    ],
)
def test_how_it_was_judged_stands_below_and_tells_of_rows_of_the_practice(
    changes: dict[str, Any], links: list[str], said: bool
) -> None:
    page = drawn(QuestionPage(around(HOME), VIEW, (), (), (), replace(JUDGING, **changes)))
    judged = page.section("How we judged this")
    assert judged.texts("p.actions a") == links
    assert ("last loaded on 2 March 2026" in judged) is said
    assert len(judged.select("a[rel=noreferrer]")) == len([one for one in PAIN_0_10 if one.doi])


def test_one_way_to_go_is_no_choice() -> None:
    here, there = EvidenceLink("Pain now", "/1/", is_current=True), EvidenceLink("Function", "/2/")
    two = drawn(QuestionPage(around(HOME), VIEW, (), (here, there), (here,), JUDGING))
    assert two.section("What was measured").links == {"Pain now": "/1/", "Function": "/2/"}
    assert not two.has_section("Compared with")


def test_a_muscle_shows_each_part_only_if_there_is_something_in_it() -> None:
    whole = muscle_content("soleus", "/en/atlas/", "en")
    bare = replace(whole, stretch=None, others=(), together=(), against=(), sometimes=(), other_side=())
    parts = ("A stretch to try at home", "Related muscles", "What can look alike and is thought of first")
    shown, left = (drawn(MusclePage(around(HOME), SPOT, muscle, None)) for muscle in (whole, bare))
    assert [shown.has_section(part) for part in parts] == [True] * 3
    assert [left.has_section(part) for part in parts] == [False] * 3
    assert shown.section("Often").links == {link.title: link.url for link in whole.often}


@pytest.mark.parametrize("problem", [None, PRICES])
def test_a_place_leads_to_the_page_about_such_pain_if_there_is_one(problem: Any) -> None:
    place = place_content("heel", "/en/atlas/", "en")
    page = drawn(PlacePage(around(HOME), SPOT, place, problem))
    assert ("/en/prices/" in page.section("What now?").links.values()) is (problem is not None)
    assert {link.url for link in place.often} == set(page.section("Often, from the same side").links.values())
    assert page.section("See a doctor today if this fits you").items == list(place.alarms.same_day)
