"""The demo practice."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import LazySettings

from drypoint.foundation.accounts import actions
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.practice.actions import found_practice
from drypoint.foundation.practice.models import Practice
from drypoint.project import demo
from drypoint.project.starting import CannotStartError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_website(monkeypatch: pytest.MonkeyPatch) -> None:
    """The starter pages have their own tests, and take seconds."""
    monkeypatch.setattr("drypoint.public.website.plugs.load_starter", lambda **_kwargs: None)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_an_empty_database_gets_an_invented_practice_and_one_person_a_role(folder: Path) -> None:
    assert demo.fill()
    practice = Practice.objects.get()
    assert practice.is_demo
    assert practice.email.endswith(".example")
    assert {user.role for user in User.objects.all()} == set(Role)
    assert all(user.is_demo and user.email.endswith(".example") for user in User.objects.all())
    file = folder / "demo-signins.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    passwords = dict(line.split() for line in file.read_text().splitlines()[2:])
    assert len(set(passwords.values())) == len(Role)
    for user in User.objects.all():
        assert user.check_password(passwords[user.email])


def test_that_the_demo_was_loaded_is_in_the_trail_once() -> None:
    demo.fill()
    demo.fill()
    assert list(AuditEntry.objects.filter(action=demo.LOADED).values_list("actor_kind", flat=True)) == ["system"]


def test_again_and_again_nothing_is_doubled_or_reset(folder: Path) -> None:
    demo.fill()
    before = (folder / "demo-signins.txt").read_text()
    Practice.objects.update(name="Changed by a visitor of the demo")
    User.objects.filter(role=Role.EDITOR).update(is_active=False)
    assert not demo.fill()
    assert Practice.objects.get().name == "Changed by a visitor of the demo"
    assert not User.objects.get(role=Role.EDITOR).is_active
    assert User.objects.count() == len(Role)
    assert (folder / "demo-signins.txt").read_text() == before


def test_a_new_database_takes_the_passwords_of_the_file_that_is_there(folder: Path) -> None:
    passwords = demo._passwords()
    kept = (folder / "demo-signins.txt").read_text()
    demo.fill()
    assert (folder / "demo-signins.txt").read_text() == kept
    assert User.objects.get(role=Role.OWNER).check_password(passwords["owner@inkwell.example"])


def test_a_practice_with_real_people_is_refused(folder: Path) -> None:
    User.objects.create_user("ana@clinic.example", name="Ana", role=Role.OWNER)
    with pytest.raises(CannotStartError, match="empty database only"):
        demo.fill()
    assert not Practice.objects.exists()
    assert not (folder / "demo-signins.txt").exists()


def test_the_demo_is_not_served_as_a_real_practice(folder: Path) -> None:
    demo.refuse_demo()
    demo.fill()
    with pytest.raises(CannotStartError, match="--demo"):
        demo.refuse_demo()


def test_whom_the_demo_invites_is_of_the_demo_which_starts_again(folder: Path) -> None:
    demo.fill()
    actions.invite(actor=SYSTEM, email="carol@clinic.example", name="Carol", role=Role.OWNER)
    assert User.objects.get(email="carol@clinic.example").is_demo
    assert not demo.fill()


def test_somebody_invited_into_a_real_practice_is_not_of_the_demo() -> None:
    User.objects.create_user("ana@clinic.example", name="Ana", role=Role.OWNER)
    actions.invite(actor=SYSTEM, email="carol@clinic.example", name="Carol", role=Role.OWNER)
    assert not User.objects.get(email="carol@clinic.example").is_demo


def test_a_demo_whose_guests_were_taken_for_real_people_starts_again(folder: Path) -> None:
    demo.fill()
    User.objects.create_user("carol@clinic.example", name="Carol", role=Role.OWNER)
    assert not demo.fill()
    assert User.objects.get(email="carol@clinic.example").is_demo


@pytest.mark.parametrize("has_staff", [False, True], ids=["nobody", "somebody"])
@pytest.mark.parametrize("practice", ["none", "demo", "real"])
def test_no_folder_is_refused_with_and_without_demo(folder: Path, practice: str, *, has_staff: bool) -> None:
    if has_staff:
        User.objects.create_user("carol@clinic.example", name="Carol", role=Role.OWNER)
    if practice != "none":
        found_practice(actor=SYSTEM, is_demo=practice == "demo", **demo.PRACTICE)
    refusals = 0
    for refuse in (demo.refuse_real_people, demo.refuse_demo):
        try:
            refuse()
        except CannotStartError:
            refusals += 1
    assert refusals <= 1
