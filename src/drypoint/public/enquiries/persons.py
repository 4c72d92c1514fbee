"""From an enquiry to a person whom the practice treats."""

from __future__ import annotations

from collections.abc import Collection

from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients.actions import Particulars, add_person
from drypoint.foundation.patients.models import Person
from drypoint.public.enquiries.models import Enquiry


def origin_of(enquiry: Enquiry) -> str:
    """Return what a person who is made from this enquiry is known by as its origin."""
    return f"enquiries.enquiry {enquiry.pk}"


def particulars_of(enquiry: Enquiry) -> Particulars:
    """Return what an enquiry says of its sender."""
    return Particulars(
        name=enquiry.name,
        birth_year=enquiry.birth_year,
        email=enquiry.email,
        phone=enquiry.phone,
        language=enquiry.language,
    )


def add_person_from_enquiry(*, actor: Actor, enquiry_id: int, not_these: Collection[int] = ()) -> Person:
    """Make a person of whoever sent an enquiry, or return the one whom it belongs to. Needs patients.write.

    Name and contacts are copied; the conversation stays where it is and is joined to the person. Raises
    SomebodyAlikeError as add_person does, and Enquiry.DoesNotExist for one that the actor may not read.
    """
    actor.require("patients.write")
    enquiry = Enquiry.objects.visible_to(actor).select_related("person").get(pk=enquiry_id)
    if enquiry.person is not None:
        return enquiry.person
    person = add_person(
        actor=actor, particulars=particulars_of(enquiry), origin=origin_of(enquiry), not_these=not_these
    )
    return join_enquiry(actor=actor, enquiry_id=enquiry_id, person_id=person.pk)


def join_enquiry(*, actor: Actor, enquiry_id: int, person_id: int) -> Person:
    """Say whose enquiry this is, and return the person. Needs patients.write.

    One that belongs to somebody already stays with them. Raises DoesNotExist for what the actor may not look at.
    """
    actor.require("patients.write")
    with durable():
        enquiry = Enquiry.objects.visible_to(actor).select_for_update().get(pk=enquiry_id)
        if enquiry.person is not None:
            return enquiry.person
        enquiry.person = Person.objects.visible_to(actor).get(pk=person_id)
        enquiry.save(update_fields=["person"])
        audit.record(actor, "enquiry.join", enquiry, person=person_id)
    return enquiry.person
