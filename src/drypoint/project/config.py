"""What the environment says, parsed once, typed, and refused with a sentence when it is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drypoint.foundation.core.mail.dns_txt import Resolver
from drypoint.foundation.core.mail.smtp import SmtpServer, UnusableAddressError, in_ascii

T = TypeVar("T")

DATABASE_FILE = "drypoint.sqlite3"
# Where `drypoint serve` was last reached, for commands that are given no DRYPOINT_URL.
ADDRESS_FILE = "address.txt"
SHORTEST_TOKEN = 16

_HOST = re.compile(r"^(\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])$")
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


SECRETS = (
    *("DRYPOINT_DATABASE_URL", "DRYPOINT_GOOGLE_PLACES_KEY", "DRYPOINT_PING_URL", "DRYPOINT_SMTP_URL"),
    "DRYPOINT_WATCH_TOKEN",
)
NAMES = (
    *(
        "DRYPOINT_AUDIT_KEEP_YEARS",
        "DRYPOINT_BACKUP_FOLDER",
        "DRYPOINT_BACKUP_KEEP_DAYS",
        "DRYPOINT_BOUNCE_ADDRESS",
        "DRYPOINT_BOUNCE_MAILDIR",
    ),
    *("DRYPOINT_DATA", "DRYPOINT_DATABASE_URL", "DRYPOINT_DEBUG", "DRYPOINT_DEMO", "DRYPOINT_EDITOR_HOST"),
    *("DRYPOINT_EHLO_NAME", "DRYPOINT_HOSTS", "DRYPOINT_IDLE_MINUTES", "DRYPOINT_KEY_FILE"),
    *("DRYPOINT_LOG_FORMAT", "DRYPOINT_LOG_LEVEL"),
    *("DRYPOINT_GOOGLE_CALLS_A_DAY", "DRYPOINT_GOOGLE_PLACES_KEY", "DRYPOINT_GOOGLE_PLACES_URL"),
    *("DRYPOINT_LIST_CONNECTIONS", "DRYPOINT_LIST_MAILS_A_MINUTE"),
    *("DRYPOINT_MAIL_FROM", "DRYPOINT_MAX_UPLOAD_MB", "DRYPOINT_PAGE_STORE", "DRYPOINT_PING_URL"),
    *("DRYPOINT_PROXY_ADDRESSES", "DRYPOINT_REDIRECT_HOSTS", "DRYPOINT_RESOLVER", "DRYPOINT_SMTP_URL"),
    *("DRYPOINT_SHARED_FOLDER", "DRYPOINT_TIME_ZONE", "DRYPOINT_TRUSTED_PROXIES", "DRYPOINT_URL"),
    "DRYPOINT_WATCH_TOKEN",
)


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
    # What is handed on to libpq, such as sslmode.
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """Every setting that Drypoint reads from its environment (docs/reference/settings.md)."""

    data: Path
    # Where documents and media of several machines lie; None: in the data folder of the only one.
    shared_folder: Path | None
    key_file: Path
    backup_folder: Path | None
    backup_keep_days: int
    # How long a line of the audit trail stays; 0: for good.
    audit_keep_years: int
    url: str
    hosts: tuple[str, ...]
    editor_host: str | None
    # Other sites to which an editor may redirect.
    redirect_hosts: tuple[str, ...]
    database: DatabaseUrl | None
    smtp: SmtpServer | None
    mail_from: str | None
    mail_from_name: str | None
    ehlo_name: str
    # Of letters to the list: connections at once, and how many letters a minute over all of them (0: as they go).
    list_connections: int
    list_mails_a_minute: int
    # Where reports about letters to the list go to, and where they lie; "" and None: nowhere of their own.
    bounce_address: str
    bounce_maildir: Path | None
    # Of the reviews that Google is asked for when a visitor wants them; without a key it is never asked.
    google_places_key: str | None = field(repr=False)
    google_places_url: str
    google_calls_a_day: int
    time_zone: str
    trusted_proxies: int
    # Where they stand; from elsewhere no forwarded address is believed. Empty: from everywhere.
    proxy_addresses: tuple[IPv4Network | IPv6Network, ...]
    idle_minutes: int
    max_upload_mb: int
    page_store: str
    ping_url: str | None = field(repr=False)
    watch_token: str | None = field(repr=False)
    resolver: Resolver | None
    demo: bool
    debug: bool
    log_level: str
    # "text", or "json": an object a line.
    log_format: str

    @property
    def is_https(self) -> bool:
        """Whether people reach the site by TLS, so that cookies may be marked secure."""
        return self.url.startswith("https://")


def _read(env: Mapping[str, str], name: str, default: str, parse: Callable[[str], T]) -> T:
    value = env.get(name, default).strip()
    try:
        return parse(value)
    except ValueError as error:
        # A value may hold a password, and this sentence ends in a log: the name says enough.
        raise ConfigError(f"{name} cannot be used: {error}") from None


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


def _parts(value: str) -> tuple[SplitResult, int | None]:
    """Split an address and read its port. Raises ValueError with a sentence that repeats nothing of it."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        sentence = "its host or port cannot be read. In a password write %2F for /, %40 for @, %3A for :, %23 for #."
        raise ValueError(sentence) from None
    return parts, port


