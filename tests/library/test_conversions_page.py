"""The page of conversions: answered by addresses alone, in both languages, with what is taken for granted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.pages import page_of

from drypoint.knowledge.evidence.conversions import conversions

PAGE, CROATIAN = "/en/calculator/conversions/", "/hr/kalkulator/pretvorbe/"

pytestmark = pytest.mark.django_db


def test_every_conversion_is_offered_and_the_calculator_leads_there(site: Any, visitor: Client) -> None:
    page = page_of(visitor.get(PAGE))
    chosen = {address for address in page.main.links.values() if address.startswith("?convert=")}
    assert chosen == {f"?convert={name}#convert" for name in conversions()}
    assert PAGE in page_of(visitor.get("/en/calculator/")).main.links.values()
    assert page.main.links["To the calculator"] == "/en/calculator/"


@pytest.mark.parametrize("name", conversions())
def test_each_asks_what_it_takes_and_says_what_it_takes_for_granted(name: str, site: Any, visitor: Client) -> None:
    for page in (PAGE, CROATIAN):
        answer = visitor.get(page, {"convert": name})
        assert answer.status_code == 200
        assert {field["name"] for field in page_of(answer).part("form.form").select("input:not([type=hidden])")} == {
            one.name for one in conversions()[name].asked
        }
        assert conversions()[name].source in page_of(answer).main
        said = conversions()[name].assumption in page_of(answer).main
        assert said == (page == PAGE), "in the language of the page"


@pytest.mark.parametrize(
    ("page", "numbers", "found"),
    [
        (PAGE, {"or": "2.6", "baseline": "0.4", "low": "1.2", "high": "5.6"}, "1.5854 (1.1111 to 1.9718)"),
        (CROATIAN, {"or": "2,6", "baseline": "0,4"}, "1,5854"),
        (CROATIAN, {"or": " 2.6", "baseline": "0,4", "low": "", "high": ""}, "1,5854"),
    ],
)
def test_numbers_are_read_and_written_as_the_reader_does(
    page: str, numbers: dict[str, str], found: str, site: Any, visitor: Client
) -> None:
    answer = visitor.get(page, {"convert": "or-to-rr", **numbers})
    assert next(iter(page_of(answer).part("#result").facts.values())) == found
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_a_minus_is_read_and_written_as_print_has_it(site: Any, visitor: Client) -> None:
    answer = visitor.get(PAGE, {"convert": "smd-to-r", "smd": "\N{MINUS SIGN}0.5"})
    assert list(page_of(answer).part("#result").facts.values()) == ["\N{MINUS SIGN}0.24254"]


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"or": "-1", "baseline": "0.2"}, "A ratio must be above 0."),
        ({"or": "2", "baseline": "20"}, "A baseline risk must lie between 0 and 1, such as 0.2 for 20 of 100."),
        ({"or": "2", "baseline": "0.2", "low": "1"}, "Give both limits of the interval, or neither."),
        ({"or": "x", "baseline": "0.2"}, "Enter a number."),
        ({"or": "nan", "baseline": "0.2"}, "Enter a number."),
        ({"or": "2"}, "This field is required."),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_no_number(
    numbers: dict[str, str], sentence: str, site: Any, visitor: Client
) -> None:
    answer = visitor.get(PAGE, {"convert": "or-to-rr", **numbers})
    assert answer.status_code == 422
    assert sentence in page_of(answer).main
    assert not page_of(answer).select("#result")


def test_large_numbers_and_people_are_shown_in_full(site: Any, visitor: Client) -> None:
    groups = {"n1": "120000", "mean1": "123456", "sd1": "1", "n2": "3456", "mean2": "123456", "sd2": "1"}
    answer = visitor.get(PAGE, {"convert": "merge-groups", **groups})
    assert list(page_of(answer).part("#result").facts.values())[:2] == ["123456", "123456"]


@pytest.mark.parametrize(
    ("page", "numbers", "asks"),
    [
        (PAGE, {"smd": "1,234"}, "“1,234”: it cannot be told whether the “,” stands for decimals or for thousands"),
        (CROATIAN, {"smd": "1,234"}, "„1,234”: ne može se znati označava li „,” decimale ili tisućice"),
        (CROATIAN, {"smd": "1.234"}, "„1.234”: ne može se znati označava li „.” decimale ili tisućice"),
        (PAGE, {"smd": "0.5", "n1": "1.000", "n2": "1000"}, "“1.000”: write numbers without a sign for thousands."),
        (PAGE, {"smd": "0.5", "n1": "1,000", "n2": "1000"}, "“1,000”: write numbers without a sign for thousands."),
    ],
)
def test_a_sign_that_could_set_thousands_apart_is_asked_about(
    page: str, numbers: dict[str, str], asks: str, site: Any, visitor: Client
) -> None:
    answer = visitor.get(page, {"convert": "smd-to-r", **numbers})
    assert answer.status_code == 422
    errors = page_of(answer).part("[role=alert]").items
    assert len(errors) == 1
    assert asks in errors[0]
    assert not page_of(answer).select("#result")


@pytest.mark.parametrize(
    ("page", "smd", "found"),
    [
        (PAGE, "1.234", "0.52509"),
        (CROATIAN, "1,2340", "0,52509"),
        (CROATIAN, "0,5", "0,24254"),
        (PAGE, "0,125", "0.062378"),
    ],
)
def test_what_can_only_be_decimals_is_read_as_such(page: str, smd: str, found: str, site: Any, visitor: Client) -> None:
    answer = visitor.get(page, {"convert": "smd-to-r", "smd": smd})
    assert list(page_of(answer).part("#result").facts.values()) == [found]


@pytest.mark.parametrize(
    ("page", "found", "sentence"),
    [
        (PAGE, "2.6667 (from 1)", "the upper limit makes a risk of 1 or more, so it cannot be converted."),
        (CROATIAN, "2,6667 (od 1)", "gornja granica daje rizik od 1 ili više, pa se ne može pretvoriti."),
    ],
)
def test_an_upper_limit_that_cannot_be_is_said_beside_the_ratio(
    page: str, found: str, sentence: str, site: Any, visitor: Client
) -> None:
    answer = visitor.get(page, {"convert": "rr-to-or", "rr": "2", "low": "1", "high": "6", "baseline": "0.2"})
    assert answer.status_code == 200
    assert list(page_of(answer).part("#result").facts.values()) == [found]
    assert sentence in page_of(answer).main


def test_a_name_that_is_none_shows_the_list_alone(site: Any, visitor: Client) -> None:
    answer = visitor.get(PAGE, {"convert": "<b>"})
    assert answer.status_code == 200
    assert not page_of(answer).select("form.form")
    assert visitor.post(PAGE).status_code == 405
