"""`drypoint mail test`: one mail, each step told, no secret in it."""

from __future__ import annotations

import pytest
from django.test import override_settings

from drypoint.project import cli, config


@pytest.mark.parametrize("address", ["nobody", "", "a b@c.example", "@"])
def test_what_is_no_address_is_bad_usage(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mail", "test", address]) == 2
    assert "no e-mail address" in capsys.readouterr().err


@pytest.mark.django_db
def test_without_a_server_it_says_where_to_name_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mail", "test", "me@clinic.example"]) == 1
    assert "DRYPOINT_SMTP_URL" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_said_without_a_secret(capsys: pytest.CaptureFixture[str]) -> None:
    found = config.load({"DRYPOINT_SMTP_URL": "smtp://praxis:secret@127.0.0.1:1"})
    with override_settings(CONFIG=found):
        assert cli.main(["mail", "test", "me@clinic.example"]) == 1
    said = capsys.readouterr()
    assert "Nothing answers on this port" in said.err
    assert "secret" not in said.out + said.err
