"""What a claim can point at, in words: a condition, what was asked of it, and compared with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.knowledge.evidence.answers import Answers
from drypoint.knowledge.evidence.data import schema
from drypoint.knowledge.evidence.questions import Against, Asked, key_of

CONDITIONS: dict[str, Promise] = {
    "neck": _("Neck pain"),
    "low back": _("Low back pain"),
    "shoulder": _("Shoulder pain"),
    "knee": _("Knee pain"),
    "heel": _("Heel pain"),
    "headache": _("Headache"),
    "elbow": _("Elbow pain"),
    "jaw": _("Jaw pain"),
    "hip": _("Hip pain"),
    "other": _("Other problems"),
}
ASKED: dict[Asked, Promise] = {
    Asked.PAIN_NOW: _("Pain in the first weeks"),
    Asked.PAIN_LATER: _("Pain later"),
    Asked.PAIN_UNDATED: _("Pain, time not stated"),
    Asked.FUNCTION: _("Daily life"),
}
AGAINST_SHORT: dict[Against, Promise] = {
    Against.SHAM: _("Sham needling"),
    Against.NOTHING: _("No treatment"),
    Against.ADDED: _("Added to other care"),
    Against.OTHER: _("Another treatment"),
    Against.SEVERAL: _("Several at once"),
}
HARMS: dict[str, Promise] = {
    "harms/minor": _("Harm: small effects"),
    "harms/serious": _("Harm: serious events"),
}


@dataclass(frozen=True)
class ClaimTopic:
    """What a topic such as neck/pain-now/sham asks; None where it does not ask so closely."""

    condition: str
    asked: Asked | None = None
    against: Against | None = None


def read_topic(topic: str) -> ClaimTopic | None:
    """Return what a topic asks, None for one that is none of ours."""
    condition, _slash, rest = topic.partition("/")
    asked, _slash, against = rest.partition("/")
    name = next((name for name in schema.CONDITIONS if key_of(name) == condition), None)
    if name is None:
        return None
    try:
        return ClaimTopic(name, Asked(asked) if asked else None, Against(against) if against else None)
    except ValueError:
        return None


def topic_name(topic: str) -> str:
    """Return a topic in words, as it is written where nobody knows it."""
    if topic in HARMS:
        return str(HARMS[topic])
    found = read_topic(topic)
    if found is None:
        return topic
    parts = [CONDITIONS[found.condition]]
    parts += [ASKED[found.asked]] if found.asked else []
    parts += [AGAINST_SHORT[found.against]] if found.against else []
    return " · ".join(map(str, parts))


def topic_choices(answers: Answers, chosen: str = "") -> list[tuple[str, str]]:
    """Return everything that the evidence answers as choices, with the chosen one even if it is gone."""
    topics: Sequence[str] = answers.topics()
    kept = [chosen] if chosen and chosen not in topics else []
    return [("", "—"), *((topic, topic_name(topic)) for topic in (*topics, *kept))]
