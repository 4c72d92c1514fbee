"""Whether a request comes from this very machine."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_on_this_machine(request: HttpRequest) -> bool:
    """Say whether the connection comes from a loopback address and no proxy stands between.

    A proxy on the same machine also connects from 127.0.0.1, so that any trace of one counts against.
    """
    if any(header in request.META for header in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
