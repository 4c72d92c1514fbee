"""What the environment says."""

from __future__ import annotations

from pathlib import Path

import pytest

from drypoint.project import config, new_key
from drypoint.project.config import ConfigError


def test_without_any_setting_everything_has_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Not where the demo may have been run: its data folder remembers the address that it was served at.
    monkeypatch.chdir(tmp_path)
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
        ("DRYPOINT_URL", "https://clinic.example:badport", "cannot be read"),
        ("DRYPOINT_URL", "https://user:pw@clinic.example", "without a path"),
        ("DRYPOINT_URL", "https://clinic.example#x", "without a path"),
        ("DRYPOINT_SMTP_URL", "smtps://user:pa/ss@mail.example", "%2F"),
        ("DRYPOINT_SMTP_URL", "smtps://mail.example/path", "smtps://"),
        ("DRYPOINT_DATABASE_URL", "postgresql://u:p@h/n?sslmode=sometimes", "verify-full"),
        ("DRYPOINT_DATABASE_URL", "postgresql://u:p@h/n?ssl_mode=require", "no option"),
        ("DRYPOINT_DATABASE_URL", "postgresql://u:p@h:port/n", "cannot be read"),
        ("DRYPOINT_MAIL_FROM", "@", "one e-mail address"),
        ("DRYPOINT_MAIL_FROM", "a b@c.example", "one e-mail address"),
        ("DRYPOINT_MAIL_FROM", "Practice <a@b.example", "one e-mail address"),
        ("DRYPOINT_MAIL_FROM", "Practice a@b.example", "one e-mail address"),
        ("DRYPOINT_EHLO_NAME", "two names", "host name"),
        ("DRYPOINT_HOSTS", "a.example,http://b", "not a host name"),
        ("DRYPOINT_EDITOR_HOST", "a.example,b.example", "one host"),
        ("DRYPOINT_REDIRECT_HOSTS", "https://a.example", "not a host name"),
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
        ("DRYPOINT_LOG_FORMAT", "xml", "write text, or json"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write_instead(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load({name: value})
    assert str(caught.value).startswith(f"{name} cannot be used: ")
    assert repr(value) not in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["DRYPOINT_DEM0", "DRYPOINT_SMTP", "DRYPOINT_MAX_UPLOAD", "DRYPOINT_SOMETHING"])
def test_a_misspelt_setting_is_refused_by_name(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load({name: "very secret"})
    assert str(caught.value).startswith(f"{name} is no setting of Drypoint.")
    assert "secret" not in str(caught.value)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "smtp"
    file.write_text("smtps://praxis:s%C5%A1ifra@mail.example\n")
    smtp = config.load({"DRYPOINT_SMTP_URL_FILE": str(file)}).smtp
    assert smtp is not None
    assert smtp.password == "sšifra"
    with pytest.raises(ConfigError, match="cannot both be set"):
        config.load({"DRYPOINT_SMTP_URL_FILE": str(file), "DRYPOINT_SMTP_URL": "smtp://mail.example"})
    with pytest.raises(ConfigError, match="DRYPOINT_SMTP_URL_FILE names cannot be read"):
        config.load({"DRYPOINT_SMTP_URL_FILE": str(tmp_path / "none")})


def test_options_of_the_database_are_handed_on() -> None:
    url = "postgresql://u:p@db.example/practice?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    found = config.load({"DRYPOINT_DATABASE_URL": url})
    assert found.database is not None
    assert found.database.options == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    assert found.page_store == "database"


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("practice@clinic.example", None, "practice@clinic.example"),
        ("Practice <practice@clinic.example>", "Practice", "practice@clinic.example"),
        ('"Ordinacija Šimić" <info@ordinacija-šimić.example>', "Ordinacija Šimić", "info@ordinacija-šimić.example"),
    ],
)
def test_a_sender_is_an_address_with_or_without_a_name(value: str, name: str | None, address: str) -> None:
    found = config.load({"DRYPOINT_MAIL_FROM": value})
    assert (found.mail_from_name, found.mail_from) == (name, address)


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
    new_key.refuse_new_key_for_old_data(found)
    (tmp_path / config.DATABASE_FILE).touch()
    with pytest.raises(ConfigError, match=r"drypoint\.key is missing"):
        new_key.refuse_new_key_for_old_data(found)
    found.key_file.touch()
    new_key.refuse_new_key_for_old_data(found)


def test_a_shared_folder_lies_outside_of_the_data_and_belongs_to_machines_with_one_database(tmp_path: Path) -> None:
    shared = {"DRYPOINT_DATA": str(tmp_path / "data"), "DRYPOINT_SHARED_FOLDER": str(tmp_path / "shared")}
    with pytest.raises(ConfigError, match="DRYPOINT_DATABASE_URL"):
        config.load(shared)
    shared["DRYPOINT_DATABASE_URL"] = "postgresql://u@localhost/n"
    assert config.load(shared).shared_folder == tmp_path / "shared"
    with pytest.raises(ConfigError, match="outside of the data folder"):
        config.load({**shared, "DRYPOINT_SHARED_FOLDER": str(tmp_path / "data" / "shared")})
