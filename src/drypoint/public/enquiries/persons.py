"""From an enquiry to a person whom the practice treats."""

from __future__ import annotations

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.actions import Particulars, add_person
from drypoint.foundation.patients.models import Person
from drypoint.public.enquiries.models import Enquiry


def origin_of(enquiry: Enquiry) -> str:
    """Return what a person who is made from this enquiry is known by as its origin."""
    return f"enquiries.enquiry {enquiry.pk}"


def add_person_from_enquiry(*, actor: Actor, enquiry_id: int) -> Person:
    """Make a person of whoever sent an enquiry, or return the one who was made of it. Needs patients.write.

    Name and contacts are copied; the conversation stays where it is. Raises Enquiry.DoesNotExist for one that the
    actor may not read.
    """
    enquiry = Enquiry.objects.visible_to(actor).get(pk=enquiry_id)
    particulars = Particulars(
        name=enquiry.name,
        birth_year=enquiry.birth_year,
        email=enquiry.email,
        phone=enquiry.phone,
        language=enquiry.language,
    )
    return add_person(actor=actor, particulars=particulars, origin=origin_of(enquiry))
