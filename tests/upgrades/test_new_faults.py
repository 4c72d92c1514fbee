"""What of doctor's findings after an upgrade leads back to the version of before."""

from __future__ import annotations

import pytest

from drypoint.project.upgrading import DoctorsFault, new_faults, was_stopped


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


def test_a_stop_is_told_as_one_though_the_database_complained_of_it_first() -> None:
    complained = OSError("another command is already in progress")
    complained.__context__ = KeyboardInterrupt()
    told = ValueError("The database cannot be opened.")
    told.__cause__ = complained
    assert was_stopped(told)
    assert was_stopped(KeyboardInterrupt())
    assert not was_stopped(ValueError("The disk is full."))
    assert not was_stopped(None)
