"""A report that is missing or damaged is said to be so, on a page, and never half shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from tests.accounts.people import full_client, member
from tests.pages import page_of

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import AuditEntry, StoredDocument
from drypoint.public.enquiries.models import Enquiry


@pytest.fixture
def clinician(practice: object) -> Client:
    cache.clear()
    return full_client(member(Role.CLINICIAN, "Clara"))


def flip(place: int) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[place] ^= 1
        file.write_bytes(content)

    return change


@pytest.mark.parametrize(
    ("harm", "fault", "said"),
    [
        (Path.unlink, "missing", "This file is not on the server's disk any more."),
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), "damaged", "This file is not what was stored"),
        (lambda file: file.write_bytes(b""), "damaged", "This file is not what was stored"),
        (flip(-1), "damaged", "This file is not what was stored"),
        (flip(100), "damaged", "This file is not what was stored"),
    ],
    ids=["missing", "cut off", "empty", "changed at its end", "changed near its beginning"],
)
def test_a_report_that_cannot_be_read_is_answered_by_a_page_that_says_why(
    clinician: Client,
    enquiry: Enquiry,
    files_on_disk: Callable[[], list[Path]],
    harm: Callable[[Path], object],
    fault: str,
    said: str,
) -> None:
    (file,) = files_on_disk()
    harm(file)
    response = clinician.get(f"/desk/enquiries/{enquiry.pk}/documents/1/")
    assert response.status_code == 410
    page = page_of(response)
    assert page.heading == "Document 1"
    assert said in page.main
    assert "Tell whoever keeps the server" in page.main
    assert page.main.links["Ana Anić"] == f"/desk/enquiries/{enquiry.pk}/"
    asked = AuditEntry.objects.get(action="enquiry.document_fault")
    assert asked.facts == {"document": StoredDocument.objects.get().pk, "fault": fault}
    assert not AuditEntry.objects.filter(action="enquiry.open_document").exists()


def test_a_report_that_nobody_has_looked_into_yet_waits(clinician: Client, enquiry: Enquiry) -> None:
    StoredDocument.objects.update(is_opened=False)
    response = clinician.get(f"/desk/enquiries/{enquiry.pk}/documents/1/")
    assert response.status_code == 409
    assert "Nobody has looked into this file yet" in page_of(response).main
    assert AuditEntry.objects.get(action="enquiry.document_fault").facts["fault"] == "waiting"
