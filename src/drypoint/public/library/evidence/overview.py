"""The evidence as staff look at it: what looks wrong, what could be pooled, what the practice added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drypoint.knowledge.evidence.own_pools import LEAST_TRIALS, OwnPool
from drypoint.knowledge.evidence.questions import question_of_topic
from drypoint.knowledge.evidence.readings import reading_of_own
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.topics import topic_name
from drypoint.public.library.evidence.sentences import size_sentence
from drypoint.public.library.evidence.words import LOOKS_WRONG, ORIGINS, TIMES


@dataclass(frozen=True)
class Flagged:
    """A row that looks wrong: what is wrong in the reader's words, and in the engine's English with its numbers."""

    id: str
    kind: str
    detail: str


@dataclass(frozen=True)
class OwnTopic:
    """What our own trials give on one topic: usable of known trials, and the pool where there are enough."""

    title: str
    when: str
    usable: int
    known: int
    size: str


@dataclass(frozen=True)
class OwnRow:
    """A row that this practice added or changed."""

    id: str
    origin: str
    about: str


@dataclass(frozen=True)
class Overview:
    """Everything on the screen. loaded_at is None while only the shipped evidence is in use."""

    loaded_at: datetime | None
    flagged: tuple[Flagged, ...]
    topics: tuple[OwnTopic, ...]
    rows: tuple[OwnRow, ...]
    needed: int = LEAST_TRIALS


def overview() -> Overview:
    """Gather the screen from the evidence in use."""
    used = in_use()
    library = used.library
    flagged = tuple(
        Flagged(one.id, str(LOOKS_WRONG[one.kind]), one.sentence)
        for found in used.looks_wrong.values()
        for one in found
    )
    topics = []
    for answer in used.answers.by_key.values():
        for own in answer.own:
            usable = len(own.contributions)
            size = size_sentence(reading_of_own(own)) if isinstance(own, OwnPool) else ""
            question = question_of_topic(own.topic)
            title = topic_name(question.key) if question else ""
            when = str(TIMES[own.topic.time_class])
            topics.append(OwnTopic(title, when, usable, usable + len(own.left_out), size))
    rows = tuple(
        OwnRow(record.id, str(ORIGINS[record.origin]), record["citation" if record in library.harms else "source"])
        for record in (*library.pools, *library.trials, *library.harms)
        if record.origin != "shipped"
    )
    return Overview(used.loaded_at, flagged, tuple(topics), rows)
