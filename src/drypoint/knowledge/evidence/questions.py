"""The questions that people ask of the evidence: which pain, what was asked, compared with what.

Trials and published pools are sorted into the same questions, by words that stand in their rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from drypoint.knowledge.evidence.data.loading import PublishedPool, TrialResult
from drypoint.knowledge.evidence.data.schema import CONDITIONS
from drypoint.knowledge.evidence.own_pools import PoolTopic


class Asked(StrEnum):
    """What was measured, and when. “Now” reaches to three months; a time that was not printed is no time."""

    PAIN_NOW = "pain-now"
    PAIN_LATER = "pain-later"
    PAIN_UNDATED = "pain-undated"
    FUNCTION = "function"


class Against(StrEnum):
    """What needling was compared with."""

    SHAM = "sham"
    NOTHING = "nothing"
    ADDED = "added"
    OTHER = "other"
    SEVERAL = "several"


_AGAINST: Mapping[str, Against] = {
    "sham": Against.SHAM,
    "sham add-on": Against.SHAM,
    "no treatment": Against.NOTHING,
    "add-on": Against.ADDED,
    "active": Against.OTHER,
    "mixed": Against.SEVERAL,
}
_WHEN: Mapping[str, Asked] = {
    "immediate": Asked.PAIN_NOW,
    "short": Asked.PAIN_NOW,
    "medium": Asked.PAIN_LATER,
    "long": Asked.PAIN_LATER,
    "unclear": Asked.PAIN_UNDATED,
    "": Asked.PAIN_UNDATED,
}
PAIN = ("pain", "first-step pain")


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """One question; ``condition`` is a word of the schema such as “low back”."""

    condition: str
    asked: Asked
    against: Against

    @property
    def key(self) -> str:
        """Return the name by which claims point here, such as “low-back/pain-now/sham”."""
        return f"{key_of(self.condition)}/{self.asked}/{self.against}"

    @property
    def order(self) -> tuple[int, int, int]:
        """Return the place of the question: conditions and questions in the order in which they are declared."""
        return CONDITIONS.index(self.condition), list(Asked).index(self.asked), list(Against).index(self.against)


def key_of(condition: str) -> str:
    """Return a condition as the first part of a key."""
    return condition.replace(" ", "-")


def question_of(record: TrialResult | PublishedPool) -> ReviewQuestion | None:
    """Return the question that a row answers, None where it answers none of ours.

    A baseline is no answer; outcomes other than pain and function, and needling in both groups, are other questions. A
    pool whose comparison nobody has sorted counts among the mixed ones.
    """
    unsorted = "mixed" if isinstance(record, PublishedPool) else ""
    return _question(record["condition"], record["comparator"] or unsorted, record["outcome"], record["time_class"])


def question_of_topic(topic: PoolTopic) -> ReviewQuestion | None:
    """Return the question to which a pool of our own belongs; several topics may share one."""
    return _question(topic.condition, topic.comparator, topic.outcome, topic.time_class)


def _question(condition: str, comparator: str, outcome: str, time_class: str) -> ReviewQuestion | None:
    against = _AGAINST.get(comparator)
    if against is None or time_class == "baseline":
        return None
    if outcome == "function":
        return ReviewQuestion(condition, Asked.FUNCTION, against)
    return ReviewQuestion(condition, _WHEN[time_class], against) if outcome in PAIN else None
