"""What every template knows of the practice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from drypoint.foundation.practice.queries import the_practice


def practice(request: HttpRequest) -> dict[str, Any]:
    """Give templates `practice`: the row, or None before set-up."""
    return {"practice": the_practice()}
