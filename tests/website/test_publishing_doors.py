"""Every way of making a page live, and none of them lets an unreviewed claim or an unsupported word through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from tests.pages import page_of
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPagePermissionError, PublishPageRevisionAction
from wagtail.actions.registry import action_registry
from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Locale, Page, Revision, Site

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.practice.models import Practice
from drypoint.public.claims import actions
from drypoint.public.claims.models import Claim, ClaimSource, Source
from drypoint.public.website.gate import PublishingRefused
from drypoint.public.website.models import HomePage, TreatmentPage
from drypoint.public.website.publishing import PublishWhatMayBePublished

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)


@pytest.fixture
def home(practice: Practice) -> HomePage:
    """A real practice with an empty home page."""
    Practice.objects.update(is_demo=False)
    locale, _made = Locale.objects.get_or_create(language_code="en")
    home = HomePage(title="Home", slug="home-en", locale=locale, live=True)
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


@pytest.fixture
def claim(db: None) -> Claim:
    """A complete claim that nobody has reviewed."""
    source = Source.objects.create(key="example2018", citation="Example et al. 2018.")
    claim = Claim.objects.create(
        key="less-pain",
        texts={"en": "Less pain right after treatment.", "hr": "Manje bola odmah nakon terapije."},
        certainty="low",
        reasons={"en": "One small trial.", "hr": "Jedno malo ispitivanje."},
    )
    ClaimSource.objects.create(claim=claim, source=source, sort_order=0)
    return claim


def draft(home: HomePage, *, claim: Claim | None = None, **fields: Any) -> TreatmentPage:
    page = TreatmentPage(title=fields.pop("title", "Dry needling"), slug="dry-needling", live=False, **fields)
    if claim is not None:
        page.body = [("claim", {"claim": claim})]
    home.add_child(instance=page)
    page.save_revision()
    return page


def is_live(page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).live)


def reviewed(claim: Claim, by: User) -> Claim:
    return actions.sign_review(actor=actor_of_user(by), claim=claim, on=TODAY)


def by_revision(page: Any) -> None:
    page.get_latest_revision().publish()


def by_page(page: Any) -> None:
    page.publish(page.get_latest_revision())


def by_wagtails_own_action(page: Any) -> None:
    """The editor's button and the editor's API call it directly."""
    PublishPageRevisionAction(page.get_latest_revision()).execute(skip_permission_checks=True)


def by_registered_action(page: Any) -> None:
    action_registry.get_action_class(type(page), "publish")(page.get_latest_revision()).execute(True)


def by_bulk_action(page: Any) -> None:
    PublishBulkAction.execute_action([page])


def by_bulk_action_on_the_parent(page: Any) -> None:
    PublishBulkAction.execute_action([page.get_parent().specific], include_descendants=True)


def by_revert(page: Any) -> None:
    revision = RevertToPageRevisionAction(page, page.get_latest_revision()).execute(skip_permission_checks=True)
    revision.publish()


def by_save(page: Any) -> None:
    page.live = True
    page.save()


def by_save_of_one_field(page: Any) -> None:
    page.live = True
    page.save(update_fields=["live"])


def by_save_of_the_base_class(page: Any) -> None:
    base = Page.objects.get(pk=page.pk)
    base.live = True
    base.save()


def by_schedule(page: Any) -> None:
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()


DOORS = [
    by_revision,
    by_page,
    by_wagtails_own_action,
    by_registered_action,
    by_bulk_action,
    by_bulk_action_on_the_parent,
    by_revert,
    by_save,
    by_save_of_one_field,
    by_save_of_the_base_class,
    by_schedule,
]


@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_an_unreviewed_claim_through(door: Callable[[Any], None], home: HomePage, claim: Claim) -> None:
    page = draft(home, claim=claim)
    with pytest.raises(PublishingRefused, match="Nobody has reviewed it"):
        door(page)
    assert not is_live(page)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_an_unsupported_word_through(door: Callable[[Any], None], home: HomePage) -> None:
    page = draft(home, search_description="Our highly effective treatment")
    with pytest.raises(PublishingRefused, match="highly effective"):
        door(page)
    assert not is_live(page)


@pytest.mark.parametrize("door", [door for door in DOORS if door is not by_schedule])
def test_every_door_lets_a_reviewed_claim_through(
    door: Callable[[Any], None], home: HomePage, claim: Claim, person_of_role: Callable[[str], User]
) -> None:
    page = draft(home, claim=reviewed(claim, person_of_role("clinician")))
    door(page)
    assert is_live(page)


def test_wagtails_registry_gives_the_gated_action() -> None:
    assert action_registry.get_action_class(TreatmentPage, "publish") is PublishWhatMayBePublished


def test_whoever_may_not_publish_is_refused_before_the_gate_is_asked(
    home: HomePage, person_of_role: Callable[[str], User]
) -> None:
    page = draft(home)
    with pytest.raises(PublishPagePermissionError):
        PublishWhatMayBePublished(page.get_latest_revision(), user=person_of_role("assistant")).execute()
    assert not is_live(page)


def test_where_wagtail_has_asked_already_nobody_is_asked_again(
    home: HomePage, person_of_role: Callable[[str], User]
) -> None:
    page = draft(home)
    action = PublishWhatMayBePublished(page.get_latest_revision(), user=person_of_role("assistant"))
    action.execute(skip_permission_checks=True)
    assert is_live(page)


def test_a_page_that_is_none_of_the_site_does_not_meet_the_gate(home: HomePage) -> None:
    """Wagtail's own page has no claims and is never drawn."""
    page = Page(title="Our highly effective treatment", slug="wagtails-own", live=True)
    Page.get_first_root_node().add_child(instance=page)
    assert is_live(page)


