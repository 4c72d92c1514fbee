"""What of doctor's findings after an upgrade leads back to the version of before."""

from __future__ import annotations

import pytest

from drypoint.project.upgrading import DoctorsFault, new_faults


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([("documents", "1 of 9")], [("documents", "1 of 9")], []),
        ([("documents", "1 of 9")], [("documents", "2 of 9")], ["documents"]),
        ([], [("audit", "broken")], ["audit"]),
        ([("migrations", "older")], [("migrations", "older")], ["migrations"]),
        ([("key.mark", "other")], [("key.mark", "other")], ["key.mark"]),
        ([], [("machines", "the others have the version of before")], []),
        ([("clock", "behind")], [], []),
    ],
)
def test_only_what_is_new_leads_back(
    before: list[tuple[str, str]], after: list[tuple[str, str]], found: list[str]
) -> None:
    faults = new_faults({DoctorsFault(*one) for one in before}, {DoctorsFault(*one) for one in after})
    assert [fault.id for fault in faults] == found
