"""What was given to others and what patients said of their contacts, called as the page's language calls it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from drypoint.foundation.patients.models import Person
from drypoint.foundation.rights import presenters, queries
from drypoint.foundation.rights.forms import called
from drypoint.foundation.rights.models import Release


def release_lines(releases: Iterable[Release]) -> tuple[presenters.ReleaseLine, ...]:
    """Return what was given, in words."""
    lines = map(presenters.release_line, releases)
    return tuple(dataclasses.replace(line, parts=tuple(map(called, line.parts))) for line in lines)


def consent_lines(person: Person) -> tuple[presenters.ConsentLine, ...]:
    """Return what holds of each contact and purpose; of a contact that is gone nothing."""
    written = {(one.kind, one.normalised): one.value for one in person.contacts.all()}
    held = queries.what_holds(queries.consents_of(person))
    return tuple(
        presenters.consent_line(one, written[one.kind, one.value])
        for (kind, value, _purpose), one in sorted(held.items())
        if (kind, value) in written
    )
