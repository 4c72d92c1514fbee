"""Looking after staff: invite, change role, deactivate, help after a lost second factor."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from drypoint.foundation.accounts import actions, queries
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, Actor, NotAllowedError
from drypoint.foundation.core.mail.outbox import text_to_send
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from tests.accounts.people import PASSWORD, enrol, full_client, give_password, member

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
NEW = "another long sentence"


@pytest.fixture
def owner() -> Actor:
    return actor_of_user(member(Role.OWNER, "Alice"))


def _set(client: Client, link: str, password: str = NEW) -> int:
    path = link.removeprefix(HOST)
    return client.post(path, {"new_password1": password, "new_password2": password}).status_code


def _invite(owner: Actor, name: str = "Bob", role: Role = Role.CLINICIAN) -> str:
    return actions.invite(actor=owner, email=f"{name}@Clinic.example", name=name, role=role, language="hr")


def test_an_invitation_goes_out_by_mail_in_the_colleagues_language(
    owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)  # a link names the second in which it was made
    link = _invite(owner)
    mail = OutboxMail.objects.get(kind="staff.invitation")
    assert mail.to_address == "bob@clinic.example"
    assert link in text_to_send(mail, now)
    assert "Dobar dan, Bob" in mail.text


def test_looking_at_the_link_changes_nothing(client: Client, owner: Actor) -> None:
    link = _invite(owner)
    for _look in range(3):
        assert client.get(link.removeprefix(HOST)).status_code == 200
    assert not User.objects.get(email="bob@clinic.example").has_usable_password()


def test_the_link_sets_a_password_once(client: Client, owner: Actor) -> None:
    link = _invite(owner)
    assert _set(client, link) == 302
    assert _set(client, link, "a third long sentence") == 410
    bob = User.objects.get(email="bob@clinic.example")
    assert give_password(client, bob, NEW).headers["Location"] == "/desk/"
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"


def test_the_link_refuses_a_weak_password_and_stays_good(client: Client, owner: Actor) -> None:
    link = _invite(owner)
    assert _set(client, link, "password") == 200
    assert _set(client, link) == 302


def test_the_link_is_over_after_three_days(client: Client, owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    link = _invite(owner)
    later = clock.now() + timedelta(hours=72, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(link.removeprefix(HOST)).status_code == 410


def test_a_fresh_link_ends_the_older_one_and_the_password(client: Client, owner: Actor) -> None:
    old = _invite(owner)
    _set(client, old)
    bob = User.objects.get(email="bob@clinic.example")
    first = actions.renew_link(actor=owner, user_id=bob.pk)
    second = actions.renew_link(actor=owner, user_id=bob.pk)
    assert give_password(client, bob, NEW).status_code == 200
    assert client.get(first.removeprefix(HOST)).status_code == 410
    assert client.get(second.removeprefix(HOST)).status_code == 200


def test_two_people_cannot_have_one_address(owner: Actor) -> None:
    _invite(owner)
    with pytest.raises(actions.AddressTakenError):
        _invite(owner)
    assert User.objects.filter(email="bob@clinic.example").count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_an_owner_looks_after_staff(role: Role) -> None:
    actor = actor_of_user(member(role, "Charlie"))
    for attempt in (
        lambda: _invite(actor),
        lambda: actions.change_role(actor=actor, user_id=1, role=Role.OWNER),
        lambda: actions.deactivate(actor=actor, user_id=1),
        lambda: actions.reactivate(actor=actor, user_id=1),
        lambda: actions.renew_link(actor=actor, user_id=1),
        lambda: actions.reset_second_factor(actor=actor, user_id=1),
        lambda: queries.staff(actor),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


def test_the_last_owner_can_neither_leave_nor_step_down(owner: Actor) -> None:
    assert owner.user_id is not None
    with pytest.raises(actions.LastOwnerError):
        actions.change_role(actor=owner, user_id=owner.user_id, role=Role.EDITOR)
    with pytest.raises(actions.LastOwnerError):
        actions.deactivate(actor=owner, user_id=owner.user_id)
    other = member(Role.OWNER, "Olga")
    actions.deactivate(actor=owner, user_id=other.pk)
    with pytest.raises(actions.LastOwnerError):
        actions.deactivate(actor=owner, user_id=owner.user_id)


def test_another_role_counts_at_the_next_click(owner: Actor) -> None:
    eve = member(Role.EDITOR, "Eve")
    client = full_client(eve)
    assert client.get("/edit/").status_code == 200
    actions.change_role(actor=owner, user_id=eve.pk, role=Role.RECEPTION)
    assert client.get("/edit/").status_code == 403
    assert AuditEntry.objects.get(action="staff.change_role").facts == {"was": "editor", "role": "reception"}


def test_deactivating_ends_the_sessions_at_once(owner: Actor) -> None:
    bob = member(Role.CLINICIAN, "Bob")
    client = full_client(bob)
    actions.deactivate(actor=owner, user_id=bob.pk)
    assert client.get("/account/").status_code == 302
    assert AuditEntry.objects.get(action="staff.deactivate").facts == {"sessions_ended": 1}


def test_whoever_comes_back_sets_everything_up_anew(client: Client, owner: Actor) -> None:
    bob = member(Role.CLINICIAN, "Bob")
    enrol(bob)
    actions.deactivate(actor=owner, user_id=bob.pk)
    assert _set(client, actions.reactivate(actor=owner, user_id=bob.pk)) == 302
    assert not Authenticator.objects.filter(user=bob).exists()


def test_resetting_a_second_factor_ends_the_sessions_and_is_written_down(client: Client, owner: Actor) -> None:
    bob = member(Role.CLINICIAN, "Bob")
    old = full_client(bob)
    assert actions.reset_second_factor(actor=owner, user_id=bob.pk) == 2
    assert old.get("/account/").headers["Location"].startswith("/account/login/")
    entry = AuditEntry.objects.get(action="second_factor.reset")
    assert (entry.user_id, entry.target_id) == (owner.user_id, str(bob.pk))
    give_password(client, bob, PASSWORD)
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"


def test_nobody_resets_their_own_second_factor(owner: Actor) -> None:
    assert owner.user_id is not None
    with pytest.raises(NotAllowedError):
        actions.reset_second_factor(actor=owner, user_id=owner.user_id)


def test_the_list_of_staff_says_who_has_a_second_factor(owner: Actor) -> None:
    enrol(member(Role.CLINICIAN, "Bob"))
    assert {user.name: user.has_second_factor for user in queries.staff(owner)} == {"Alice": False, "Bob": True}


def test_a_password_without_a_link_signs_nobody_in() -> None:
    user = actions.create_member(actor=SYSTEM, email="new@clinic.example", name="New", role=Role.EDITOR)
    assert not user.has_usable_password()


def test_the_trail_holds_no_address_and_no_link(owner: Actor) -> None:
    _invite(owner)
    facts = " ".join(str(entry.facts) for entry in AuditEntry.objects.all())
    assert not re.search(r"@|http", facts)
