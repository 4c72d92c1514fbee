"""Who may read an enquiry may not for that learn or say whose it is."""

from __future__ import annotations

import pytest
from tests.desk.conftest import make_enquiry

from drypoint.foundation.core.actors import Actor, NotAllowedError
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.models import Enquiry
from drypoint.public.enquiries.persons import add_person_from_enquiry


@pytest.mark.django_db
def test_a_reader_of_enquiries_is_given_nobody() -> None:
    Practice.objects.create(name="Primjer", languages=["en"])
    enquiry = make_enquiry()
    person = Person.objects.create(name="Vera", name_key="vera", language="en", made_at=enquiry.received_at)
    reader = Actor("staff", None, frozenset({"enquiries.read"}))
    for owner in (None, person):
        Enquiry.objects.filter(pk=enquiry.pk).update(person=owner)
        with pytest.raises(NotAllowedError):
            add_person_from_enquiry(actor=reader, enquiry_id=enquiry.pk)
