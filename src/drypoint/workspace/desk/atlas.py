"""What the desk's atlas shows a clinician of a muscle; pure values from the atlas.

Citations are as they were published; what is missing in a language is said in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.body.pictures import muscle_picture
from drypoint.foundation.body.words import confidence_name, place_name
from drypoint.knowledge.atlas.abbreviations import meant_by
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import Confidence, Fact, Muscle, Source, Strength
from drypoint.knowledge.language import Text, sort_key
from drypoint.knowledge.language.folding import folded, says

# The words of the class, and the tag of the look that it is shown with.
CLASSES: Final[Mapping[str, tuple[str | Promise, str]]] = {
    "usual": (_("usual care"), "ok"),
    "care": (_("particular care"), "warn"),
    "do_not": (_("not without special training and imaging"), "stop"),
}


@dataclass(frozen=True)
class Row:
    """A muscle in the list."""

    id: str
    name: str
    latin: str
    needling: str | Promise
    tag: str
    hazards: tuple[str, ...]


@dataclass(frozen=True)
class CitedStatement:
    """A fact with the language of its words, the word for its confidence and the ids of its sources."""

    text: str
    language: str
    confidence: str | Promise
    sources: tuple[str, ...]


@dataclass(frozen=True)
class MuscleHazard:
    """A structure within the needle's reach, and what to do about it."""

    structure: str
    what_to_do: str
    confidence: str | Promise
    sources: tuple[str, ...]


@dataclass(frozen=True)
class MuscleSheet:
    """All that is known of a muscle. depth is None where no source was found."""

    muscle: Muscle
    row: Row
    picture: SafeString
    nerve: CitedStatement
    segments: tuple[str, ...]
    position: CitedStatement
    depth: CitedStatement | None
    dangers: tuple[MuscleHazard, ...]
    points: tuple[CitedStatement, ...]
    often: tuple[str, ...]
    sometimes: tuple[str, ...]
    chart: CitedStatement
    look_alikes: tuple[tuple[str, str, str], ...]
    together: tuple[Row, ...]
    against: tuple[Row, ...]
    stretch: CitedStatement | None
    sources: tuple[Source, ...]


def _row(muscle: Muscle, language: str) -> Row:
    name, tag = CLASSES[muscle.needling]
    hazards = tuple(hazard.structure.in_(language) for hazard in muscle.hazards)
    return Row(muscle.id, muscle.name.in_(language), muscle.name_la, name, tag, hazards)


def _rows(muscles: Iterable[Muscle], language: str) -> tuple[Row, ...]:
    return tuple(sorted((_row(one, language) for one in muscles), key=lambda row: sort_key(row.name, language)))


def _places(muscle: Muscle, strength: Strength, language: str) -> tuple[str, ...]:
    found = []
    for part in muscle.zone:
        if part.strength == strength:
            name = place_name(part.key, language)
            found.append(gettext("%(place)s (other side)") % {"place": name} if part.opposite else name)
    return tuple(found)


def _said(text: Text, language: str, confidence: Confidence, sources: tuple[str, ...]) -> CitedStatement:
    return CitedStatement(text.in_(language), text.language_in(language), confidence_name(confidence), sources)


def _fact(fact: Fact, language: str) -> CitedStatement:
    return _said(fact.text, language, fact.confidence, fact.sources)


def rows(words: str, language: str) -> tuple[Row, ...]:
    """Return the muscles whose names, places of pain or hazards hold every word; all of them for no word."""
    short = meant_by(words)

    def holds(muscle: Muscle) -> bool:
        if muscle.id in short:
            return True
        text = [*muscle.name.as_dict().values(), muscle.name_la, *_row(muscle, language).hazards]
        text += [*_places(muscle, "essential", language), *_places(muscle, "spill_over", language)]
        return says(folded(" ".join(text)), words)

    found = _rows(filter(holds, load().muscles.values()), language)
    return _first(found, lambda row: row.id in short)


def named(words: str, language: str) -> tuple[Row, ...]:
    """Return the muscles that the words name, by name or for short; then those whose places or hazards hold them."""
    muscles = load().muscles

    def is_named(row: Row) -> bool:
        muscle = muscles[row.id]
        return says(folded(" ".join([*muscle.name.as_dict().values(), muscle.name_la])), words)

    return _first(rows(words, language), lambda row: row.id in meant_by(words) or is_named(row))


def _first(found: Iterable[Row], is_first: Callable[[Row], bool]) -> tuple[Row, ...]:
    """Return rows with those first that fit; else the order stays."""
    return tuple(sorted(found, key=lambda row: not is_first(row)))


def sheet(muscle_id: str, language: str) -> MuscleSheet | None:
    """Return all that is known of a muscle; None where the atlas has none of that id."""
    atlas = load()
    muscle = atlas.muscles.get(muscle_id)
    if muscle is None:
        return None
    stretch = muscle.stretch
    return MuscleSheet(
        muscle=muscle,
        row=_row(muscle, language),
        picture=muscle_picture(muscle.id, language),
        nerve=_fact(muscle.nerve, language),
        segments=muscle.segments,
        position=_fact(muscle.position, language),
        depth=_fact(muscle.depth, language) if muscle.depth else None,
        dangers=tuple(
            MuscleHazard(
                hazard.structure.in_(language),
                hazard.what_to_do.in_(language),
                confidence_name(hazard.confidence),
                hazard.sources,
            )
            for hazard in muscle.hazards
        ),
        points=tuple(_said(point.label, language, point.confidence, point.sources) for point in muscle.points),
        often=_places(muscle, "essential", language),
        sometimes=_places(muscle, "spill_over", language),
        chart=_fact(muscle.pattern, language),
        look_alikes=tuple(
            (one.name.in_(language), one.reason.in_(language), one.reason.language_in(language))
            for one in (atlas.look_alikes[key] for key in muscle.look_alikes)
        ),
        together=_rows((atlas.muscles[key] for key in muscle.synergists), language),
        against=_rows((atlas.muscles[key] for key in muscle.antagonists), language),
        stretch=_said(stretch.text, language, stretch.confidence, ()) if stretch else None,
        sources=tuple(atlas.sources[key] for key in muscle.sources),
    )
