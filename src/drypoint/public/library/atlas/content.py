"""What the pages of the atlas say: plain values for their templates, from the atlas and its everyday words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.body.pictures import muscle_picture
from drypoint.foundation.body.words import CONFIDENCE, confidence_name, place_name
from drypoint.knowledge.atlas.answer import no_clearance
from drypoint.knowledge.atlas.everyday import Alarm, Everyday, EverydayPart, Reading, Urgency, everyday, reading_of
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import Confidence, LookAlike, Muscle, Strength
from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.language import sort_key
from drypoint.public.library.atlas import pictures
from drypoint.public.library.atlas.addresses import FIRST, Angle, Spot, url_of
from drypoint.public.website.extensions import Link

READING: Final[Mapping[Reading, str | Promise]] = {
    "abstract": _("We read the abstract."),
    "excerpt": _("We read an excerpt."),
    "parts": _("We read the sections about this."),
    "unread": _("We have not read it."),
    "general": _("General knowledge; nothing was looked up."),
}
NEEDLING: Final[Mapping[str, str | Promise]] = {
    "usual": _("Nothing in the atlas asks for more than the care that every needle needs."),
    "care": _("Needling it asks for particular care."),
    "do_not": _("It is not needled without special training and a picture of what lies beneath, such as ultrasound."),
}
_SOONEST: Final[tuple[Urgency, ...]] = ("emergency", "same_day", "doctor", "ask")
# The problem page of the site, by its short name, to which a part of the body belongs.
PROBLEMS: Final[Mapping[str, str]] = {
    "neck": "cervical-spine",
    "shoulder": "shoulders-elbows",
    "arm": "shoulders-elbows",
    "hand": "hand-tingling",
    "back": "shoulder-blade-thoracic",
    "low_back": "lumbar-spine",
    "hip": "hips-knees",
    "thigh": "hips-knees",
    "knee": "hips-knees",
    "leg": "leg-tingling",
    "foot": "leg-tingling",
}


@dataclass(frozen=True)
class Alarms:
    """What must not wait: signs to call for help, to see a doctor the same day, and to see one soon.

    no_clearance says that nothing listed is no clearance.
    """

    emergency: tuple[str, ...]
    same_day: tuple[str, ...]
    soon: tuple[str, ...]
    no_clearance: str


@dataclass(frozen=True)
class Other:
    """Something else that can hurt in the same place; side is "left" or "right" where it hurts on one side only."""

    name: str
    signs: str
    urgency: Urgency
    side: str


@dataclass(frozen=True)
class Marked:
    """A statement with the name of its confidence."""

    text: str
    confidence: str | Promise


@dataclass(frozen=True)
class SourceLine:
    """A source: the citation, where it can be read, how much of it was."""

    citation: str
    url: str
    reading: str | Promise
    is_weak: bool


@dataclass(frozen=True)
class PartOfBody:
    """A part of the body with the links to its places."""

    anchor: str
    name: str
    places: tuple[Link, ...]


@dataclass(frozen=True)
class MapContent:
    """The body map with its other ways in."""

    figures: tuple[SafeString, ...]
    whose: tuple[Link, ...]
    angles: tuple[Link, ...]
    alarms: Alarms
    parts: tuple[PartOfBody, ...]
    muscles: tuple[Link, ...]


@dataclass(frozen=True)
class PlaceContent:
    """One place: what people call it, what must not wait, which muscles may send pain there, and what else hurts."""

    name: str
    anatomical: str
    called: str
    part: Link
    figure: SafeString
    alarms: Alarms
    often: tuple[Link, ...]
    sometimes: tuple[Link, ...]
    other_side: tuple[Link, ...]
    others: tuple[Other, ...]
    problem: str
    neighbours: tuple[Link, ...]


@dataclass(frozen=True)
class MuscleContent:
    """One muscle, as far as the public is told."""

    name: str
    name_latin: str
    names_elsewhere: tuple[tuple[str, str], ...]
    picture: SafeString
    alarms: Alarms
    does: Marked
    notice: Marked
    often: tuple[Link, ...]
    sometimes: tuple[Link, ...]
    other_side: tuple[Link, ...]
    chart: str | Promise
    stretch: Marked | None
    hazards: tuple[str, ...]
    hazards_marks: tuple[str | Promise, ...]
    needling: str | Promise
    others: tuple[Other, ...]
    together: tuple[Link, ...]
    against: tuple[Link, ...]
    problem: str
    marks: tuple[tuple[str | Promise, str | Promise], ...]
    sources: tuple[SourceLine, ...]


def _muscle_links(muscles: Iterable[Muscle], atlas_url: str, language: str) -> tuple[Link, ...]:
    words = everyday().muscles
    links = (
        Link(
            one.name.in_(language),
            url_of(Spot("muscle", one.id), atlas_url, language),
            words[one.id].does.text.in_(language),
        )
        for one in muscles
    )
    return tuple(sorted(links, key=lambda link: sort_key(link.title, language)))


def place_links(places: Iterable[str], atlas_url: str, language: str) -> tuple[Link, ...]:
    """Return the links to places."""
    return tuple(Link(place_name(key, language), url_of(Spot("place", key), atlas_url, language)) for key in places)


def places_of_problem(problem: str, atlas_url: str, language: str) -> tuple[Link, ...]:
    """Return the links to the places that belong to a problem page of the site, by the short name of that page."""
    places = [key for part in everyday().parts if PROBLEMS.get(part.id) == problem for key in part.places]
    return place_links(places, atlas_url, language)


def _alarms(alarms: Iterable[Alarm], language: str) -> Alarms:
    found = dict.fromkeys(alarms)
    emergency, same_day, soon = (
        tuple(alarm.text.in_(language) for alarm in found if alarm.urgency == urgency)
        for urgency in ("emergency", "same_day", "doctor")
    )
    return Alarms(emergency, same_day, soon, no_clearance(language))


def _others(look_alikes: Iterable[LookAlike], words: Everyday, language: str) -> tuple[Other, ...]:
    found = (
        Other(
            words.look_alikes[one.id].name.in_(language),
            words.look_alikes[one.id].signs.in_(language),
            words.look_alikes[one.id].urgency,
            one.side if one.side != "same" else "",
        )
        for one in look_alikes
    )
    return tuple(sorted(found, key=lambda other: _SOONEST.index(other.urgency)))


def map_content(spot: Spot, atlas_url: str, language: str) -> MapContent:
    """Return what a page with the body map says."""
    words = everyday()
    sex, angle = spot.figure
    whose = {"neutral": _("neutral"), "female": _("female"), "male": _("male")}
    angles: dict[Angle, str | Promise] = {
        "front_back": _("front and back"),
        "sides": _("from the side"),
        "hands_feet": _("hands and soles"),
    }

    def figure(of_sex: str, of_angle: str) -> Spot:
        return Spot("figure", f"{'neutral' if of_angle == 'hands_feet' else of_sex} {of_angle}")

    return MapContent(
        figures=pictures.map_figures(sex, angle, language, atlas_url),
        whose=tuple(
            Link(str(name), url_of(figure(key, angle), atlas_url, language), is_current=key == sex)
            for key, name in whose.items()
        )
        if angle != "hands_feet"
        else (),
        angles=tuple(
            Link(str(name), url_of(figure(sex, key), atlas_url, language), is_current=key == angle)
            for key, name in angles.items()
        ),
        alarms=_alarms(words.first, language),
        parts=tuple(
            PartOfBody(part.id, part.name.in_(language), place_links(part.places, atlas_url, language))
            for part in words.parts
        ),
        muscles=_muscle_links(load().muscles.values(), atlas_url, language),
    )


def _part_link(part: EverydayPart, atlas_url: str, language: str) -> Link:
    return Link(part.name.in_(language), f"{url_of(FIRST, atlas_url, language)}#{part.id}")


def place_content(key: str, atlas_url: str, language: str) -> PlaceContent:
    """Return what the page of a place says. Raises KeyError for a place that does not exist."""
    words, atlas = everyday(), load()
    part = words.part_of(key)

    def muscles(*, opposite: bool, strength: Strength | None = None) -> tuple[Link, ...]:
        found = (
            muscle
            for muscle in atlas.muscles.values()
            if any(
                zone.key == key and zone.opposite == opposite and strength in (None, zone.strength)
                for zone in muscle.zone
            )
        )
        return _muscle_links(found, atlas_url, language)

    return PlaceContent(
        name=place_name(key, language),
        anatomical=regions()[f"{key}_left"].anatomical,
        called=words.places[key].in_(language),
        part=_part_link(part, atlas_url, language),
        figure=pictures.place_figure(key, language),
        alarms=_alarms(part.warnings, language),
        often=muscles(opposite=False, strength="essential"),
        sometimes=muscles(opposite=False, strength="spill_over"),
        other_side=muscles(opposite=True),
        others=_others((one for one in atlas.look_alikes.values() if key in one.keys), words, language),
        problem=PROBLEMS.get(part.id, ""),
        neighbours=place_links((other for other in part.places if other != key), atlas_url, language),
    )


def _felt(muscle: Muscle, strength: Strength | None, *, opposite: bool) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            part.key for part in muscle.zone if part.opposite == opposite and strength in (None, part.strength)
        )
    )


def _parts_of(muscle: Muscle, words: Everyday) -> tuple[EverydayPart, ...]:
    """Return the parts of the body where the pain is felt often, the one with most places first."""
    felt = [words.part_of(key) for key in _felt(muscle, "essential", opposite=False)]
    return tuple(sorted(dict.fromkeys(felt), key=lambda part: -felt.count(part)))


def _sources(muscle: Muscle) -> tuple[SourceLine, ...]:
    """Return the sources of what the public is told: the chart, its trigger points, what lies near."""
    named: list[str] = [*muscle.pattern.sources]
    named += [key for point in muscle.points for key in point.sources]
    named += [key for hazard in muscle.hazards for key in hazard.sources]
    named += everyday().muscles[muscle.id].does.sources
    sources = (load().sources[key] for key in dict.fromkeys(named))
    return tuple(
        SourceLine(
            one.cite,
            f"https://doi.org/{one.doi}" if one.doi else one.url or "",
            READING[reading_of(one)],
            one.weak,
        )
        for one in sources
    )


def muscle_content(key: str, atlas_url: str, language: str) -> MuscleContent:
    """Return what the page of a muscle says. Raises KeyError for a muscle that does not exist."""
    words, atlas = everyday(), load()
    muscle, said = atlas.muscles[key], everyday().muscles[key]
    parts = _parts_of(muscle, words)
    hazards = sorted({hazard.kind for hazard in muscle.hazards}, key=list(words.hazards).index)
    stretch = muscle.stretch

    def related(ids: Sequence[str]) -> tuple[Link, ...]:
        return _muscle_links((atlas.muscles[other] for other in ids), atlas_url, language)

    def marked(text: str, confidence: Confidence) -> Marked:
        return Marked(text, confidence_name(confidence))

    return MuscleContent(
        name=muscle.name.in_(language),
        name_latin=muscle.name_la,
        names_elsewhere=muscle.name.elsewhere(language),
        picture=muscle_picture(muscle.id, language),
        alarms=_alarms((alarm for part in parts for alarm in part.warnings), language),
        does=marked(said.does.text.in_(language), said.does.confidence),
        notice=marked(said.notice.text.in_(language), said.notice.confidence),
        often=place_links(_felt(muscle, "essential", opposite=False), atlas_url, language),
        sometimes=place_links(_felt(muscle, "spill_over", opposite=False), atlas_url, language),
        other_side=place_links(_felt(muscle, None, opposite=True), atlas_url, language),
        chart=confidence_name(muscle.pattern.confidence),
        stretch=marked(stretch.text.in_(language), stretch.confidence) if stretch else None,
        hazards=tuple(words.hazards[kind].in_(language) for kind in hazards),
        hazards_marks=tuple(dict.fromkeys(confidence_name(hazard.confidence) for hazard in muscle.hazards)),
        needling=NEEDLING[muscle.needling],
        others=_others((atlas.look_alikes[one] for one in muscle.look_alikes), words, language),
        together=related(muscle.synergists),
        against=related(muscle.antagonists),
        problem=next((PROBLEMS[part.id] for part in parts if part.id in PROBLEMS), ""),
        marks=tuple(CONFIDENCE.values()),
        sources=_sources(muscle),
    )
