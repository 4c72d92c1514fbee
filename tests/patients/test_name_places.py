"""Where a name stands in a list."""

from __future__ import annotations

from drypoint.foundation.patients.rules import name_place


def test_the_place_of_a_long_name_fits_its_column() -> None:
    assert len(name_place("Ž" * 300, "hr")) == 240
    assert name_place("Ana", "hr") < name_place("Ančica", "hr") < name_place("Ante", "hr")
