"""A text that nobody sent, for whoever needs a row of one."""

from __future__ import annotations

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.drafts.models import Draft
from drypoint.foundation.patients.models import Person
from tests.accounts.people import member


def a_draft(person: Person | None) -> Draft:
    owner = User.objects.first() or member(Role.CLINICIAN, "Clara")
    address = f"/desk/patients/{person.pk if person else 0}/"
    facts = {"page": address, "page_path": address, "sealed": b"", "changed_at": clock.now()}
    return Draft.objects.create(owner=owner, place="test", address=address, person=person, **facts)
