"""The staff's screens as the owner uses them: invite, change a role, help after a loss, deactivate, let in again."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from tests.accounts.people import enrol, full_client, member
from tests.pages import Page, page_of

NINA = {"name": "Nina", "email": "Nina@clinic.example", "role": "reception", "language": "hr"}
LINK_GOES_TO = "A link to set a password goes to %s by mail."


@pytest.fixture
def olga() -> User:
    return member(Role.OWNER, "Olga")


@pytest.fixture
def desk(olga: User) -> Client:
    return full_client(olga)


@pytest.fixture
def bob() -> User:
    return member(Role.RECEPTION, "Bob")


def do(desk: Client, user: User, what: str, **fields: Any) -> Page:
    return page_of(desk.post(f"/desk/staff/{user.pk}/", {"do": what, **fields}, follow=True))


def trail() -> list[str]:
    return list(AuditEntry.objects.filter(target_type="accounts.user").order_by("pk").values_list("action", flat=True))


def test_the_list_says_who_is_active_invited_or_gone(desk: Client) -> None:
    member(Role.RECEPTION, "Bob")
    member(Role.EDITOR, "Gone", is_active=False)
    invited = member(Role.CLINICIAN, "Ines")
    invited.set_unusable_password()
    invited.save()
    page = page_of(desk.get("/desk/staff/"))
    assert page.main.rows == [
        ["Bob", "bob@clinic.example", "Reception", "active"],
        ["Ines", "ines@clinic.example", "Clinician", "invited"],
        ["Olga", "olga@clinic.example", "Owner", "active"],
        ["Gone", "gone@clinic.example", "Editor", "deactivated"],
    ]
    assert page.main.links["Ines"] == f"/desk/staff/{invited.pk}/"
    assert page.main.select(".panel[role=status]") == []


def test_whoever_is_invited_gets_a_link_by_mail_which_is_shown_nowhere(desk: Client) -> None:
    response = desk.post("/desk/staff/", NINA)
    assert response.status_code == 200
    nina = User.objects.get(name="Nina")
    assert (nina.email, nina.role, nina.language) == ("nina@clinic.example", "reception", "hr")
    mail = OutboxMail.objects.get()
    assert (mail.to_address, mail.kind, mail.language) == ("nina@clinic.example", "staff.invitation", "hr")
    page = page_of(response)
    assert LINK_GOES_TO % "Nina@clinic.example" in page.part(".panel[role=status]")
    assert "/invitation/" not in response.content.decode()
    assert ["Nina", "nina@clinic.example", "Reception", "invited"] in page.main.rows
    assert page.part("[name=email]").tags[0].get("value") is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "olga@clinic.example"}, "already"),
        ({"email": "nobody"}, "valid email"),
        ({"role": "king"}, "valid choice"),
        ({"name": ""}, "required"),
        ({"language": "xx"}, "valid choice"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_with_a_sentence_and_keeps_what_was_typed(
    desk: Client, changed: dict[str, str], sentence: str
) -> None:
    filled = {**NINA, **changed}
    response = desk.post("/desk/staff/", filled)
    page = page_of(response)
    assert response.status_code == 422
    assert any(sentence in error for error in page.errors)
    assert page.part("[name=email]").tags[0]["value"] == filled["email"]
    assert page.main.select(".panel[role=status]") == []
    assert (User.objects.count(), OutboxMail.objects.count()) == (1, 0)


def test_a_colleagues_page_offers_what_concerns_them(desk: Client, bob: User) -> None:
    page = page_of(desk.get(f"/desk/staff/{bob.pk}/"))
    assert page.heading == "Bob"
    assert page.main.part("select[name=role] option[selected]").tags[0]["value"] == "reception"
    assert page.main.buttons == [
        "Change the role",
        "New link to set a password",
        "Remove the second factor",
        "A code for today",
        "Deactivate",
    ]
    User.objects.filter(pk=bob.pk).update(is_active=False)
    page = page_of(desk.get(f"/desk/staff/{bob.pk}/"))
    assert page.main.buttons == ["Let them in again"]
    assert "This person cannot sign in." in page.main


def test_nobody_is_found_under_a_number_that_nobody_has(desk: Client) -> None:
    assert desk.get("/desk/staff/999999/").status_code == 404
    assert desk.post("/desk/staff/999999/", {"do": "deactivate"}).status_code == 404


def test_a_role_is_changed_and_the_page_says_so(desk: Client, bob: User) -> None:
    page = do(desk, bob, "role", role="clinician")
    assert page.messages == ["Done."]
    assert page.main.part("select[name=role] option[selected]").tags[0]["value"] == "clinician"
    assert User.objects.get(pk=bob.pk).role == "clinician"
    assert trail()[-1] == "staff.change_role"


def test_a_role_that_does_not_exist_changes_nothing(desk: Client, bob: User) -> None:
    page = do(desk, bob, "role", role="king")
    assert page.messages == []
    assert any("valid choice" in error for error in page.errors)
    assert User.objects.get(pk=bob.pk).role == "reception"


def test_deactivating_shuts_out_and_letting_in_again_sends_a_link(desk: Client, bob: User) -> None:
    theirs = full_client(bob)
    page = do(desk, bob, "deactivate")
    assert page.messages == ["Done."]
    assert "This person cannot sign in." in page.main
    assert theirs.get("/account/").status_code == 302
    assert OutboxMail.objects.count() == 0
    page = do(desk, bob, "reactivate")
    assert page.messages == ["Done."]
    assert LINK_GOES_TO % "bob@clinic.example" in page.part(".panel[role=status]")
    assert User.objects.get(pk=bob.pk).is_active
    assert OutboxMail.objects.get().to_address == "bob@clinic.example"
    assert trail()[-2:] == ["staff.deactivate", "staff.reactivate"]


def test_a_new_link_ends_the_password_and_goes_out_by_mail(desk: Client, bob: User) -> None:
    page = do(desk, bob, "link")
    assert page.messages == ["Done."]
    assert LINK_GOES_TO % "bob@clinic.example" in page.part(".panel[role=status]")
    assert not User.objects.get(pk=bob.pk).has_usable_password()
    assert OutboxMail.objects.get().to_address == "bob@clinic.example"
    assert trail()[-1] == "staff.renew_link"


def test_a_second_factor_is_removed_and_only_by_somebody_else(desk: Client, olga: User, bob: User) -> None:
    enrol(bob)
    page = do(desk, bob, "second_factor")
    assert page.messages == ["Done."]
    assert page.main.select(".panel[role=status]") == []
    assert not Authenticator.objects.filter(user=bob).exists()
    assert trail()[-1] == "second_factor.reset"
    page = do(desk, olga, "second_factor")
    assert page.messages == ["Not done: Somebody else must reset your second factor."]
    assert Authenticator.objects.filter(user=olga).exists()


@pytest.mark.parametrize("what", [{"do": "deactivate"}, {"do": "role", "role": "editor"}])
def test_the_last_owner_is_told_why_nothing_was_changed(desk: Client, olga: User, what: dict[str, str]) -> None:
    response = desk.post(f"/desk/staff/{olga.pk}/", what)
    assert response.status_code == 200
    page = page_of(response)
    assert len(page.messages) == 1
    assert "owner" in page.messages[0]
    olga.refresh_from_db()
    assert (olga.role, olga.is_active) == ("owner", True)


@pytest.mark.parametrize("what", [{}, {"do": ""}, {"do": "promote"}])
def test_a_button_that_is_not_known_changes_nothing(desk: Client, bob: User, what: dict[str, str]) -> None:
    before = trail()
    page = page_of(desk.post(f"/desk/staff/{bob.pk}/", what, follow=True))
    assert page.messages == ["Not done: That button is not known. Nothing was changed."]
    assert trail() == before
