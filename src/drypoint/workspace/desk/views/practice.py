"""What the practice says of itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.look.pages import show
from drypoint.foundation.practice.actions import change_practice
from drypoint.foundation.practice.forms import PracticeForm
from drypoint.foundation.practice.models import Practice
from drypoint.workspace.desk import presenters


@needs("practice.change")
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    """Show and change the practice's name, address, numbers, hours and languages."""
    row = get_object_or_404(Practice, pk=1)
    form = PracticeForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        change_practice(actor=actor_of(request), **form.values())
        messages.success(request, _("Saved. The website shows it from now on."))
        return redirect("desk:practice")
    return show(request, presenters.PracticePage(form), status=422 if form.errors else 200)