def test_a_field_of_a_page_whose_class_is_gone_can_be_saved(home: HomePage) -> None:
    """An owner goes back to an older version, and a page of a type that it lacks still stands in the tree."""
    page = draft(home)
    Page.objects.filter(pk=page.pk).update(content_type=ContentType.objects.create(app_label="gone", model="gonepage"))
    by_save_of_one_field(Page.objects.get(pk=page.pk))
    assert is_live(page)


def test_adding_a_page_that_is_live_at_once_is_refused(home: HomePage, claim: Claim) -> None:
    page = TreatmentPage(title="New", slug="new", live=True, body=[("claim", {"claim": claim})])
    with pytest.raises(PublishingRefused):
        home.add_child(instance=page)
    assert not TreatmentPage.objects.filter(slug="new").exists()


def flagged_live_page(home: HomePage, claim: Claim, by: User) -> TreatmentPage:
    """A page that went live in order and whose claim was changed since."""
    page = draft(home, claim=reviewed(claim, by))
    page.get_latest_revision().publish()
    Claim.objects.filter(pk=claim.pk).update(texts={**claim.texts, "en": "Another text."})
    page.refresh_from_db()
    return page


def test_a_live_copy_of_a_page_whose_claim_was_changed_is_refused(
    home: HomePage, claim: Claim, person_of_role: Callable[[str], User]
) -> None:
    page = flagged_live_page(home, claim, person_of_role("clinician"))
    with pytest.raises(PublishingRefused, match="changed after its review"):
        CopyPageAction(page, update_attrs={"slug": "copy"}, keep_live=True).execute(skip_permission_checks=True)
    copy = CopyPageAction(page, update_attrs={"slug": "copy"}, keep_live=False).execute(skip_permission_checks=True)
    assert not is_live(copy)


def test_an_alias_of_a_page_whose_claim_was_changed_is_refused(
    home: HomePage, claim: Claim, person_of_role: Callable[[str], User]
) -> None:
    page = flagged_live_page(home, claim, person_of_role("clinician"))
    with pytest.raises(PublishingRefused):
        CreatePageAliasAction(page, update_slug="alias").execute(skip_permission_checks=True)


def test_a_copy_for_translation_is_a_draft_and_meets_the_gate_when_published(home: HomePage) -> None:
    croatian = Locale.objects.get_or_create(language_code="hr")[0]
    home.copy_for_translation(croatian)
    page = draft(home)
    copy = CopyPageForTranslationAction(page, croatian).execute(skip_permission_checks=True)
    copy.lead = "Bezbolna terapija"
    copy.save_revision()
    assert not is_live(copy)
    with pytest.raises(PublishingRefused, match="Bezbolna"):
        copy.get_latest_revision().publish()


