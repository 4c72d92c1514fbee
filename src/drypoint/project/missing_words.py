"""What is not said yet in a language, for `drypoint doctor`: sentences of the rooms, facts, claims."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps

from drypoint.foundation.core.checks import OK, WARNING, CheckResult
from drypoint.foundation.core.registries.translated import translated_contents
from drypoint.foundation.practice.queries import languages_of_site
from drypoint.knowledge.atlas import load
from drypoint.knowledge.atlas.everyday import everyday
from drypoint.knowledge.atlas.model import PRECAUTIONS
from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.bodymap.parts import PARTS
from drypoint.knowledge.language import FALLBACK, Text, languages
from drypoint.knowledge.language.phrases import phrases
from drypoint.knowledge.language.text import texts_within

_SHOWN = 3
HINT = "It is said in English until then; docs/how-to/add-a-language.md says where words go."


@dataclass(frozen=True)
class Missing:
    """What a language lacks: sentences by room, facts by where they stand, and what rooms keep, by its kind."""

    sentences: dict[str, list[str]]
    facts: list[str]
    contents: dict[str, Sequence[str]]

    @property
    def sentence(self) -> str:
        """Say it in a sentence, "" where nothing is missing."""
        parts = [f"{len(found)} sentences of {room}" for room, found in self.sentences.items() if found]
        for name, found in (("facts", self.facts), *self.contents.items()):
            if found:
                parts.append(f"{len(found)} {name} (such as {', '.join(found[:_SHOWN])})")
        return "; ".join(parts)


def facts() -> Iterator[tuple[str, Text]]:
    """Give every text of knowledge with where it stands; numbers need no words."""
    atlas = load()
    everything = {
        "muscles": atlas.muscles,
        "look_alikes": atlas.look_alikes,
        "dangers": atlas.dangers,
        "everyday": everyday(),
        "regions": regions(),
        "parts": {part.key: part.name for part in PARTS},
        "precautions": PRECAUTIONS,
        **{room: phrases(f"drypoint.knowledge.{room}") for room in ("atlas", "bodymap", "figures")},
    }
    for where, text in texts_within(everything):
        if any(letter.isalpha() for letter in text.in_(FALLBACK)):
            yield where, text


def _catalogue(folder: Path, code: str) -> set[str]:
    """Return the English sentences for which a room has words in a language."""
    file = folder / "locale" / code / "LC_MESSAGES" / "django.mo"
    if not file.is_file():
        return set()
    with file.open("rb") as opened:
        found = gettext.GNUTranslations(opened)._catalog  # type: ignore[attr-defined]  # noqa: SLF001  no other way to list them
    keys = {key[0] if isinstance(key, tuple) else key for key, said in found.items() if said}
    return {str(key) for key in keys if key}


def missing_in(code: str) -> Missing:
    """Return what a language lacks, measured by what the code and any other language say."""
    sentences = {}
    for room in apps.get_app_configs():
        if room.name.startswith("drypoint."):
            folder = Path(room.path)
            said = set().union(*(_catalogue(folder, other) for other in languages()))
            sentences[room.label] = sorted(said - _catalogue(folder, code))
    contents = {content.name: content.lacking(code) for content in translated_contents}
    return Missing(sentences, [where for where, text in facts() if text.missing([code])], contents)


def check(_at: datetime) -> Iterable[CheckResult]:
    """Tell of every language but English what is missing; a warning where the site speaks it."""
    site = languages_of_site()
    for code, language in languages().items():
        if code == FALLBACK:
            continue
        lacking = missing_in(code).sentence
        if lacking:
            sentence = f"{language.english_name} lacks {lacking}."
            yield CheckResult(f"language.{code}", WARNING if code in site else OK, sentence, HINT)
        else:
            yield CheckResult(f"language.{code}", OK, f"{language.english_name} is complete.")
