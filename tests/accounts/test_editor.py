"""What a role may do in Wagtail's editor, and that what Wagtail writes down reaches the trail."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionPermissionLookupMixin
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from drypoint.foundation.accounts.backends import StaffBackend, is_granted
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import AuditEntry
from tests.accounts.people import full_client, member

pytestmark = pytest.mark.django_db
EDITING = {Role.OWNER, Role.EDITOR}


def _page() -> Page:
    page = Page.objects.filter(depth=2).first()
    assert page is not None
    return page


def test_wagtail_still_reads_what_the_user_offers() -> None:
    assert hasattr(User, PagePermissionPolicy.permission_cache_name)
    assert hasattr(User, CollectionPermissionLookupMixin.permission_cache_name)


@pytest.mark.parametrize("role", list(Role))
def test_pages_are_edited_and_published_by_owner_and_editor(role: Role) -> None:
    tester = _page().permissions_for_user(member(role))
    assert (tester.can_edit(), tester.can_publish(), tester.can_unpublish(), tester.can_delete()) == (
        (role in EDITING,) * 4
    )


@pytest.mark.parametrize("role", list(Role))
def test_pictures_are_added_by_owner_and_editor(role: Role) -> None:
    policy = policy_registry.get_by_type(get_image_model())
    assert policy.user_has_permission(member(role), "add") is (role in EDITING)
    assert policy.user_has_permission(member(role, "second"), "choose") is (role in EDITING)


@pytest.mark.parametrize("role", list(Role))
def test_the_editor_is_open_to_whoever_has_work_there(role: Role) -> None:
    assert is_granted(role, "wagtailadmin.access_admin") is (role in {*EDITING, Role.CLINICIAN})
    assert is_granted(role, "claims.change_claim") is (role in {*EDITING, Role.CLINICIAN})
    assert is_granted(role, "claims.delete_claim") is (role in EDITING)
    assert is_granted(role, "wagtailcore.change_site") is (role is Role.OWNER)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", ["accounts.change_user", "auth.change_group", "core.delete_auditentry", "x"])
def test_nobody_touches_users_groups_or_the_trail_through_django(role: Role, permission: str) -> None:
    assert not member(role).has_perm(permission)


def test_groups_and_deactivated_people_are_worth_nothing() -> None:
    rosa = member(Role.RECEPTION, "Rosa")
    rosa.groups.add(Group.objects.get(name="Editors"))
    assert not _page().permissions_for_user(rosa).can_edit()
    eve = member(Role.EDITOR, "Eve", is_active=False)
    assert not eve.has_perm("wagtailadmin.access_admin")
    assert not _page().permissions_for_user(eve).can_edit()


def test_what_is_done_to_a_page_reaches_the_trail() -> None:
    eve = member(Role.EDITOR, "Eve")
    page = _page()
    full_client(eve).post(f"/edit/pages/{page.pk}/unpublish/")
    entry = AuditEntry.objects.get(action="website.log", facts__event="wagtail.unpublish")
    assert entry.user == eve
    assert entry.facts["object"] == str(page.pk)


def test_who_holds_a_permission_is_asked_of_active_staff_only() -> None:
    owner = member(Role.OWNER, "Alice")
    member(Role.AUDITOR, "Anton")
    member(Role.OWNER, "Olga", is_active=False)
    assert list(StaffBackend().with_perm("wagtailadmin.access_admin")) == [owner]
