"""What the environment says."""

from __future__ import annotations

from pathlib import Path

import pytest

from drypoint.project import config
from drypoint.project.config import ConfigError


def test_without_any_setting_everything_has_a_value() -> None:
    found = config.load({})
    assert found.data == Path("data").resolve()
    assert found.key_file == found.data / "drypoint.key"
    assert found.url == "http://127.0.0.1:8000"
    assert (found.smtp, found.database, found.demo, found.is_https) == (None, None, False, False)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DRYPOINT_URL", "clinic.example", "https://clinic.example"),
        ("DRYPOINT_URL", "https://clinic.example/path", "without a path"),
        ("DRYPOINT_HOSTS", "a.example,http://b", "not a host name"),
        ("DRYPOINT_EDITOR_HOST", "a.example,b.example", "one host"),
        ("DRYPOINT_DATABASE_URL", "mysql://a/b", "postgresql://"),
        ("DRYPOINT_SMTP_URL", "mail.example", "smtps://"),
        ("DRYPOINT_MAIL_FROM", "not an address", "one e-mail address"),
        ("DRYPOINT_TIME_ZONE", "Zagreb", "Europe/Zagreb"),
        ("DRYPOINT_TRUSTED_PROXIES", "many", "whole number"),
        ("DRYPOINT_IDLE_MINUTES", "0", "from 1"),
        ("DRYPOINT_MAX_UPLOAD_MB", "101", "to 100"),
        ("DRYPOINT_PAGE_STORE", "redis", "write file"),
        ("DRYPOINT_DEMO", "perhaps", "1 or 0"),
        ("DRYPOINT_LOG_LEVEL", "loud", "DEBUG"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write_instead(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load({name: value})
    assert str(caught.value).startswith(f"{name}={value!r} cannot be used: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://mail.example", "none", 25),
        ("smtp+starttls://mail.example", "starttls", 587),
        ("smtps://mail.example", "tls", 465),
        ("smtps://mail.example:1465", "tls", 1465),
    ],
)
def test_the_scheme_of_the_mail_server_sets_encryption_and_port(url: str, security: str, port: int) -> None:
    smtp = config.load({"DRYPOINT_SMTP_URL": url}).smtp
    assert smtp is not None
    assert (smtp.host, smtp.security, smtp.port) == ("mail.example", security, port)


def test_passwords_may_hold_any_sign_and_are_not_shown() -> None:
    found = config.load(
        {
            "DRYPOINT_SMTP_URL": "smtps://praxis%40clinic.example:p%40ss%2Fword@mail.example",
            "DRYPOINT_DATABASE_URL": "postgresql://me:s%3Acret@db.example/practice",
        }
    )
    assert found.smtp is not None
    assert (found.smtp.user, found.smtp.password) == ("praxis@clinic.example", "p@ss/word")
    assert found.database is not None
    assert found.database.password == "s:cret"
    assert "p@ss/word" not in repr(found)
    assert "s:cret" not in repr(found)


def test_postgresql_may_be_reached_by_its_socket() -> None:
    database = config.load({"DRYPOINT_DATABASE_URL": "postgresql:///practice?host=/run/postgresql"}).database
    assert database is not None
    assert (database.host, database.name) == ("/run/postgresql", "practice")


def test_old_data_are_never_given_a_new_key(tmp_path: Path) -> None:
    found = config.load({"DRYPOINT_DATA": str(tmp_path)})
    config.refuse_new_key_for_old_data(found)
    (tmp_path / config.DATABASE_FILE).touch()
    with pytest.raises(ConfigError, match=r"drypoint\.key is missing"):
        config.refuse_new_key_for_old_data(found)
    found.key_file.touch()
    config.refuse_new_key_for_old_data(found)
