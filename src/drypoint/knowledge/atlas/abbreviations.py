"""What muscles are called for short: QL, TFL, ITB. Lexical; no fact about a muscle stands here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from drypoint.knowledge.language.folding import folded


@cache
def abbreviations() -> Mapping[str, tuple[str, ...]]:
    """Return the ids of the muscles that a short or other name means, by that name, folded."""
    file = resources.files(__package__ or "").joinpath("facts/words/abbreviations.toml")
    read: dict[str, list[str]] = tomllib.loads(file.read_text("utf-8"))
    return MappingProxyType({folded(name): tuple(ids) for name, ids in read.items()})


def meant_by(words: str) -> tuple[str, ...]:
    """Return the ids of the muscles that the words are a short name of; none where they are no such name."""
    return abbreviations().get(folded(words), ())
