"""The audit trail, for the auditor."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from drypoint.foundation.accounts.actors import needs
from drypoint.foundation.accounts.step_up import confirmed
from drypoint.foundation.core.clock import beginning_of
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.core.portions import newest_first, portion_before
from drypoint.foundation.core.spreadsheets import is_formula
from drypoint.foundation.look.pages import show
from drypoint.workspace.desk import presenters

PAGE_SIZE = 100


class TrailFilter(forms.Form):
    """Which lines to show."""

    action = forms.CharField(label=_("What was done"), required=False, max_length=64)
    person = forms.CharField(label=_("By whom (e-mail)"), required=False, max_length=254)
    target = forms.CharField(label=_("To what (its number)"), required=False, max_length=64)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def entries(self) -> QuerySet[AuditEntry]:
        """Return the lines that fit, the newest first; a filter that makes no sense lets none through."""
        entries = AuditEntry.objects.select_related("user").order_by("-pk")
        if self.is_bound and not self.is_valid():
            return entries.none()
        chosen = self.cleaned_data if self.is_bound else {}
        if action := chosen.get("action"):
            # A range, which the index knows; LIKE would look at every line.
            entries = entries.filter(action__gte=action, action__lt=f"{action}\U0010ffff")
        if since := chosen.get("since"):
            entries = entries.filter(at__gte=beginning_of(since))
        if until := chosen.get("until"):
            entries = entries.filter(at__lt=beginning_of(until, days_later=1))
        names = {"person": "user__email__iexact", "target": "target_id"}
        return entries.filter(**{name: chosen[key] for key, name in names.items() if chosen.get(key)})


class _Echo:
    """What csv writes to: hands each line back."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield writer.writerow(["at", "by", "kind", "action", "target_type", "target_id", "facts"])
    for one in newest_first(entries):
        by = one.user.email if one.user else ""
        facts = "; ".join(f"{name}={value}" for name, value in sorted(one.facts.items()))
        row = [one.at.isoformat(), by, one.actor_kind, one.action, one.target_type, one.target_id, facts]
        yield writer.writerow([f"'{cell}" if is_formula(cell) else cell for cell in row])


@needs("audit.read")
@confirmed(when=lambda request: request.GET.get("format") == "csv")
@require_safe
def trail(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Show the trail, filtered, or hand it out as CSV (`?format=csv`)."""
    chosen = TrailFilter(request.GET or None)
    entries = chosen.entries()
    if request.GET.get("format") == "csv":
        response = StreamingHttpResponse(_csv_lines(entries), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return response
    page = portion_before(entries, request.GET.get("before", ""), PAGE_SIZE)
    query = request.GET.copy()
    query.pop("before", None)
    lines = tuple(presenters.trail_line(entry) for entry in page.rows)
    query_string = f"{query.urlencode()}&" if query else ""
    return show(request, presenters.Trail(chosen, lines, page.older, page.is_newest, query_string))
