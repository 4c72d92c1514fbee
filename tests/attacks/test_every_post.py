"""Another site sends the owner's browser to every address there is."""

from __future__ import annotations

import pytest
from django.template.base import Template
from django.test import Client
from django.utils.safestring import SafeString

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.models import AuditEntry
from drypoint.public.enquiries.models import Enquiry
from tests.permissions.table import REGEXES
from tests.permissions.urlconf import routes

FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
TAKES_NOTHING = {404, 405}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_address_takes_what_another_site_sends(
    desk: Client, owner: User, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(Template, "render", lambda self, context: SafeString(""))
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies = desk.cookies
    before = AuditEntry.objects.count()
    taken = {}
    for route in routes():
        answer = browser.generic(method, route.address({}, REGEXES), b"", headers=FOREIGN)
        if answer.status_code != 403 and answer.status_code not in TAKES_NOTHING:
            taken[route.pattern] = answer.status_code
    assert taken == {}
    assert AuditEntry.objects.count() == before
    assert browser.get("/desk/").status_code == 200
