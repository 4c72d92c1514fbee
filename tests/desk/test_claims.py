"""Signing for a claim."""

from __future__ import annotations

import pytest
from django.test import Client

from drypoint.public.claims.models import Claim, ClaimSource, Source
from tests.pages import page_of


@pytest.fixture
def claim() -> Claim:
    row = Claim.objects.create(
        key="test",
        texts={"en": "Some people hurt less for a while.", "hr": "Neke ljude neko vrijeme manje boli."},
        certainty="low",
        reasons={"en": "Small trials.", "hr": "Mala ispitivanja."},
    )
    source = Source.objects.create(key="source", citation="A review. 2020.")
    ClaimSource.objects.create(claim=row, source=source)
    return Claim.objects.get(pk=row.pk)


def test_a_claim_that_nobody_reviewed_waits_on_the_desk(clinician: Client, claim: Claim) -> None:
    (waiting,) = page_of(clinician.get("/desk/")).messages
    assert waiting == "1 claim on the website waits for a clinician's review."
    ((text, state, _pages),) = page_of(clinician.get("/desk/claims/")).main.rows
    assert text == "Some people hurt less for a while."
    assert state == "not reviewed"


def test_the_signature_carries_name_and_day(clinician: Client, claim: Claim) -> None:
    clinician.post(f"/desk/claims/{claim.pk}/", {"do": "sign", "digest": claim.digest()})
    claim.refresh_from_db()
    assert str(claim.reviewer) == "Clara"
    assert claim.reviewed_on is not None
    (nothing,) = page_of(clinician.get("/desk/claims/")).main.texts(".empty")
    assert nothing.startswith("Every claim has been reviewed")


def test_nobody_signs_for_words_that_changed_meanwhile(clinician: Client, claim: Claim) -> None:
    digest = claim.digest()
    Claim.objects.filter(pk=claim.pk).update(texts={"en": "Everybody is cured.", "hr": "Svi."})
    clinician.post(f"/desk/claims/{claim.pk}/", {"do": "sign", "digest": digest})
    claim.refresh_from_db()
    assert claim.reviewed_on is None


def test_a_claim_without_a_source_cannot_be_signed(clinician: Client, claim: Claim) -> None:
    ClaimSource.objects.all().delete()
    fresh = Claim.objects.get(pk=claim.pk)
    page = clinician.post(f"/desk/claims/{claim.pk}/", {"do": "sign", "digest": fresh.digest()}, follow=True)
    assert any("Name at least one source" in message for message in page_of(page).messages)
    claim.refresh_from_db()
    assert claim.reviewed_on is None


def test_a_signature_can_be_taken_back(clinician: Client, claim: Claim) -> None:
    clinician.post(f"/desk/claims/{claim.pk}/", {"do": "sign", "digest": claim.digest()})
    clinician.post(f"/desk/claims/{claim.pk}/", {"do": "withdraw", "digest": claim.digest()})
    claim.refresh_from_db()
    assert claim.reviewed_on is None


def test_reception_signs_nothing(reception: Client, claim: Claim) -> None:
    assert reception.post(f"/desk/claims/{claim.pk}/", {"do": "sign", "digest": claim.digest()}).status_code == 403


def test_each_language_of_a_claim_is_read_with_its_name(clinician: Client, claim: Claim) -> None:
    page = clinician.get(f"/desk/claims/{claim.pk}/").content.decode()
    assert '<blockquote class="claim" lang="hr"><p>Neke ljude neko vrijeme manje boli.</p>' in page
    assert "Why (Hrvatski)" in page


def test_a_claim_that_lacks_a_language_of_the_site_cannot_be_signed(clinician: Client, claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(texts={"en": "Some people hurt less for a while.", "hr": "  "})
    fresh = Claim.objects.get(pk=claim.pk)
    page = clinician.post(f"/desk/claims/{claim.pk}/", {"do": "sign", "digest": fresh.digest()}, follow=True)
    assert "in every language of the site" in page.content.decode()
    claim.refresh_from_db()
    assert claim.reviewed_on is None
