"""How often one address may do one thing: counted in rows that all processes share.

A subject is an address, a link or a mailbox; the database sees only a keyed digest of it. Windows are fixed spans of
time, so that one row a subject and window suffices.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest

from drypoint.foundation.core.models import RateWindow

_KEPT = timedelta(days=31)
# Windows of a limit that holds for good; its name ends in this.
FOR_GOOD = timedelta(days=3650)
FOR_GOOD_NAME = "_for_good"
_COUNT = (
    "INSERT INTO core_ratewindow (name, subject, window_starts_at, count) VALUES (%s, %s, %s, 1) "
    "ON CONFLICT (name, subject, window_starts_at) DO UPDATE SET count = core_ratewindow.count + 1 RETURNING count"
)


@dataclass(frozen=True)
class Limit:
    """At most `most` times per subject within each span of `per`; name is at most 32 letters and never changes."""

    name: str
    most: int
    per: timedelta

    def window_of(self, at: datetime) -> datetime:
        """Return when the window that holds this moment began."""
        epoch = datetime(2020, 1, 1, tzinfo=UTC)
        return at - (at - epoch) % self.per


class LimitReachedError(RuntimeError):
    """Too often; `retry_after` is how long until the next window."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__("Too many attempts.")
        self.retry_after = retry_after


def digest_of(name: str, subject: str) -> str:
    """Return what the database keeps of a subject."""
    return hmac.new(settings.DIGEST_KEY, f"limit {name} {subject}".encode(), hashlib.sha256).hexdigest()


def count(limit: Limit, subject: str, at: datetime) -> int:
    """Count one more in the caller's transaction and return the number within this window, in one statement."""
    window = limit.window_of(at)
    with connection.cursor() as cursor:
        adapted = connection.ops.adapt_datetimefield_value(window)
        cursor.execute(_COUNT, [limit.name, digest_of(limit.name, subject), adapted])
        return int(cursor.fetchone()[0])


def is_used_up(limit: Limit, subject: str, at: datetime) -> bool:
    """Say whether the next one would be too many, without counting it: asked before something dear is begun."""
    window = RateWindow.objects.filter(
        name=limit.name, subject=digest_of(limit.name, subject), window_starts_at=limit.window_of(at)
    )
    return window.filter(count__gte=limit.most).exists()


def refuse_if_used_up(limit: Limit, subject: str, at: datetime) -> None:
    """Raise LimitReachedError where `take` would, without counting: before files are made durable, say."""
    if is_used_up(limit, subject, at):
        raise LimitReachedError(limit.window_of(at) + limit.per - at)


def take(limit: Limit, subject: str, at: datetime) -> None:
    """Count one more in the caller's transaction. Raises LimitReachedError beyond the limit (and so rolls it back)."""
    if count(limit, subject, at) > limit.most:
        raise LimitReachedError(limit.window_of(at) + limit.per - at)


def give_back(limit: Limit, subject: str, at: datetime) -> None:
    """Take back one that was counted, in the caller's transaction: an attempt that turned out well."""
    windows = RateWindow.objects.filter(
        name=limit.name, subject=digest_of(limit.name, subject), window_starts_at=limit.window_of(at)
    )
    windows.filter(count__gt=0).update(count=F("count") - 1)


def remove_old(at: datetime) -> int:
    """Remove windows that no limit looks at any more, and return how many."""
    old = RateWindow.objects.filter(window_starts_at__lte=at - _KEPT).exclude(
        name__endswith=FOR_GOOD_NAME, window_starts_at__gt=at - FOR_GOOD
    )
    return old.delete()[0]


def address_of(request: HttpRequest) -> str:
    """Return the address that is to be counted: of the client, or of its network for IPv6 (/64, one household)."""
    return address_in(request.META)


def address_in(environ: Mapping[str, object]) -> str:
    """Return the same of what the server says of a request.

    X-Forwarded-For is believed only as far as the practice's own proxies wrote it: with n trusted proxies the n-th
    entry from the right, and only from an address of theirs, where the settings name these. What stands further left
    is whatever the client claims.
    """
    proxies: int = settings.CONFIG.trusted_proxies
    given = str(environ.get("REMOTE_ADDR", ""))
    if proxies and _is_proxy(given):
        entries = [entry.strip() for entry in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
        if len(entries) >= proxies and _parsed(entries[-proxies]):
            given = entries[-proxies]
    address = _parsed(given)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or "unknown")


def network_of(address: str) -> str:
    """Return the network of an address (/24, or /48 for IPv6), which tells no household from another; "" for none."""
    try:
        parsed = ipaddress.ip_network(address, strict=False)
    except ValueError:
        return ""
    return str(parsed.supernet(new_prefix=min(parsed.prefixlen, 24 if parsed.version == 4 else 48)))


def _is_proxy(given: str) -> bool:
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = settings.CONFIG.proxy_addresses
    address = _parsed(given)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return not networks or any(address in network for network in networks if address is not None)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
