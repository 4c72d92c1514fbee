"""What editors, clinicians and the owner meet in Wagtail's editor."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.accounts.people import full_client, member
from tests.enquiries.conftest import a_picture
from tests.pages import page_of
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import NotAllowedError
from drypoint.foundation.core.models import AuditEntry
from drypoint.public.claims import actions
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.models import AllowedWord, Claim
from drypoint.public.website.gate import PublishingRefused
from drypoint.public.website.models import TreatmentPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_remembered_codes() -> None:
    cache.clear()


@pytest.fixture
def page(site: Any) -> TreatmentPage:
    page: TreatmentPage = TreatmentPage.objects.get(key="after-treatment", locale__language_code="en")
    return page


def filled(page: Page, lead: str, **more: str) -> dict[str, Any]:
    fields = {
        "title": page.title,
        "slug": page.slug,
        "eyebrow": "",
        "lead": lead,
        "menu_title": "",
        "seo_title": "",
        "search_description": "",
        "body": streamfield([("text", {"html": rich_text("<p>Move gently.</p>")})]),
        **more,
    }
    data: dict[str, Any] = nested_form_data(fields)
    return data


def test_the_publish_button_names_the_word_and_the_reason(page: TreatmentPage) -> None:
    editor = full_client(member(Role.EDITOR))
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = editor.post(url, filled(page, "Our painless treatment", **{"action-publish": "1"}))
    assert answer.status_code == 200
    refused = [said for said in page_of(answer).texts(".messages li") if "painless" in said]
    assert any("Many people feel a prick" in said for said in refused)
    assert TreatmentPage.objects.get(pk=page.pk).lead != "Our painless treatment"


def test_a_draft_with_the_word_is_saved_and_shown_as_waiting(page: TreatmentPage) -> None:
    editor = full_client(member(Role.EDITOR))
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert editor.post(url, filled(page, "Our painless treatment")).status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision().content["lead"] == "Our painless treatment"
    (fault,) = page_of(editor.get(url)).part(".help-warning").items
    assert "painless" in fault


def test_the_publish_button_publishes_what_is_in_order(page: TreatmentPage) -> None:
    editor = full_client(member(Role.EDITOR))
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert editor.post(url, filled(page, "Move gently.", **{"action-publish": "1"})).status_code == 302
    assert TreatmentPage.objects.get(pk=page.pk).lead == "Move gently."
    assert AuditEntry.objects.filter(facts__event="wagtail.publish").exists()


def test_a_refused_bulk_action_leads_to_the_page_with_the_reasons(page: TreatmentPage) -> None:
    editor = full_client(member(Role.EDITOR))
    page.lead = "It cures"
    page.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    answer = editor.post(url, {"include_descendants": ""})
    assert answer.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    page_again = page_of(editor.get(answer.headers["Location"]))
    assert any("cures" in said for said in page_again.texts(".messages li"))


def test_the_owner_allows_a_word_with_a_reason_and_only_then_it_passes(page: TreatmentPage) -> None:
    owner = full_client(member(Role.OWNER))
    page.lead = "Nobody can call it painless."
    revision = page.save_revision()
    with pytest.raises(PublishingRefused):
        revision.publish()
    url = reverse("website_words", args=[page.pk])
    assert page_of(owner.get(url)).section("“painless”").buttons == ["Allow on this page"]
    refused = owner.post(url, {"word": "painless", "reason": "  "})
    assert refused.status_code == 200
    assert page_of(refused).section("“painless”").select(".errorlist, [aria-invalid=true]")
    assert not AllowedWord.objects.exists()
    assert owner.post(url, {"word": "painless", "reason": "It is denied here."}).status_code == 302
    allowed = page_of(owner.get(url)).section("Allowed on this page").items
    assert [said.startswith("“painless”: It is denied here. (") for said in allowed] == [True]
    revision.publish()
    assert TreatmentPage.objects.get(pk=page.pk).lead == "Nobody can call it painless."
    assert AuditEntry.objects.filter(action="website.allow_word").count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CLINICIAN])
def test_nobody_but_the_owner_allows_a_word(role: Role, page: TreatmentPage) -> None:
    url = reverse("website_words", args=[page.pk])
    assert full_client(member(role)).post(url, {"word": "painless", "reason": "Please."}).status_code != 200
    assert not AllowedWord.objects.exists()


def test_a_clinician_signs_a_claim_and_an_editor_cannot(site: Any) -> None:
    claim = Claim.objects.get(key="low-back-after")
    with pytest.raises(NotAllowedError):
        actions.sign_review(actor=actor_of_user(member(Role.EDITOR, "Bob")), claim=claim, on=claim_day())
    clinician = member(Role.CLINICIAN, "Carol")
    url = reverse(Claim.snippet_viewset.get_url_name("edit"), args=[claim.pk])
    links = list(claim.claim_sources.all())
    formset: dict[str, Any] = {
        "claim_sources-TOTAL_FORMS": len(links),
        "claim_sources-INITIAL_FORMS": len(links),
        "claim_sources-MIN_NUM_FORMS": 0,
        "claim_sources-MAX_NUM_FORMS": 1000,
    }
    for number, link in enumerate(links):
        prefix = f"claim_sources-{number}"
        formset |= {f"{prefix}-id": link.pk, f"{prefix}-source": link.source_id, f"{prefix}-ORDER": number + 1}
        formset[f"{prefix}-DELETE"] = ""
    names = ("key", "about", "certainty")
    words = {f"text_{code}": text for code, text in claim.texts.items()}
    words |= {f"reason_{code}": reason for code, reason in claim.reasons.items()}
    answer = full_client(clinician).post(
        url, {**{name: getattr(claim, name) for name in names}, **words, **formset, "sign": "on"}
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    claim.refresh_from_db()
    assert claim.reviewer == clinician
    assert claim.facts(in_use().answers).is_as_reviewed


def claim_day() -> Any:
    from datetime import date

    return date(2026, 5, 4)


def test_a_preview_shows_a_draft_that_may_not_be_published(page: TreatmentPage) -> None:
    editor = full_client(member(Role.EDITOR))
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    data = filled(page, "Our painless treatment")
    assert editor.post(url, data).json()["is_valid"] is True
    preview = page_of(editor.get(url))
    assert preview.main.texts(".page-head .lead") == ["Our painless treatment"]
    assert preview.part("meta[name=robots]").tags[0]["content"] == "noindex"


def test_a_visitor_sees_no_bar_and_no_draft(page: TreatmentPage, visitor: Client) -> None:
    page.lead = "A new lead"
    page.save_revision()
    text = visitor.get("/en/dry-needling/after-treatment/").content.decode()
    assert "A new lead" not in text
    assert "wagtail-userbar" not in text


@pytest.mark.parametrize("times", [1, 2])
def test_going_back_and_saving_a_new_page_again_makes_no_second_one(page: TreatmentPage, times: int) -> None:
    editor = full_client(member(Role.EDITOR))
    url = reverse("wagtailadmin_pages:add", args=["website", "treatmentpage", page.get_parent().pk])
    new = {**filled(page, "Move."), "title": "Exercise", "slug": "exercise"}
    answers = [editor.post(url, new) for _click in range(times)]
    assert answers[0].status_code == 302
    assert TreatmentPage.objects.filter(title="Exercise").count() == 1
    if times > 1:
        assert page_of(answers[-1]).texts(".error-message") == [
            "The slug 'exercise' is already in use within the parent page."
        ]


def test_going_back_and_adding_a_picture_again_leads_to_the_one_that_is_there(site: Any) -> None:
    editor = full_client(member(Role.EDITOR))

    def added(title: str, kind: str) -> HttpResponse:
        file = SimpleUploadedFile(f"room.{kind.lower()}", a_picture(kind), f"image/{kind.lower()}")
        answer: HttpResponse = editor.post(
            reverse("wagtailimages:add"), {"title": title, "file": file, "description": "A room", "tags": ""}
        )
        return answer

    assert added("Our room", "PNG").status_code == 302
    again = added("Our room once more", "PNG")
    (said,) = page_of(again).texts(".error-message")
    assert said == "The same picture is in the collection already, as “Our room”. Use that one."
    assert added("Another room", "JPEG").status_code == 302
    assert list(Image.objects.order_by("pk").values_list("title", flat=True)) == ["Our room", "Another room"]
