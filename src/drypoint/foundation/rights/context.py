"""What every page of the desk about a person says of a record that must stay as it is."""

from __future__ import annotations

import functools

from django.http import HttpRequest

from drypoint.foundation.accounts.actors import actor_of
from drypoint.foundation.rights import guards, presenters, queries


def restrained(request: HttpRequest) -> dict[str, object]:
    """Give templates `restrained`, worked out only by the pages that draw it, after their look was written down."""
    return {"restrained": functools.cache(lambda: _restrained(request))}


def _restrained(request: HttpRequest) -> presenters.Restrained | None:
    concerned = guards.concerned()
    if not concerned or actor_of(request).kind != "staff":
        return None
    found = queries.in_force(*concerned, kind=queries.RESTRICTION).select_related("set_by")
    return presenters.restrained(found)
