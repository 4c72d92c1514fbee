"""What the environment says, parsed once, typed, and refused with a sentence when it is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drypoint.foundation.core.mail.smtp import SmtpServer

T = TypeVar("T")

DATABASE_FILE = "drypoint.sqlite3"

_HOST = re.compile(r"^(\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])$")
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class ConfigError(ValueError):
    """A setting that cannot be used; its text names the variable and what to write instead."""


@dataclass(frozen=True)
class DatabaseUrl:
    """Where PostgreSQL is. None in Config means SQLite in the data folder."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Config:
    """Every setting that Drypoint reads from its environment (docs/reference/settings.md)."""

    data: Path
    key_file: Path
    url: str
    hosts: tuple[str, ...]
    editor_host: str | None
    database: DatabaseUrl | None
    smtp: SmtpServer | None
    mail_from: str | None
    time_zone: str
    trusted_proxies: int
    idle_minutes: int
    max_upload_mb: int
    page_store: str
    demo: bool
    debug: bool
    log_level: str

    @property
    def is_https(self) -> bool:
        """Whether people reach the site by TLS, so that cookies may be marked secure."""
        return self.url.startswith("https://")


def _read(env: Mapping[str, str], name: str, default: str, parse: Callable[[str], T]) -> T:
    value = env.get(name, default).strip()
    try:
        return parse(value)
    except ValueError as error:
        raise ConfigError(f"{name}={value!r} cannot be used: {error}") from error


def _boolean(value: str) -> bool:
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ValueError("write 1 or 0.")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"write a whole number from {low} to {high}.")
        return int(value)

    return parse


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("write an address such as https://clinic.example, without a path.")
    return value.rstrip("/")


def _hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in value.split(",") if host.strip())
    for host in hosts:
        if not _HOST.match(host):
            raise ValueError(f"{host!r} is not a host name. Write names separated by commas, without http://.")
    return hosts


def _database(value: str) -> DatabaseUrl | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ValueError(
            "write postgresql://user:password@host:5432/name, or leave it out for SQLite in the data folder."
        )
    socket = parse_qs(parts.query).get("host", [""])[0]
    return DatabaseUrl(
        host=socket or parts.hostname or "",
        port=parts.port or 5432,
        name=unquote(parts.path[1:]),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


_SMTP = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}


def _smtp(value: str) -> SmtpServer | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in _SMTP or not parts.hostname:
        raise ValueError("write smtps://user:password@host:465, smtp+starttls://…:587 or smtp://host:25.")
    security, port = _SMTP[parts.scheme]
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )


def _mail_address(value: str) -> str | None:
    if value and (value.count("@") != 1 or re.search(r"[\r\n]", value)):
        raise ValueError("write one e-mail address, such as practice@clinic.example.")
    return value or None


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("write a zone such as Europe/Zagreb.") from error
    return value


def _level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("write DEBUG, INFO, WARNING or ERROR.")
    return value.upper()


def _page_store(value: str) -> str:
    if value not in {"file", "database", "off"}:
        raise ValueError("write file (one machine), database (several machines) or off.")
    return value


def _one_host(value: str) -> str | None:
    hosts = _hosts(value)
    if len(hosts) > 1:
        raise ValueError("write one host name.")
    return hosts[0] if hosts else None


def load(env: Mapping[str, str] = os.environ) -> Config:
    """Parse the environment.

    Raises ConfigError with a sentence that names the variable, the value and what may be written.
    """
    data = _read(env, "DRYPOINT_DATA", "./data", lambda value: Path(value).expanduser().resolve())
    url = _read(env, "DRYPOINT_URL", "http://127.0.0.1:8000", _url)
    own_host = urlsplit(url).hostname or ""
    return Config(
        data=data,
        key_file=_read(env, "DRYPOINT_KEY_FILE", str(data / "drypoint.key"), lambda value: Path(value).expanduser()),
        url=url,
        hosts=(own_host, "127.0.0.1", "localhost", "[::1]", *_read(env, "DRYPOINT_HOSTS", "", _hosts)),
        editor_host=_read(env, "DRYPOINT_EDITOR_HOST", "", _one_host),
        database=_read(env, "DRYPOINT_DATABASE_URL", "", _database),
        smtp=_read(env, "DRYPOINT_SMTP_URL", "", _smtp),
        mail_from=_read(env, "DRYPOINT_MAIL_FROM", "", _mail_address),
        time_zone=_read(env, "DRYPOINT_TIME_ZONE", "Europe/Zagreb", _time_zone),
        trusted_proxies=_read(env, "DRYPOINT_TRUSTED_PROXIES", "0", _whole(0, 5)),
        idle_minutes=_read(env, "DRYPOINT_IDLE_MINUTES", "30", _whole(1, 1440)),
        max_upload_mb=_read(env, "DRYPOINT_MAX_UPLOAD_MB", "15", _whole(1, 100)),
        page_store=_read(env, "DRYPOINT_PAGE_STORE", "file", _page_store),
        demo=_read(env, "DRYPOINT_DEMO", "0", _boolean),
        debug=_read(env, "DRYPOINT_DEBUG", "0", _boolean),
        log_level=_read(env, "DRYPOINT_LOG_LEVEL", "INFO", _level),
    )


def refuse_new_key_for_old_data(config: Config) -> None:
    """Raise ConfigError if there are data but no key file: a new key could not read them."""
    held = [config.data / DATABASE_FILE, config.data / "documents"]
    if not config.key_file.exists() and any(path.exists() for path in held):
        raise ConfigError(
            f"The key file {config.key_file} is missing, but {config.data} holds data that were stored with it. "
            "Put the key back, or say in DRYPOINT_KEY_FILE where it is."
        )
