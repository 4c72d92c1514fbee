"""What one's own pages show, as values."""

from __future__ import annotations

import pytest

from drypoint.foundation.accounts import presenters
from drypoint.foundation.accounts.capabilities import Capability, held_by
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role

READ = Capability("invented.read", "read what is invented", held_by(Role.RECEPTION, Role.AUDITOR))
WRITE = Capability("invented.write", "write what is invented", held_by(Role.AUDITOR))


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.RECEPTION, (READ.sentence,)),
        (Role.AUDITOR, (READ.sentence, WRITE.sentence)),
        (Role.OWNER, (READ.sentence, WRITE.sentence)),
        (Role.EDITOR, ()),
    ],
)
def test_ones_own_page_says_what_ones_role_may_and_nothing_else(role: Role, allowed: tuple[str, ...]) -> None:
    user = User(name="Rita", email="rita@clinic.example", role=role)
    page = presenters.overview_page(user, (READ, WRITE))
    assert page == presenters.OverviewPage("Rita", "rita@clinic.example", role.label, allowed, has_search_keys=True)


@pytest.mark.parametrize(
    ("capability", "sentence"),
    [("invented.read", READ.sentence), ("invented.write", WRITE.sentence), ("of.a_room_that_is_gone", "")],
)
def test_a_refusal_says_what_one_would_have_to_be_allowed(capability: str, sentence: str) -> None:
    assert presenters.refused_page(capability, (READ, WRITE)) == presenters.RefusedPage(sentence)
