"""Two patients of the demo, evidently invented."""

from __future__ import annotations

from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.patients.actions import Particulars, add_person
from drypoint.foundation.patients.models import Person

ONE = Particulars(
    name="Demo Patient One", birth_year=1980, email="patient.one@example.com", language="en", other_languages="Italian"
)
OTHER = Particulars(
    name="Probna Pacijentica",
    given_name="Probna",
    family_name="Pacijentica",
    birth_year=1975,
    phone="+385 1 0000 003",
    language="hr",
    town="Zagreb",
    note="Molimo zvati poslije 16 sati.",
)


def load(founding: Founding) -> None:
    """Add the patients through the same door as the staff's, unless there are patients already."""
    if Person.objects.exists():
        return
    for particulars in (ONE, OTHER):
        add_person(actor=founding.staff["clinician"], particulars=particulars)
