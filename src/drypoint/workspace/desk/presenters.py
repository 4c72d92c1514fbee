"""What the desk's own pages show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from drypoint.foundation.core.registries.search import Found
from drypoint.foundation.patients.models import Person


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another patient of the same name; year_of_birth is None where it was not told."""

    pk: int
    name: str
    year_of_birth: int | None


@dataclass(frozen=True, slots=True)
class Namesakes:
    """The warning in the head of a patient's page (desk/_namesakes.html)."""

    template: ClassVar = "desk/_namesakes.html"

    namesakes: tuple[Namesake, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was looked for, and what was found of each kind (desk/search.html)."""

    template: ClassVar = "desk/search.html"

    words: str
    found: tuple[Found, ...]


def namesakes(others: Iterable[Person]) -> Namesakes:
    """Return the warning about these others."""
    return Namesakes(tuple(Namesake(other.pk, other.name, other.year_of_birth) for other in others))
