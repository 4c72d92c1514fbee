"""What a site must have stays, by whichever way somebody takes it down; and nobody saves over another unawares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.accounts.people import full_client, member
from tests.pages import page_of
from tests.website.test_editor import filled
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Page

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.practice.models import Practice
from drypoint.public.website.models import EvidencePage, HomePage, LegalPage, TeamPage
from drypoint.public.website.standing_pages import TakingDownRefused, require_not_missed, would_be_missed

pytestmark = pytest.mark.django_db


def by_save(page: Page) -> None:
    page.live = False
    page.save()


def by_save_of_the_base_class(page: Page) -> None:
    by_save(Page.objects.get(pk=page.pk))


def by_save_of_one_field(page: Page) -> None:
    page.live = False
    page.save(update_fields=["live"])


def by_action(page: Page) -> None:
    UnpublishPageAction(page).execute(skip_permission_checks=True)


def by_bulk_action(page: Page) -> None:
    UnpublishBulkAction.execute_action([page])


def by_delete(page: Page) -> None:
    page.delete()


def by_delete_action(page: Page) -> None:
    DeletePageAction(page).execute(skip_permission_checks=True)


def by_bulk_delete(page: Page) -> None:
    DeleteBulkAction.execute_action([page])


DOORS = [
    *(by_save, by_save_of_the_base_class, by_save_of_one_field, by_action, by_bulk_action),
    *(by_delete, by_delete_action, by_bulk_delete),
]
KINDS: list[Callable[[], Any]] = [
    lambda: HomePage.objects.get(locale__language_code="hr"),
    lambda: LegalPage.objects.get(key="privacy", locale__language_code="en"),
]


def is_live(page: Page) -> bool:
    return Page.objects.filter(pk=page.pk, live=True).exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("find", KINDS, ids=["home", "privacy"])
def test_no_door_takes_down_what_the_site_must_have(
    find: Callable[[], Any], door: Callable[[Page], None], site: Any
) -> None:
    page = find()
    with pytest.raises(TakingDownRefused, match="cannot be taken down"), transaction.atomic():
        door(page)
    assert is_live(page)


@pytest.mark.parametrize("door", DOORS)
def test_every_door_takes_down_what_a_live_copy_replaces(door: Callable[[Page], None], site: Any) -> None:
    page = LegalPage.objects.get(key="imprint", locale__language_code="en")
    copy = CopyPageAction(page, update_attrs={"slug": "imprint-2"}, keep_live=False).execute(True)
    with pytest.raises(TakingDownRefused), transaction.atomic():
        door(LegalPage.objects.get(pk=page.pk))
    copy.get_latest_revision().publish()
    door(LegalPage.objects.get(pk=page.pk))
    assert not is_live(page)
    assert is_live(copy)


@pytest.mark.parametrize("door", DOORS)
def test_every_door_takes_down_other_pages(door: Callable[[Page], None], site: Any) -> None:
    page = TeamPage.objects.get(locale__language_code="en")
    door(page)
    assert not is_live(page)


def test_what_is_no_live_page_is_not_missed(site: Any) -> None:
    page = LegalPage.objects.get(key="imprint", locale__language_code="en")
    assert would_be_missed(page)
    LegalPage.objects.filter(pk=page.pk).update(live=False)
    assert not would_be_missed(LegalPage.objects.get(pk=page.pk))
    assert would_be_missed(HomePage.objects.get(locale__language_code="en"))


def test_a_page_goes_alone_where_those_below_it_stay(site: Any) -> None:
    above = EvidencePage.objects.get(locale__language_code="en")
    above.add_child(instance=LegalPage(title="Judging", slug="judging", key="judging", live=True))
    require_not_missed(above)
    with pytest.raises(TakingDownRefused):
        require_not_missed(above, with_those_below=True)


def test_a_legal_page_that_an_editor_added_may_go(site: Any) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(instance=LegalPage(title="Cookies", slug="cookies", live=True))
    page.unpublish()
    assert not is_live(page)


def test_a_language_that_the_practice_gave_up_may_go(site: Any) -> None:
    Practice.objects.update(languages=["en"], main_language="en")
    page = HomePage.objects.get(locale__language_code="hr")
    page.unpublish()
    assert not is_live(page)


def test_the_page_above_does_not_take_it_along(site: Any) -> None:
    above = EvidencePage.objects.get(locale__language_code="en")
    legal = above.get_children().type(LegalPage).first() or above.add_child(
        instance=LegalPage(title="Judging", slug="judging", key="judging", live=True)
    )
    editor = full_client(member(Role.EDITOR))
    answer = editor.post(reverse("wagtailadmin_pages:unpublish", args=[above.pk]), {"include_descendants": "on"})
    assert answer.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[legal.pk])
    said = page_of(editor.get(answer.headers["Location"])).texts(".messages li")
    assert any("cannot be taken down" in one for one in said)
    assert is_live(above)
    with pytest.raises(TakingDownRefused), transaction.atomic():
        by_delete_action(above.specific)


def test_a_page_that_expires_stays_and_holds_up_no_other(site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    past = timezone.now() - timedelta(minutes=1)
    home, team = (kind.objects.get(locale__language_code="en") for kind in (HomePage, TeamPage))
    Page.objects.filter(pk__in=[home.pk, team.pk]).update(expire_at=past)
    call_command("publish_scheduled")
    assert "cannot be taken down" in capsys.readouterr().err
    assert (is_live(home), is_live(team)) == (True, False)


@pytest.fixture
def editors(site: Any) -> tuple[Client, Client]:
    return full_client(member(Role.EDITOR)), full_client(member(Role.OWNER, "Oskar"))


def opened(client: Client, url: str) -> dict[str, str]:
    """Return what the browser sends back of the version that was opened."""
    fields = page_of(client.get(url)).select("input[name^=loaded_revision]")
    return {str(field["name"]): str(field["value"]) for field in fields}


@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}], ids=["save", "publish"])
def test_who_saves_second_is_told_and_may_then_replace(editors: tuple[Client, Client], button: dict[str, str]) -> None:
    page = TeamPage.objects.get(locale__language_code="en")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    first, second = editors
    seen_first, seen_second = opened(first, url), opened(second, url)
    assert len(seen_first) == 2
    assert second.post(url, {**filled(page, "By the second."), **seen_second, **button}).status_code == 302
    refused = first.post(url, {**filled(page, "By the first."), **seen_first, **button})
    assert refused.status_code == 200
    assert any("(by Oskar)" in said for said in page_of(refused).texts(".messages li"))
    page.refresh_from_db()
    assert page.get_latest_revision().content["lead"] == "By the second."
    fields = page_of(refused).select("input[name^=loaded_revision]")
    seen = {str(field["name"]): str(field["value"]) for field in fields}
    assert first.post(url, {**filled(page, "By the first."), **seen, **button}).status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision().content["lead"] == "By the first."


def test_a_draft_that_was_saved_over_in_place_is_a_newer_version_too(editors: tuple[Client, Client]) -> None:
    page = TeamPage.objects.get(locale__language_code="en")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    seen = opened(editors[0], url)
    page.lead = "Saved by itself, in place."
    page.save_revision(overwrite_revision=page.latest_revision, clean=False)
    assert editors[0].post(url, {**filled(page, "Mine."), **seen}).status_code == 200


def test_ones_own_draft_that_saved_itself_is_no_other_version(editors: tuple[Client, Client]) -> None:
    page = TeamPage.objects.get(locale__language_code="en")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    seen = opened(editors[0], url)
    draft = page.save_revision(user=User.objects.get(name="Alice"))
    own = {"overwrite_revision_id": str(draft.pk)}
    assert editors[0].post(url, {**filled(page, "Mine."), **seen, **own}).status_code == 302
