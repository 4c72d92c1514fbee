"""What `drypoint doctor --network` finds out about the proxy in front, by asking the practice's own address."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

from drypoint.foundation.core.checks import OK, WARNING, CheckResult
from drypoint.project.healthz import PROBE

TIMEOUT_SECONDS = 10.0


def check() -> Iterable[CheckResult]:
    """Say whether the proxy keeps header names with underscores from Drypoint, and whether it is known by address."""
    if not settings.CONFIG.trusted_proxies:
        return
    if not settings.CONFIG.proxy_addresses:
        hint = "Set DRYPOINT_PROXY_ADDRESSES=127.0.0.1 if it runs on this machine."
        yield CheckResult("proxy.address", WARNING, "Whoever reaches Drypoint itself is believed like the proxy.", hint)
    address = settings.CONFIG.url
    try:
        arrived = _arrives(address)
    except (OSError, http.client.HTTPException, ValueError) as error:
        hint = f"It was asked at {address}/healthz ({type(error).__name__})."
        yield CheckResult("proxy.headers", WARNING, "The proxy could not be tried from this machine.", hint)
        return
    if arrived:
        sentence = "The proxy hands on header names with underscores: visitors can pretend any address."
        hint = "Let it drop them, as docs/how-to/deploy.md shows for nginx and Caddy."
        yield CheckResult("proxy.headers", WARNING, sentence, hint)
    else:
        yield CheckResult("proxy.headers", OK, "The proxy drops header names with underscores.")


def _arrives(address: str) -> bool:
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        link.request("GET", "/healthz", headers={PROBE: "1"})
        return "probe" in json.loads(link.getresponse().read(4096))
    finally:
        link.close()
