"""The keys that lead to the search of the desk are everybody's own choice."""

from __future__ import annotations

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import AuditEntry
from tests.accounts.people import full_client, member
from tests.pages import page_of


def keys_on_the_desk(user: User) -> str:
    page = page_of(full_client(user).get("/desk/"))
    return str(page.select("#desk-search")[0].get("aria-keyshortcuts", ""))


def test_the_keys_lead_to_the_search_until_somebody_turns_them_off_for_themselves() -> None:
    rita, clara = member(Role.RECEPTION, "Rita"), member(Role.CLINICIAN, "Clara")
    client = full_client(rita)
    assert keys_on_the_desk(rita) == "/ Control+K"
    for _again in range(2):
        client.post("/account/search-keys/", {"keys": "off"})
    assert "do nothing on the desk" in page_of(client.get("/account/"))
    assert (keys_on_the_desk(rita), keys_on_the_desk(clara)) == ("", "/ Control+K")
    client.post("/account/search-keys/", {"keys": "on"})
    assert keys_on_the_desk(rita) == "/ Control+K"
    lines = AuditEntry.objects.filter(action="staff.search_keys").order_by("pk")
    assert [(line.user_id, line.facts["is_on"]) for line in lines] == [(rita.pk, False), (rita.pk, True)]
