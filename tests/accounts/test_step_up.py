"""The second factor once more before what cannot be taken back, unless it was shown within the last minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients.models import Person
from tests.accounts.people import PASSWORD, code_now, full_client, member
from tests.patients.people import a_person

pytestmark = pytest.mark.django_db
AGAIN = "/account/second-factor/reauthenticate/"


@pytest.fixture
def alice() -> User:
    return member()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    real = clock.now

    def move(minutes: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=minutes))

    return move


@pytest.fixture
def bob() -> User:
    return member(Role.RECEPTION, "Bob")


@pytest.fixture
def vera(alice: User) -> Person:
    return Person.objects.get(pk=a_person())


def _asked(answer: object) -> str:
    location: str = answer.headers.get("Location", "")  # type: ignore[attr-defined]
    return location if location.startswith(AGAIN) else ""


def test_a_role_is_not_changed_by_a_session_that_was_left_open(
    alice: User, bob: User, later: Callable[[int], None]
) -> None:
    client = full_client(alice)
    page = f"/desk/staff/{bob.pk}/"
    later(6)
    assert client.get(page).status_code == 200
    assert _asked(client.post(page, {"do": "role", "role": "owner"})) == f"{AGAIN}?next={page.replace('/', '%2F')}"
    bob.refresh_from_db()
    assert bob.role == Role.RECEPTION


@pytest.mark.parametrize("do", ["role", "second_factor", "link", "deactivate", "reactivate"])
def test_every_button_about_a_colleague_asks_first(
    alice: User, bob: User, later: Callable[[int], None], do: str
) -> None:
    client = full_client(alice)
    later(6)
    assert _asked(client.post(f"/desk/staff/{bob.pk}/", {"do": do, "role": "owner"}))
    actions = {"staff.change_role", "second_factor.reset", "staff.renew_link", "staff.deactivate", "staff.reactivate"}
    assert not AuditEntry.objects.filter(action__in=actions).exists()


def test_nobody_is_invited_by_a_session_that_was_left_open(alice: User, later: Callable[[int], None]) -> None:
    client = full_client(alice)
    later(6)
    fields = {"name": "Eve", "email": "eve@clinic.example", "role": "owner", "language": "en"}
    assert _asked(client.post("/desk/staff/", fields))
    assert not User.objects.filter(email="eve@clinic.example").exists()


def test_a_patient_is_neither_handed_out_nor_erased_unconfirmed(
    alice: User, vera: Person, later: Callable[[int], None]
) -> None:
    client = full_client(alice)
    later(6)
    page = f"/desk/patients/{vera.pk}/"
    assert _asked(client.post(f"{page}export/")).endswith(page.replace("/", "%2F"))
    assert _asked(client.get(f"{page}erase/")).endswith(f"{page}erase/".replace("/", "%2F"))
    assert _asked(client.post(f"{page}erase/"))
    assert Person.objects.filter(pk=vera.pk).exists()
    assert not AuditEntry.objects.filter(action__in=("person.export", "person.erase")).exists()


def test_the_trail_is_read_as_before_and_handed_out_confirmed(alice: User, later: Callable[[int], None]) -> None:
    client = full_client(alice)
    later(6)
    assert client.get("/desk/audit/").status_code == 200
    assert _asked(client.get("/desk/audit/?format=csv"))


@pytest.mark.parametrize(
    "path",
    ["app/remove/", "app/add/", "passkeys/add/", "recovery-codes/", "recovery-codes/renew/", "recovery-codes/file/"],
)
def test_ones_own_factors_are_changed_and_shown_confirmed(alice: User, later: Callable[[int], None], path: str) -> None:
    client = full_client(alice)
    later(6)
    assert _asked(client.get(f"/account/second-factor/{path}"))


def test_the_password_alone_confirms_nothing(alice: User, bob: User, later: Callable[[int], None]) -> None:
    client = full_client(alice)
    later(6)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert _asked(client.post(f"/desk/staff/{bob.pk}/", {"do": "role", "role": "owner"}))


def test_a_code_confirms_for_some_minutes_and_leads_back(alice: User, bob: User, later: Callable[[int], None]) -> None:
    client = full_client(alice)
    page = f"/desk/staff/{bob.pk}/"
    later(6)
    asked = _asked(client.post(page, {"do": "role", "role": "owner"}))
    assert "once more" in client.get(asked).content.decode()
    assert client.post(asked, {"code": code_now(1), "next": page}).headers["Location"] == page
    later(10)
    client.post(page, {"do": "role", "role": "clinician"})
    bob.refresh_from_db()
    assert bob.role == Role.CLINICIAN
    later(12)
    assert _asked(client.post(page, {"do": "role", "role": "owner"}))


def test_a_wrong_code_confirms_nothing(alice: User, bob: User, later: Callable[[int], None]) -> None:
    client = full_client(alice)
    later(6)
    client.post(AGAIN, {"code": "000000"})
    assert _asked(client.post(f"/desk/staff/{bob.pk}/", {"do": "role", "role": "owner"}))


def test_whoever_has_a_passkey_alone_is_asked_for_it(alice: User, bob: User, later: Callable[[int], None]) -> None:
    client = full_client(alice)
    Authenticator.objects.filter(user=alice).delete()
    Authenticator.objects.create(user=alice, type="webauthn", data={"name": "key"})
    later(6)
    answer = client.post(f"/desk/staff/{bob.pk}/", {"do": "role", "role": "owner"})
    assert answer.headers["Location"].startswith("/account/second-factor/passkeys/reauthenticate/")


def test_whoever_lacks_the_permission_is_refused_and_not_asked(bob: User, later: Callable[[int], None]) -> None:
    client = full_client(bob)
    later(6)
    assert client.post(f"/desk/staff/{bob.pk}/", {"do": "role", "role": "owner"}).status_code == 403


def test_within_the_first_minutes_nobody_is_asked_again(alice: User, bob: User) -> None:
    client = full_client(alice)
    assert client.post(f"/desk/staff/{bob.pk}/", {"do": "role", "role": "clinician"}).status_code == 302
    bob.refresh_from_db()
    assert bob.role == Role.CLINICIAN