def _address_in(data: Path) -> str:
    """Return the address that the data folder was last served at, or where `serve` listens of itself."""
    try:
        return _url((data / ADDRESS_FILE).read_text().strip())
    except (OSError, ValueError):
        return "http://127.0.0.1:8000"


def _url(value: str) -> str:
    parts, _port = _parts(value)
    more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or not parts.hostname or more:
        raise ValueError("write an address such as https://clinic.example, without a path.")
    return value.rstrip("/")


def _ping_url(value: str) -> str | None:
    if not value:
        return None
    parts, _port = _parts(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment or "@" in parts.netloc:
        raise ValueError("write the address that the watching service gave you, such as https://watch.example/ping/…")
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("an address has no blanks, and no letters beyond ASCII.")
    return value


def _resolver(value: str) -> Resolver | None:
    if not value:
        return None
    host, _colon, port = value.rpartition(":") if value.count(":") == 1 else (value, "", "53")
    try:
        return Resolver(str(ip_address(host.strip("[]"))), _whole(1, 65535)(port))
    except ValueError:
        raise ValueError("write the address of a DNS server, such as 192.0.2.53 or 192.0.2.53:5353.") from None


def _watch_token(value: str) -> str | None:
    if not value:
        return None
    if len(value) < SHORTEST_TOKEN or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError(f"write at least {SHORTEST_TOKEN} letters and digits, such as `openssl rand -hex 20` prints.")
    return value


def _outside(data: Path, value: str) -> Path | None:
    if not value:
        return None
    folder = Path(value).expanduser().resolve()
    if folder.is_relative_to(data):
        raise ValueError("write a folder outside of the data folder, on another disk if you can.")
    return folder


def _hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in value.split(",") if host.strip())
    for host in hosts:
        if not _HOST.match(host):
            raise ValueError("that is not a host name. Write names separated by commas, without http://.")
    return hosts


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
    except ValueError:
        raise ValueError("write addresses or networks separated by commas, such as 127.0.0.1, 10.0.0.0/8.") from None


def _database(value: str) -> DatabaseUrl | None:
    if not value:
        return None
    parts, port = _parts(value)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2 or parts.fragment:
        raise ValueError(
            "write postgresql://user:password@host:5432/name, or leave it out for SQLite in the data folder."
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    socket = options.pop("host", "")
    if unknown := sorted(set(options) - _LIBPQ):
        raise ValueError(f"{unknown[0]} is no option that is passed on. Known are {', '.join(sorted(_LIBPQ))}.")
    if options.get("sslmode", "prefer") not in _SSL_MODES:
        raise ValueError(f"sslmode is one of {', '.join(_SSL_MODES)}.")
    return DatabaseUrl(
        host=socket or parts.hostname or "",
        port=port or 5432,
        name=unquote(parts.path[1:]),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=options,
    )


_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# Of libpq's connection parameters those that change how, not where, it connects.
_LIBPQ = {
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "ssl_min_protocol_version", "channel_binding"),
    *("gssencmode", "connect_timeout", "application_name", "target_session_attrs", "options"),
    *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"),
}
_SMTP = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}


