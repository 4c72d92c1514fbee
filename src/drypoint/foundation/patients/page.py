"""A patient's page: what the rooms show of a person there, and what they know of what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import PagePart, Registry
from drypoint.foundation.patients.models import Episode, Person


@dataclass(frozen=True)
class PersonViewing:
    """Who of the staff looks at which person, and when."""

    actor: Actor
    at: datetime
    person: Person


@dataclass(frozen=True)
class PersonBanner:
    """A warning in the head of a patient's page; show returns None where there is nothing to say."""

    name: str
    order: int
    show: Callable[[PersonViewing], PagePart | None]


@dataclass(frozen=True)
class PersonSection:
    """A section of a patient's page; show returns None to whom it does not concern."""

    name: str
    order: int
    show: Callable[[PersonViewing], PagePart | None]


@dataclass(frozen=True)
class SeenPart:
    """What a room knows of who else saw a person, beside the trail; show returns None where there is nothing."""

    name: str
    order: int
    show: Callable[[PersonViewing], PagePart | None]


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened to a person with the practice. episode is the id of its episode of care, if any."""

    at: datetime
    title: str
    url: str
    episode: int | None = None


@dataclass(frozen=True)
class TimelineSource:
    """What a room knows that happened, for those who hold the capability; title names its kind."""

    name: str
    order: int
    title: str | Promise
    capability: str
    entries: Callable[[PersonViewing], Iterable[TimelineEntry]]


@dataclass(frozen=True)
class EpisodeAction:
    """What a room offers to do from a problem of a patient, to those who hold the capability; address leads there."""

    name: str
    order: int
    title: str | Promise
    capability: str
    address: Callable[[Episode], str]


@dataclass(frozen=True)
class Happened:
    """An entry with its kind, as a timeline over all rooms shows it."""

    kind: str
    kind_title: str
    entry: TimelineEntry


person_banners: Registry[PersonBanner] = Registry("banner of a patient's page")
person_sections: Registry[PersonSection] = Registry("section of a patient's page")
seen_parts: Registry[SeenPart] = Registry("part of who saw a patient")
timeline_sources: Registry[TimelineSource] = Registry("source of the timeline")
episode_actions: Registry[EpisodeAction] = Registry("action from a problem")


def register_person_banner(banner: PersonBanner) -> None:
    """Let a room warn in the head of a patient's page."""
    person_banners.register(banner)


def register_person_section(section: PersonSection) -> None:
    """Let a room show on a patient's page what it holds."""
    person_sections.register(section)


def register_seen_part(part: SeenPart) -> None:
    """Let a room tell of others who saw a person, beside the trail."""
    seen_parts.register(part)


def register_timeline_source(source: TimelineSource) -> None:
    """Let a room tell what happened to a person."""
    timeline_sources.register(source)


def register_episode_action(action: EpisodeAction) -> None:
    """Let a room offer something to do from a problem that goes on, such as booking for it."""
    episode_actions.register(action)


def banners_of(viewing: PersonViewing) -> list[PagePart]:
    """Return the banners that have something to say."""
    return [part for banner in person_banners if (part := banner.show(viewing)) is not None]


def sections_of(viewing: PersonViewing) -> list[PagePart]:
    """Return the sections that this member of staff is shown."""
    return [part for section in person_sections if (part := section.show(viewing)) is not None]


def seen_parts_of(viewing: PersonViewing) -> list[PagePart]:
    """Return what the rooms know of others who saw a person."""
    return [found for part in seen_parts if (found := part.show(viewing)) is not None]


def timeline_of(viewing: PersonViewing, *, episode: int | None = None) -> list[Happened]:
    """Return what happened over all rooms, the newest first; of one episode alone if it is given."""
    happened = [
        Happened(source.name, str(source.title), entry)
        for source in timeline_sources
        if viewing.actor.may(source.capability)
        for entry in source.entries(viewing)
        if episode is None or entry.episode == episode
    ]
    return sorted(happened, key=lambda one: one.entry.at, reverse=True)
