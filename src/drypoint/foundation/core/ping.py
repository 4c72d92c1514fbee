"""Tell a watching service that all is well, as long as it is: when the pings end, it calls somebody."""

from __future__ import annotations

import http.client
import logging
import ssl
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from drypoint.foundation.core import readiness

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
TIMEOUT_SECONDS = 10.0


def ping(at: datetime) -> bool:
    """Ask for the address in DRYPOINT_PING_URL if one is set and nothing is wrong; say whether it was reached.

    Sends nothing of the practice's. A service that is away is logged, and tried again at the next turn.
    """
    address: str | None = settings.CONFIG.ping_url
    if address is None or not readiness.look(at).is_ready:
        return False
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port
    link = (
        http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    )
    try:
        link.request("GET", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")
        status = link.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        log.warning("The watching service cannot be reached (%s)", type(error).__name__)
        return False
    finally:
        link.close()
    if status >= 400:
        log.warning("The watching service answered with %d", status)
    return status < 400
