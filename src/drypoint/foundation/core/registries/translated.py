"""What rooms keep in every language of the site: doctor tells what is not said yet in one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drypoint.foundation.core.registries import Registry


@dataclass(frozen=True)
class TranslatedContent:
    """Content with words by language; name is what several are called, lacking returns those without a language."""

    name: str
    order: int
    lacking: Callable[[str], Sequence[str]]


translated_contents: Registry[TranslatedContent] = Registry("translated content")


def register_translated_content(content: TranslatedContent) -> None:
    """Have doctor look whether a room's content is said in every language."""
    translated_contents.register(content)
