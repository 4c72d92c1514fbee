"""The gate: what it finds on a page, claim by claim and word by word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.website.test_publishing_doors import claim, home, reviewed

from drypoint.foundation.accounts.models import User
from drypoint.foundation.practice.models import Practice
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.faults import Fault
from drypoint.public.claims.models import AllowedWord, Claim, ClaimSource, Source
from drypoint.public.website.gate import GateFacts, PublishingRefused, faults_of, require_publishable
from drypoint.public.website.models import HomePage, TreatmentPage

pytestmark = pytest.mark.django_db
__all__ = ["claim", "home"]


def change(claim: Claim, **values: Any) -> None:
    """Change a claim and let its reviewer sign for it again, so that nothing else is wrong with it."""
    Claim.objects.filter(pk=claim.pk).update(**values)
    sign(claim)


def say(claim: Claim, *, signed: bool = True, **words: dict[str, str]) -> None:
    """Change what a claim says, in one language, and let its reviewer sign for it again."""
    now = Claim.objects.get(pk=claim.pk)
    for name, changed in words.items():
        setattr(now, name, {**getattr(now, name), **changed})
    now.save()
    if signed:
        sign(claim)


def sign(claim: Claim) -> None:
    now = Claim.objects.get(pk=claim.pk)
    Claim.objects.filter(pk=claim.pk).update(reviewed_digest=now.digest())


def no_source(claim: Claim) -> None:
    ClaimSource.objects.filter(claim=claim).delete()
    sign(claim)


LACKS: list[tuple[Callable[[Claim], object], str]] = [
    (no_source, "It names no source"),
    (lambda claim: change(claim, certainty=""), "how certain it is, and why"),
    (lambda claim: say(claim, reasons={"en": " "}), "how certain it is, and why"),
    (lambda claim: say(claim, reasons={"hr": ""}), "how certain it is, and why"),
    (lambda claim: say(claim, texts={"en": " "}), "missing in a language of the site"),
    (lambda claim: say(claim, texts={"hr": ""}), "missing in a language of the site"),
    (lambda claim: change(claim, is_demo=True), "claim of the demo"),
    (lambda claim: change(claim, reviewer=None), "Nobody has reviewed it"),
    (lambda claim: change(claim, reviewed_on=None), "no date of review"),
    (lambda claim: change(claim, reviewed_on=timezone.localdate() + timedelta(days=1)), "lies in the future"),
    (lambda claim: say(claim, texts={"en": "Other."}, signed=False), "changed after its review"),
    (lambda claim: Claim.objects.filter(pk=claim.pk).delete(), "no longer exists"),
    (lambda claim: say(claim, texts={"en": "It is proven to work."}), "proven to"),
    (lambda claim: say(claim, texts={"hr": "To je dokazano."}), "dokazano"),
    (lambda claim: say(claim, reasons={"en": "A guaranteed result."}), "guaranteed"),
    (lambda claim: say(claim, reasons={"hr": "Zajamčen ishod."}), "Zajamčen"),
]
NAMES = [
    "no source", "no certainty", "no reason in English", "no reason in Croatian", "no English text",
    "no Croatian text", "of the demo", "no reviewer", "no date of review", "review in the future",
    "changed after its review", "deleted", "word in English", "word in Croatian", "word in the English reason",
    "word in the Croatian reason",
]  # fmt: skip


@pytest.fixture
def page(practice: Practice, claim: Claim, person_of_role: Callable[[str], User]) -> TreatmentPage:
    """A page of a real practice, nowhere in the tree yet, whose claim is in order."""
    Practice.objects.update(is_demo=False)
    reviewed(claim, person_of_role("clinician"))
    return TreatmentPage(title="Dry needling", slug="dry-needling", body=[("claim", {"claim": claim})])


def again(page: TreatmentPage) -> tuple[Fault, ...]:
    """Ask the gate about the page as it would come from its stored form."""
    body = page.body.get_prep_value()
    return faults_of(TreatmentPage(pk=page.pk, title=page.title, slug=page.slug, lead=page.lead, body=body))


def test_a_page_whose_claim_is_in_order_has_no_fault(page: TreatmentPage) -> None:
    assert again(page) == ()
    require_publishable(page)


@pytest.mark.parametrize(("lack", "reason"), LACKS, ids=NAMES)
def test_the_gate_says_what_a_claim_lacks(
    lack: Callable[[Claim], object], reason: str, page: TreatmentPage, claim: Claim
) -> None:
    lack(claim)
    (fault,) = again(page)
    assert reason in str(fault)


@pytest.mark.parametrize("today", [0, 1], ids=["the day before", "the day itself"])
def test_the_day_that_counts_may_be_given(page: TreatmentPage, claim: Claim, today: int) -> None:
    day = timezone.localdate() + timedelta(days=10)
    change(claim, reviewed_on=day)
    assert len(faults_of(page, day - timedelta(days=1 - today))) == 1 - today


def test_each_claim_is_named_once_with_what_it_lacks(page: TreatmentPage, claim: Claim) -> None:
    no_source(claim)
    page.body = [("claim", {"claim": claim}), ("claim", {"claim": claim})]
    faults = again(page)
    assert [(fault.where, fault.claim_id, fault.word) for fault in faults] == [("claim less-pain", claim.pk, "")]
    assert str(faults[0]) == "claim less-pain: It names no source."


def test_a_claim_that_is_gone_is_named_beside_one_that_is_in_order(page: TreatmentPage, claim: Claim) -> None:
    gone = Claim.objects.create(key="gone")
    page.body = [("claim", {"claim": claim}), ("claim", {"claim": gone})]
    Claim.objects.filter(pk=gone.pk).delete()
    assert [fault.where for fault in again(page)] == ["a claim"]


def test_a_refusal_names_the_page_and_every_reason(page: TreatmentPage, claim: Claim) -> None:
    say(claim, texts={"en": "It cures."})
    change(claim, certainty="")
    with pytest.raises(PublishingRefused) as refused:
        require_publishable(page)
    assert refused.value.page == page
    assert refused.value.messages == [str(fault) for fault in refused.value.faults]
    assert len(refused.value.faults) == 2
    assert str(refused.value).startswith("“Dry needling” cannot be published. claim less-pain: It does not say")
    assert "“cures” (claim less-pain): " in str(refused.value)


@pytest.mark.parametrize("on_page", [True, False], ids=["on the page", "in the claim"])
def test_a_word_of_a_claim_that_the_owner_allowed_passes(
    home: HomePage, page: TreatmentPage, claim: Claim, on_page: bool
) -> None:
    home.add_child(instance=page)
    say(claim, texts={"en": "Nobody says that it Cures."})
    where = {"page": page} if on_page else {"claim": claim}
    AllowedWord.objects.create(word="cures", reason="It is denied here.", allowed_at=timezone.now(), **where)
    assert again(page) == ()
    page.lead = "Needles and Cures."
    assert [fault.word for fault in again(page)] == ([] if on_page else ["Cures"])


def test_a_word_that_was_allowed_elsewhere_does_not_pass_here(
    home: HomePage, page: TreatmentPage, claim: Claim
) -> None:
    home.add_child(instance=page)
    say(claim, texts={"en": "It cures."})
    AllowedWord.objects.create(word="cures", reason="There it may.", allowed_at=timezone.now(), page=home)
    assert [fault.word for fault in again(page)] == ["cures"]


def test_words_that_were_allowed_count_on_their_own_page_alone_however_many_are_looked_at(
    home: HomePage, page: TreatmentPage, claim: Claim
) -> None:
    home.add_child(instance=page)
    for word, where in (("here", {"page": page}), ("there", {"page": home}), ("in it", {"claim": claim})):
        AllowedWord.objects.create(word=word, reason="It may.", allowed_at=timezone.now(), **where)
    today = timezone.localdate()
    for known, of_home in (
        (GateFacts(today), {"there"}),
        (GateFacts(today, claim_ids=[claim.pk], page_id=page.pk), set()),
    ):
        assert known.allowed_on(page) == {"here"}
        assert known.allowed_on(home) == of_home
        assert known.allowed_on(TreatmentPage(title="Not stored yet")) == set()


def test_only_the_claims_of_a_page_are_read_for_it_and_all_for_all_pages(page: TreatmentPage, claim: Claim) -> None:
    other = Claim.objects.create(key="other")
    today = timezone.localdate()
    every, one = GateFacts(today), GateFacts(today, claim_ids=[claim.pk])
    assert (every.review_faults_of(claim.pk), one.review_faults_of(claim.pk)) == ([], [])
    assert every.review_faults_of(other.pk)
    assert one.review_faults_of(other.pk) is None


@pytest.mark.parametrize(("demo", "count"), [(False, 1), (True, 0)])
def test_prices_that_are_marked_as_invented_stay_in_the_demo(page: TreatmentPage, demo: bool, count: int) -> None:
    Practice.objects.update(is_demo=demo)
    page.body = [("prices", {"demo": True, "rows": []})]
    assert [fault.where for fault in faults_of(page)] == ["prices"] * count
    page.body = [("prices", {"demo": False, "rows": []})]
    assert faults_of(page) == ()


def test_before_the_practice_is_set_up_nothing_counts_as_the_demo(page: TreatmentPage, claim: Claim) -> None:
    change(claim, is_demo=True)
    Practice.objects.all().delete()
    assert "claim of the demo" in str(again(page)[0])


def test_what_a_reviewer_vouches_for_is_all_in_the_fingerprint(page: TreatmentPage, claim: Claim) -> None:
    """Each part changes it, and so does the order of the sources; a number in the table of links does not."""
    found = [Claim.objects.get(pk=claim.pk).digest()]
    second = Source.objects.create(key="second", citation="Second et al. 2019.")
    ClaimSource.objects.create(claim=claim, source=second, sort_order=1)
    found.append(Claim.objects.get(pk=claim.pk).digest())
    ClaimSource.objects.exclude(source=second).update(sort_order=2)
    found.append(Claim.objects.get(pk=claim.pk).digest())
    for name in ("texts", "reasons"):
        for code in ("en", "hr"):
            say(claim, **{name: {code: "other"}})
            found.append(Claim.objects.get(pk=claim.pk).digest())
    for name in ("certainty", "topic"):
        Claim.objects.filter(pk=claim.pk).update(**{name: "other"})
        found.append(Claim.objects.get(pk=claim.pk).digest())
    assert len(set(found)) == len(found)


def test_sources_stand_in_the_order_of_the_editor_and_then_in_that_of_adding(claim: Claim) -> None:
    ClaimSource.objects.all().delete()
    for name, order in (("late", 2), ("third", 1), ("first", 0), ("second", None)):
        source = Source.objects.create(key=name, citation=name)
        ClaimSource.objects.create(claim=claim, source=source, sort_order=order)
    assert [source.key for source in Claim.objects.get(pk=claim.pk).ordered_sources()] == [
        "first", "second", "third", "late",
    ]  # fmt: skip


def test_a_source_that_is_not_stored_yet_stands_beside_one_that_is(claim: Claim) -> None:
    """The editor adds a source, and sees the claim as it would be before it is saved."""
    claim.claim_sources.add(ClaimSource(source=Source.objects.create(key="new", citation="New")))
    assert {source.key for source in claim.ordered_sources()} == {"example2018", "new"}


def test_a_claim_that_rests_on_data_says_on_which_answer(claim: Claim) -> None:
    answers = in_use().answers
    assert (claim.answer_now(answers), claim.facts(answers).rests_on_reviewed_data) == ("", True)
    topic = next(iter(answers.harms))
    Claim.objects.filter(pk=claim.pk).update(topic=topic)
    on_data = Claim.objects.get(pk=claim.pk)
    assert on_data.answer_now(answers) == answers.fingerprint(topic) != ""
    assert on_data.facts(answers).rests_on_reviewed_data is False
    on_data.reviewed_answer = answers.fingerprint(topic)
    assert on_data.facts(answers).rests_on_reviewed_data is True
