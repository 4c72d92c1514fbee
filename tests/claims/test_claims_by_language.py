"""What claims say, by language: kept when the columns went, searched, and shown in English where there is no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from drypoint.public.claims import rules
from drypoint.public.claims.models import Claim, ClaimSource, Source

# As commit 50e1cba computed it for the words below and the sources 1 and 2.
OLD_FINGERPRINT = "225d5aeb6302a3b3b1dacdc413f74da6eb4026c580929e36af2dbac9430d4889"
MIGRATION = import_module("drypoint.public.website.migrations.0004_claims_by_language")


def claim(**changes: Any) -> Claim:
    words = {"texts": {"en": "Some hurt less.", "hr": "Neke manje bole leđa."}, "reasons": {"en": "A.", "hr": "B."}}
    return Claim.objects.create(**{"key": "test", "certainty": "low", **words, **changes})


@pytest.mark.django_db
def test_a_review_of_the_time_of_columns_still_holds() -> None:
    row = claim(topic="neck")
    for number, key in enumerate(("b", "a")):
        source = Source.objects.create(key=key, citation=key)
        ClaimSource.objects.create(claim=row, source=source, sort_order=1 - number)
    # The migration knows the tables by the room that they were in then.
    then = SimpleNamespace(get_model=lambda _room, model: apps.get_model("claims", model))
    ((found, sources),) = MIGRATION.claims_with_sources(then)
    assert sources == [source.pk for source in row.ordered_sources()]
    assert MIGRATION.new_fingerprint(found, sources) == row.digest()
    columns = SimpleNamespace(
        text_en="Some hurt less.",
        text_hr="Neke manje bole leđa.",
        certainty="low",
        certainty_reason_en="A.",
        certainty_reason_hr="B.",
        topic="",
    )
    assert MIGRATION.old_fingerprint(columns, [1, 2]) == OLD_FINGERPRINT


@pytest.mark.django_db
def test_a_claim_says_english_where_it_has_no_other_words() -> None:
    row = claim()
    assert (row.text_in("hr"), row.text_in("xx")) == ("Neke manje bole leđa.", "Some hurt less.")
    assert [code for code, _text, _reason in row.said()] == ["en", "hr"]


@pytest.mark.django_db
def test_the_fingerprint_covers_every_word_and_its_language() -> None:
    row = claim()
    signed = row.digest()
    for texts in ({"en": "Some hurt less."}, {"hr": "Some hurt less.", "en": "Neke manje bole leđa."}):
        row.texts = texts
        assert row.digest() != signed
    row.texts = {"en": "Some hurt less.", "hr": "Neke manje bole leđa.", "xx": " "}
    assert row.digest() == signed


@pytest.mark.django_db
def test_the_column_is_searched_with_its_letters() -> None:
    claim()
    assert Claim.objects.filter(texts__icontains="leđa").exists()


FACTS = rules.ClaimFacts(
    texts_in=frozenset({"en", "hr"}),
    reasons_in=frozenset({"en", "hr"}),
    has_source=True,
    has_certainty=True,
    has_reviewer=True,
    reviewed_on=date(2026, 3, 2),
    is_as_reviewed=True,
    is_demo=False,
)


@pytest.mark.parametrize(
    ("languages", "changes", "is_fine"),
    [
        ({"en", "hr"}, {}, True),
        ({"en"}, {}, True),
        ({"en", "xx"}, {}, False),
        ({"en", "hr"}, {"texts_in": frozenset({"en"})}, False),
        ({"en", "hr"}, {"texts_in": frozenset({"hr"})}, False),
        ({"en", "hr"}, {"reasons_in": frozenset({"en"})}, False),
        ({"en"}, {"texts_in": frozenset({"en"}), "reasons_in": frozenset({"en"})}, True),
    ],
)
def test_a_claim_must_say_it_in_every_language_asked_for(
    languages: set[str], changes: dict[str, Any], is_fine: bool
) -> None:
    facts = replace(FACTS, **changes)
    assert rules.is_publishable(facts, date(2026, 3, 3), languages=languages) == is_fine
    assert rules.is_shown(facts, date(2026, 3, 3), languages=languages) == is_fine
