"""`/healthz`: tells load balancers, and whoever watches, whether this process can answer."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# Sent by `doctor --network`. A proxy that hands on names with underscores lets visitors write what it should write:
# to the server "X_Forwarded_For" is the same as "X-Forwarded-For".
PROBE = "X_Drypoint_Probe"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database can be read, else 503 with the name of the check that failed."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "failed", "checks": {"database": "failed"}}, status=503)
    answer: dict[str, object] = {"status": "ok", "checks": {"database": "ok"}}
    if f"HTTP_{PROBE.upper()}" in request.META:
        answer["probe"] = "arrived"
    return JsonResponse(answer)
