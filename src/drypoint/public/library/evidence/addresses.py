"""Every page of the evidence: condition, what was asked, compared with what, with an address in each language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drypoint.knowledge.evidence.answers import Answer, Answers
from drypoint.knowledge.evidence.data.schema import CONDITIONS
from drypoint.knowledge.evidence.questions import Against, Asked, key_of
from drypoint.knowledge.language.phrases import phrases
from drypoint.public.claims.topics import read_topic
from drypoint.public.library.kinds import EVIDENCE_KIND, HARMS_KIND
from drypoint.public.website.site_map import SiteMap

_OTHER_TREATMENT = "other-treatment"


@dataclass(frozen=True)
class TopicPlace:
    """A page below the first one: all of a condition, one outcome of it, or one outcome against one comparison."""

    condition: str
    asked: Asked | None = None
    against: Against | None = None

    @property
    def topic(self) -> str:
        """Return the place as the topic at which claims point."""
        parts = (key_of(self.condition), self.asked, self.against)
        return "/".join(str(part) for part in parts if part is not None)

    def holds(self, answer: Answer) -> bool:
        """Tell whether an answer is shown here."""
        question = answer.question
        return (
            question.condition == self.condition
            and self.asked in (None, question.asked)
            and self.against in (None, question.against)
        )

    def path(self, language: str) -> str:
        """Return the address below the page of the evidence, such as neck/pain-now/."""
        words = phrases(__package__, "addresses")
        parts = [
            _OTHER_TREATMENT if at == 2 and part == Against.OTHER else part
            for at, part in enumerate(self.topic.split("/"))
        ]
        return "".join(f"{words[part].in_(language)}/" for part in parts)


def places(found: Answers, conditions: Sequence[str] = CONDITIONS) -> Iterator[TopicPlace]:
    """Give every place that has something to show, conditions first, then what is below them."""
    for condition in conditions:
        below = found.of_condition(condition)
        if below:
            yield TopicPlace(condition)
        for asked in dict.fromkeys(answer.question.asked for answer in below):
            yield TopicPlace(condition, asked)
            yield from (
                TopicPlace(condition, asked, one.question.against) for one in below if one.question.asked is asked
            )


def place_at(parts: Sequence[str], language: str, found: Answers, conditions: Sequence[str]) -> TopicPlace | None:
    """Return the place of an address, None where there is nothing; ``conditions`` may have no answer yet."""
    path = "".join(f"{part}/" for part in parts)
    everything = (*(TopicPlace(condition) for condition in conditions), *places(found))
    return next((place for place in everything if place.path(language) == path), None)


def place_of_topic(topic: str) -> TopicPlace | None:
    """Return the place at which a claim points, None for a topic that is none of ours."""
    found = read_topic(topic)
    return TopicPlace(found.condition, found.asked, found.against) if found else None


def url_of_topic(topic: str, site_map: SiteMap, language: str) -> str:
    """Return where a reader finds what a claim rests on, "" where there is no live page for it."""
    is_harm = topic.startswith("harms/")
    kind = HARMS_KIND if is_harm else EVIDENCE_KIND
    node = next((node for node in site_map.nodes if node.kind == kind and node.language == language), None)
    if node is None or not topic:
        return ""
    if is_harm:
        return f"{node.url}#{topic.partition('/')[2]}"
    place = place_of_topic(topic)
    return f"{node.url}{place.path(language)}" if place else ""
