"""A link with the settings of an analysis: it sets everything again, and nothing of the table is in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.library.test_calculator import CHOICES, PAGE, ask
from tests.pages import page_of

from drypoint.knowledge.evidence.effects import MEASURES
from drypoint.public.library.calculator.forms import CalculatorForm
from drypoint.public.library.calculator.linking import SETTINGS, settings_in, settings_query

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
NAMES = WORDS.filter(lambda word: not set(word) & set(",;"))
CHOSEN = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(sorted(MEASURES)),
        "method": st.sampled_from(["REML", "DL", "EE", "MH", "PETO"]),
        "adjustment": st.sampled_from(["normal", "hk", "hk_floor"]),
        "prediction": st.sampled_from(["riley", "metafor"]),
        "level": st.one_of(st.just("95"), st.floats(1, 99.9).map(repr)),
        "add": st.one_of(st.just(""), st.floats(0, 1).map(repr)),
        "to": st.sampled_from(["only0", "if0all", "all", "none"]),
        "by": st.one_of(st.just(""), NAMES),
        "moderators": st.lists(NAMES, max_size=3, unique=True).map(", ".join),
        "left": st.one_of(st.just(""), WORDS),
        "right": st.one_of(st.just(""), WORDS),
    }
)
# What no setting can be by chance.
CELLS = st.lists(st.from_regex(r"\Aqx[0-9]{6}qx\Z"), min_size=1, max_size=6)


@given(CHOSEN, CELLS, st.sampled_from(["en", "hr"]), st.sampled_from(["en", "hr"]))
def test_what_was_set_comes_back_in_either_language_and_nothing_of_the_table_goes_along(
    chosen: dict[str, str], cells: list[str], made_in: str, opened_in: str
) -> None:
    table = "study,yi,vi\n" + "\n".join(f"{cell},1,{cell}" for cell in cells)
    with translation.override(made_in):
        form = CalculatorForm({**chosen, "table": table})
        assert form.is_valid(), form.errors
        query = settings_query(form)
    assert not [cell for cell in cells if cell in unquote_plus(query)]
    assert {name for name, _value in parse_qsl(query)} <= set(SETTINGS)
    with translation.override(opened_in):
        opened = CalculatorForm(initial=settings_in(QueryDict(query).dict()))
        sent = {name: opened[name].value() for name in SETTINGS}
        again = CalculatorForm(
            {**{name: "" if one is None else str(one) for name, one in sent.items()}, "table": table}
        )
        assert again.is_valid(), again.errors
    assert {name: again.cleaned_data[name] for name in SETTINGS} == {name: form.cleaned_data[name] for name in SETTINGS}


@pytest.mark.django_db
def test_the_answer_leads_to_the_calculator_with_all_of_it_set(site: Any, visitor: Client) -> None:
    answer = ask(visitor, by="allocation", adjustment="hk", level="90", left="vaccine better")
    link = page_of(answer).links["The calculator with these settings"]
    assert link.startswith(PAGE)
    assert "Aronson" not in link
    opened = visitor.get(link.removesuffix("#ask"))
    assert opened.headers["X-Robots-Tag"] == "noindex"
    page = page_of(opened)
    assert "It holds no table" in page.main
    assert [one["value"] for one in page.select("select[name=adjustment] option[selected]")] == ["hk"]
    values = {name: page.select(f"input[name={name}]")[0].get("value") for name in ("by", "level", "left", "right")}
    assert values == {"by": "allocation", "level": "90.0", "left": "vaccine better", "right": None}
    assert page.select("textarea[name=table]")[0].get_text().strip() == ""
    assert "The calculator with these settings" not in page.links


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["measure=XX", "level=x&add=%00", "by=" + "x" * 400, "table=study%2Cyi", "measure[]=RR", "give=json"]
)
def test_what_the_form_would_refuse_is_left_out(query: str, site: Any, visitor: Client) -> None:
    assert settings_in(QueryDict(query).dict()) == {}
    page = page_of(visitor.get(f"{PAGE}?{query}"))
    assert "It holds no table" not in page.main
    assert page.select("textarea[name=table]")[0].get_text().strip() == ""
    assert set(CHOICES) == set(SETTINGS)