def _smtp(value: str) -> SmtpServer | None:
    if not value:
        return None
    parts, own_port = _parts(value)
    more = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in _SMTP or not parts.hostname or more:
        raise ValueError("write smtps://user:password@host:465, smtp+starttls://…:587 or smtp://host:25.")
    security, port = _SMTP[parts.scheme]
    return SmtpServer(
        host=parts.hostname,
        port=own_port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )


def _mail_from(value: str) -> tuple[str, str] | None:
    """Return name and address of "Practice <practice@clinic.example>", or of the address alone."""
    if not value:
        return None
    sentence = "write one e-mail address, such as practice@clinic.example or Practice <practice@clinic.example>."
    name, _open, rest = value.rpartition("<")
    address = rest.removesuffix(">") if _open else value
    if not value.isprintable() or (_open and not rest.endswith(">")):
        raise ValueError(sentence)
    try:
        in_ascii(address)
    except UnusableAddressError as error:
        raise ValueError(sentence) from error
    return name.strip().strip('"').strip(), address


def _places_key(value: str) -> str | None:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("a key has no blanks, and no letters beyond ASCII.")
    return value or None


def _address(value: str) -> str:
    try:
        return in_ascii(value) if value else ""
    except UnusableAddressError:
        raise ValueError("write one e-mail address, such as reports@clinic.example.") from None


def _maildir(value: str) -> Path | None:
    if not value:
        return None
    folder = Path(value).expanduser().resolve()
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise ValueError("write a folder of mail that holds the folders new and cur (a maildir).")
    return folder


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


def _log_format(value: str) -> str:
    if value not in {"text", "json"}:
        raise ValueError("write text, or json for one object a line.")
    return value


def _page_store(value: str) -> str:
    if value not in {"file", "database", "off"}:
        raise ValueError("write file (one machine), database (several machines) or off.")
    return value


def _one_host(value: str) -> str | None:
    hosts = _hosts(value)
    if len(hosts) > 1:
        raise ValueError("write one host name.")
    return hosts[0] if hosts else None


def _refuse_unknown(env: Mapping[str, str]) -> None:
    for name in env:
        if name.startswith("DRYPOINT_") and name not in NAMES and name.removesuffix("_FILE") not in SECRETS:
            near = get_close_matches(name, NAMES, 1)
            hint = f" Is {near[0]} meant?" if near else ""
            raise ConfigError(f"{name} is no setting of Drypoint.{hint} docs/reference/settings.md lists them.")


