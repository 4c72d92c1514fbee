"""When two writings of an address are one."""

from __future__ import annotations

import pytest

from drypoint.foundation.core.contact_details import comparable_email


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Ana@Example.com", "ana@example.COM", True),
        (" ana@example.com ", "ana@example.com", True),
        ("ana@bücher.example", "ana@xn--bcher-kva.example", True),
        ("ana@domain..example", "ana@domain..EXAMPLE", True),
        ("ana+news@example.com", "ana@example.com", False),
        ("a.na@example.com", "ana@example.com", False),
    ],
)
def test_which_spellings_are_one_address(one: str, other: str, is_same: bool) -> None:
    assert (comparable_email(one) == comparable_email(other)) is is_same
