"""What every page of the desk about a person says of a record that must stay as it is."""

from __future__ import annotations

import functools
import re

from django.http import HttpRequest

from drypoint.foundation.accounts.actors import actor_of
from drypoint.foundation.patients.models import Person
from drypoint.foundation.rights import guards, presenters, queries

# The addresses on the desk of pages about a patient.
_OF_PERSON = re.compile(r"desk/patients/<int:(\w+)>")


def restrained(request: HttpRequest) -> dict[str, object]:
    """Give templates `restrained`, worked out only by the pages that draw it, after their look was written down."""
    return {"restrained": functools.cache(lambda: _restrained(request))}


def _restrained(request: HttpRequest) -> presenters.Restrained | None:
    actor = actor_of(request)
    if actor.kind != "staff" or not actor.may("patients.read"):
        return None
    about = guards.concerned() | _named_by_address(request)
    seen = Person.objects.visible_to(actor).filter(pk__in=about) if about else ()
    return (
        presenters.restrained(queries.in_force(*(one.pk for one in seen), kind=queries.RESTRICTION)) if seen else None
    )


def _named_by_address(request: HttpRequest) -> set[int]:
    """Return whom a page is about that wrote no line: a form that comes back, a question before something is done."""
    match = request.resolver_match
    found = _OF_PERSON.search(match.route) if match else None
    return {match.kwargs[found[1]]} if match and found else set()
