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


def one_query(request: HttpRequest) -> HttpResponse:
    """Make one query and fill one template."""
    practice = Practice.objects.filter(pk=1).first()
    return HttpResponse(_PAGE.render({"practice": practice, "lines": range(20)}))


@login_required
def three_queries(request: HttpRequest) -> HttpResponse:
    """Know who asks (a session, a user) and make a third query of 50 rows, as a list must."""
    lines = list(AuditEntry.objects.order_by("-pk")[:50])
    return HttpResponse(_PAGE.render({"practice": None, "lines": lines}))


urlpatterns = [path("one/", one_query), path("three/", three_queries), path("healthz", one_query)]