def test_moving_makes_nothing_live(home: HomePage, claim: Claim) -> None:
    target = TreatmentPage(title="Other", slug="other", live=True)
    home.add_child(instance=target)
    page = draft(home, claim=claim)
    MovePageAction(Page.objects.get(pk=page.pk), target, pos="last-child").execute(skip_permission_checks=True)
    assert not is_live(page)


def test_a_live_page_with_a_changed_claim_can_still_be_moved(
    home: HomePage, claim: Claim, person_of_role: Callable[[str], User]
) -> None:
    target = TreatmentPage(title="Other", slug="other", live=True)
    home.add_child(instance=target)
    page = flagged_live_page(home, claim, person_of_role("clinician"))
    MovePageAction(page, target, pos="last-child").execute(skip_permission_checks=True)
    assert Page.objects.get(pk=page.pk).url_path == "/home-en/other/dry-needling/"


def test_a_due_page_that_is_refused_stays_due_and_holds_up_no_other(
    home: HomePage, claim: Claim, capsys: pytest.CaptureFixture[str], person_of_role: Callable[[str], User]
) -> None:
    clinician = person_of_role("clinician")
    refused = draft(home, claim=reviewed(claim, clinician))
    other = TreatmentPage(title="Other", slug="other", live=False)
    home.add_child(instance=other)
    for page in (refused, other):
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
    Claim.objects.filter(pk=claim.pk).update(texts={**claim.texts, "en": "Another text."})
    due = timezone.now() - timedelta(minutes=1)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.content = {**revision.content, "go_live_at": due.isoformat()}
        revision.approved_go_live_at = due
        revision.save()
    call_command("publish_scheduled")
    assert "changed after its review" in capsys.readouterr().err
    assert is_live(other)
    assert not is_live(refused)
    reviewed(Claim.objects.get(pk=claim.pk), clinician)
    call_command("publish_scheduled")
    assert is_live(refused)


WITHHELD = "A statement stood here. It is being reviewed by a clinician."


def claims_shown(visitor: Client) -> list[str]:
    return page_of(visitor.get("/en/dry-needling/")).main.texts(".claim > p")


def test_a_live_page_shows_no_text_of_a_claim_that_was_changed(
    home: HomePage, claim: Claim, visitor: Client, person_of_role: Callable[[str], User]
) -> None:
    page = draft(home, claim=reviewed(claim, person_of_role("clinician")))
    page.get_latest_revision().publish()
    assert claims_shown(visitor) == ["Less pain right after treatment."]
    Claim.objects.filter(pk=claim.pk).update(texts={**claim.texts, "en": "Needling cures everything."})
    assert claims_shown(visitor) == [WITHHELD]
    assert "cures everything" not in visitor.get("/en/dry-needling/").content.decode()


def test_a_claim_without_its_reviewer_disappears_from_live_pages(
    home: HomePage, claim: Claim, visitor: Client, person_of_role: Callable[[str], User]
) -> None:
    clinician = person_of_role("clinician")
    page = draft(home, claim=reviewed(claim, clinician))
    page.get_latest_revision().publish()
    Claim.objects.filter(pk=claim.pk).update(reviewer=None)
    assert claims_shown(visitor) == [WITHHELD]
    assert "Less pain right after" not in visitor.get("/en/dry-needling/").content.decode()


def test_the_page_says_when_a_review_is_older_than_twelve_months(
    home: HomePage, claim: Claim, visitor: Client, person_of_role: Callable[[str], User]
) -> None:
    page = draft(home, claim=reviewed(claim, person_of_role("clinician")))
    page.get_latest_revision().publish()
    Claim.objects.filter(pk=claim.pk).update(reviewed_on=timezone.localdate() - timedelta(days=400))
    assert claims_shown(visitor) == ["Less pain right after treatment."]
    tags = page_of(visitor.get("/en/dry-needling/")).texts(".claim.overdue .tag.warn")
    assert tags == ["This review is older than 12 months"]
