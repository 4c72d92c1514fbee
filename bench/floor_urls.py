"""Two views that do what a page must at least do."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.practice.models import Practice

_PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ practice.name }}</title><h1>{{ practice.name }}</h1>"
    "{% for line in lines %}<p>{{ line }}</p>{% endfor %}"
)


def _page(context: dict[str, object]) -> HttpResponse:
    content = _PAGE.render(context).encode()
    return HttpResponse(content, headers={"Content-Length": str(len(content))})


def one_query(request: HttpRequest) -> HttpResponse:
    """Make one query and fill one template."""
    return _page({"practice": Practice.objects.filter(pk=1).first(), "lines": range(20)})


@login_required
def three_queries(request: HttpRequest) -> HttpResponse:
    """Know who asks (a session, a user) and make a third query of 50 rows, as a list must."""
    return _page({"practice": None, "lines": list(AuditEntry.objects.order_by("-pk")[:50])})


urlpatterns = [path("one/", one_query), path("three/", three_queries), path("healthz", one_query)]
