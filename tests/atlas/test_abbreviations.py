"""Short names lead to muscles that exist."""

from __future__ import annotations

import pytest

from drypoint.knowledge.atlas.abbreviations import abbreviations, meant_by
from drypoint.knowledge.atlas.load import load


def test_every_short_name_leads_to_muscles_of_the_atlas() -> None:
    known = load().muscles
    assert {name: ids for name, ids in abbreviations().items() if not ids or not set(ids) <= set(known)} == {}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("QL", ("quadratus_lumborum",)),
        ("tfl", ("tensor_fasciae_latae",)),
        (" Itb ", ("tensor_fasciae_latae", "gluteus_maximus", "vastus_lateralis")),
        ("stražnja loža", ("biceps_femoris", "semitendinosus_semimembranosus")),
        ("Q", ()),
        ("", ()),
    ],
)
def test_a_short_name_is_known_in_any_case(words: str, ids: tuple[str, ...]) -> None:
    assert meant_by(words) == ids
