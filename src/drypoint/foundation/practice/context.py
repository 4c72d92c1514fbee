"""What every template knows of the practice."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from drypoint.foundation.practice.queries import the_practice


def practice(request: HttpRequest) -> dict[str, object]:
    """Give templates `practice`: the row, or None before set-up. One query a request, wherever it was made first."""
    known = getattr(request, "practice", None)
    return {"practice": known if known is not None else SimpleLazyObject(the_practice)}
