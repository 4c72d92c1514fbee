"""Each thing that a claim may lack, tried at every door through which a page goes live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from tests.website.test_gate import LACKS, NAMES
from tests.website.test_publishing_doors import DOORS, claim, draft, home, reviewed
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale, Page

from drypoint.foundation.accounts.models import User
from drypoint.public.claims.models import Claim
from drypoint.public.website.gate import PublishingRefused
from drypoint.public.website.models import HomePage, TreatmentPage

pytestmark = pytest.mark.django_db
__all__ = ["claim", "home"]


def by_live_copy(page: Any) -> None:
    CopyPageAction(page, update_attrs={"slug": "copy"}, keep_live=True).execute(skip_permission_checks=True)


def by_alias(page: Any) -> None:
    CreatePageAliasAction(page, update_slug="alias").execute(skip_permission_checks=True)


def by_translation(page: Any) -> None:
    copy = CopyPageForTranslationAction(page, Locale.objects.get(language_code="hr")).execute(True)
    assert not copy.live
    copy.get_latest_revision().publish()


def by_a_new_revision(page: Any) -> None:
    page.save_revision().publish()


OF_A_LIVE_PAGE = [by_live_copy, by_alias, by_translation, by_a_new_revision]


def refusals(doors: list[Callable[[Any], None]], page: TreatmentPage, reason: str) -> dict[str, str]:
    """Try each door on its own, take it back, and return those that did not refuse for this reason."""
    wrong = {}
    for door in doors:
        with transaction.atomic():
            before = set(Page.objects.filter(live=True).values_list("pk", flat=True))
            try:
                door(TreatmentPage.objects.get(pk=page.pk))
                wrong[door.__name__] = "let it through"
            except PublishingRefused as refused:
                if reason not in str(refused):
                    wrong[door.__name__] = str(refused)
            if set(Page.objects.filter(live=True).values_list("pk", flat=True)) != before:
                wrong[door.__name__] = "made a page live"
            transaction.set_rollback(True)
    return wrong


@pytest.fixture
def page(home: HomePage, claim: Claim, person_of_role: Callable[[str], User]) -> TreatmentPage:
    """A draft whose claim is in order."""
    reviewed(claim, person_of_role("clinician"))
    home.copy_for_translation(Locale.objects.get_or_create(language_code="hr")[0])
    return draft(home, claim=claim)


@pytest.mark.parametrize(("lack", "reason"), LACKS, ids=NAMES)
def test_no_door_lets_a_claim_through_that_lacks_something(
    lack: Callable[[Claim], object], reason: str, page: TreatmentPage, claim: Claim
) -> None:
    lack(claim)
    assert refusals(DOORS, page, reason) == {}


@pytest.mark.parametrize(("lack", "reason"), LACKS, ids=NAMES)
def test_no_copy_of_a_live_page_goes_live_whose_claim_lacks_something(
    lack: Callable[[Claim], object], reason: str, page: TreatmentPage, claim: Claim
) -> None:
    page.get_latest_revision().publish()
    lack(claim)
    assert refusals(OF_A_LIVE_PAGE, page, reason) == {}


def test_every_door_opens_for_a_claim_in_order(page: TreatmentPage) -> None:
    opened = refusals(DOORS, page, "")
    assert set(opened) == {door.__name__ for door in DOORS}
    assert opened.pop("by_schedule") == "let it through"
    assert set(opened.values()) == {"made a page live"}
    page.get_latest_revision().publish()
    assert set(refusals(OF_A_LIVE_PAGE, page, "")) == {door.__name__ for door in OF_A_LIVE_PAGE}