def _with_files(env: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with each secret that a file holds (NAME_FILE) in the place of its name."""
    found = dict(env)
    for name in SECRETS:
        path = env.get(f"{name}_FILE", "")
        if path and env.get(name):
            raise ConfigError(f"{name} and {name}_FILE cannot both be set.")
        if path:
            try:
                found[name] = Path(path).read_text().strip()
            except (OSError, ValueError):
                raise ConfigError(f"The file that {name}_FILE names cannot be read.") from None
    return found


def load(env: Mapping[str, str] = os.environ) -> Config:
    """Parse the environment.

    Raises ConfigError with a sentence that names the variable and what may be written, and never repeats the value.
    """
    _refuse_unknown(env)
    env = _with_files(env)
    data = _read(env, "DRYPOINT_DATA", "./data", lambda value: Path(value).expanduser().resolve())
    url = _read(env, "DRYPOINT_URL", _address_in(data), _url)
    own_host = urlsplit(url).hostname or ""
    mail_from = _read(env, "DRYPOINT_MAIL_FROM", "", _mail_from)
    smtp = _read(env, "DRYPOINT_SMTP_URL", "", _smtp)
    database = _read(env, "DRYPOINT_DATABASE_URL", "", _database)
    ehlo_name = _read(env, "DRYPOINT_EHLO_NAME", "", _one_host) or ""
    shared_folder = _read(env, "DRYPOINT_SHARED_FOLDER", "", lambda value: _outside(data, value))
    if shared_folder and not database:
        raise ConfigError(
            "DRYPOINT_SHARED_FOLDER is for machines that share a PostgreSQL as well: set DRYPOINT_DATABASE_URL too."
        )
    return Config(
        data=data,
        shared_folder=shared_folder,
        key_file=_read(env, "DRYPOINT_KEY_FILE", str(data / "drypoint.key"), lambda value: Path(value).expanduser()),
        backup_folder=_read(env, "DRYPOINT_BACKUP_FOLDER", "", lambda value: _outside(data, value)),
        backup_keep_days=_read(env, "DRYPOINT_BACKUP_KEEP_DAYS", "30", _whole(1, 3650)),
        audit_keep_years=_read(env, "DRYPOINT_AUDIT_KEEP_YEARS", "0", _whole(0, 100)),
        url=url,
        hosts=(own_host, "127.0.0.1", "localhost", "[::1]", *_read(env, "DRYPOINT_HOSTS", "", _hosts)),
        editor_host=_read(env, "DRYPOINT_EDITOR_HOST", "", _one_host),
        redirect_hosts=_read(env, "DRYPOINT_REDIRECT_HOSTS", "", _hosts),
        database=database,
        smtp=replace(smtp, ehlo_name=ehlo_name) if smtp else None,
        mail_from=mail_from[1] if mail_from else None,
        mail_from_name=mail_from[0] if mail_from and mail_from[0] else None,
        ehlo_name=ehlo_name,
        list_connections=_read(env, "DRYPOINT_LIST_CONNECTIONS", "1", _whole(1, 16)),
        list_mails_a_minute=_read(env, "DRYPOINT_LIST_MAILS_A_MINUTE", "0", _whole(0, 100_000)),
        bounce_address=_read(env, "DRYPOINT_BOUNCE_ADDRESS", "", _address),
        bounce_maildir=_read(env, "DRYPOINT_BOUNCE_MAILDIR", "", _maildir),
        google_places_key=_read(env, "DRYPOINT_GOOGLE_PLACES_KEY", "", _places_key),
        google_places_url=_read(env, "DRYPOINT_GOOGLE_PLACES_URL", "https://places.googleapis.com", _url),
        google_calls_a_day=_read(env, "DRYPOINT_GOOGLE_CALLS_A_DAY", "100", _whole(1, 100_000)),
        time_zone=_read(env, "DRYPOINT_TIME_ZONE", "Europe/Zagreb", _time_zone),
        trusted_proxies=_read(env, "DRYPOINT_TRUSTED_PROXIES", "0", _whole(0, 5)),
        proxy_addresses=_read(env, "DRYPOINT_PROXY_ADDRESSES", "", _networks),
        idle_minutes=_read(env, "DRYPOINT_IDLE_MINUTES", "30", _whole(1, 1440)),
        max_upload_mb=_read(env, "DRYPOINT_MAX_UPLOAD_MB", "15", _whole(1, 100)),
        # Two machines may share a PostgreSQL, and the file of one says nothing to the other.
        page_store=_read(env, "DRYPOINT_PAGE_STORE", "database" if database else "file", _page_store),
        ping_url=_read(env, "DRYPOINT_PING_URL", "", _ping_url),
        watch_token=_read(env, "DRYPOINT_WATCH_TOKEN", "", _watch_token),
        resolver=_read(env, "DRYPOINT_RESOLVER", "", _resolver),
        demo=_read(env, "DRYPOINT_DEMO", "0", _boolean),
        debug=_read(env, "DRYPOINT_DEBUG", "0", _boolean),
        log_level=_read(env, "DRYPOINT_LOG_LEVEL", "INFO", _level),
        log_format=_read(env, "DRYPOINT_LOG_FORMAT", "text", _log_format),
    )
