"""`drypoint createstaff`."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import OutboxMail
from drypoint.project.cli import main
from tests.accounts.people import enrol, member

pytestmark = pytest.mark.django_db


def test_it_prints_a_link_and_sends_no_mail(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["createstaff", "Alice@clinic.example", "--role", "owner", "--name", "Alice", "--language", "hr"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("http://testserver/account/invitation/")
    assert out.count("\n") == 1
    user = User.objects.get(email="alice@clinic.example")
    assert (user.name, user.role, user.language) == ("Alice", Role.OWNER, "hr")
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["createstaff"],
        ["createstaff", "alice@clinic.example"],
        ["createstaff", "not an address", "--role", "owner"],
        ["createstaff", "alice@clinic.example", "--role", "king"],
        ["createstaff", "alice@clinic.example", "--role", "owner", "--lost-second-factor"],
    ],
)
def test_bad_usage_ends_with_2_and_a_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    assert code == 2
    assert capsys.readouterr().err
    assert not User.objects.exists()


def test_whoever_is_there_already_is_not_created_again(capsys: pytest.CaptureFixture[str]) -> None:
    member()
    assert main(["createstaff", "alice@clinic.example", "--role", "owner"]) == 1
    assert "--again" in capsys.readouterr().err


def test_again_prints_a_fresh_link_and_leaves_role_and_second_factor(capsys: pytest.CaptureFixture[str]) -> None:
    user = member(Role.EDITOR)
    enrol(user)
    assert main(["createstaff", "alice@clinic.example", "--again"]) == 0
    assert "/account/invitation/" in capsys.readouterr().out
    user.refresh_from_db()
    assert user.role == Role.EDITOR
    assert Authenticator.objects.filter(user=user).exists()


def test_a_lost_second_factor_is_removed_when_asked_for() -> None:
    user = member()
    enrol(user)
    assert main(["createstaff", "alice@clinic.example", "--again", "--lost-second-factor"]) == 0
    assert not Authenticator.objects.filter(user=user).exists()


def test_again_for_nobody_or_for_somebody_deactivated_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["createstaff", "nobody@clinic.example", "--again"]) == 1
    member(Role.EDITOR, "Eve", is_active=False)
    assert main(["createstaff", "eve@clinic.example", "--again"]) == 1
    assert "deactivated" in capsys.readouterr().err
