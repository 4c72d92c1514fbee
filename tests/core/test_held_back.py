"""What keeps a record as it is says why."""

from __future__ import annotations

from drypoint.foundation.core.actors import HeldBackError, NotAllowedError


def test_whoever_is_held_back_is_told_the_reason_in_a_sentence() -> None:
    error = HeldBackError("This record is restricted.")
    assert isinstance(error, NotAllowedError)
    assert (str(error), error.sentence) == ("This record is restricted.", "This record is restricted.")
