"""`/readyz` and `/metrics`: whether the practice works, for whoever watches it."""

from __future__ import annotations

import hmac
import ipaddress

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drypoint.foundation.core import clock
from drypoint.foundation.core.readiness import KeptReadiness
from drypoint.project import metrics

_kept = KeptReadiness()
# What any proxy adds: whoever comes by one is not of this machine.
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA", "HTTP_X_FORWARDED_HOST")


def is_watcher(request: HttpRequest) -> bool:
    """Say whether somebody may be told more than whether it works: this machine itself, or who holds the token.

    Behind a proxy that nobody declared everybody seems to be this machine, so that the token is needed there.
    """
    token: str | None = settings.CONFIG.watch_token
    scheme, _blank, given = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if token is not None and scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode()):
        return True
    if any(name in request.META for name in _FORWARDED) or (
        settings.CONFIG.is_https and not settings.CONFIG.trusted_proxies
    ):
        return False
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if the practice works as it should, else 503; to a watcher say what was looked at and what failed."""
    try:
        found = _kept.of(clock.now())
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "failed"}, status=503)
    answer: dict[str, object] = {"status": "ok" if found.is_ready else "failed"}
    if is_watcher(request):
        answer["checks"] = [
            {"id": one.id, "ok": one not in found.failed, "sentence": one.sentence, "hint": one.hint}
            for one in found.looked_at
        ]
    return JsonResponse(answer, status=200 if found.is_ready else 503)


@require_safe
@never_cache
def shown_metrics(request: HttpRequest) -> HttpResponse:
    """Return the figures in Prometheus' text format to a watcher; to others there is no such page."""
    if not is_watcher(request):
        raise Http404
    text = metrics.as_text(metrics.figures(_kept.of(clock.now()), clock.now()))
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")
