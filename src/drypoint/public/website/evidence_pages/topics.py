"""What a claim can point at, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.public.website.evidence_pages.addresses import place_of_topic, url_of_topic
from drypoint.public.website.evidence_pages.editions import in_use
from drypoint.public.website.evidence_pages.words import AGAINST_SHORT, ASKED, CONDITIONS
from drypoint.public.website.published import as_published

HARMS: dict[str, Promise] = {
    "harms/minor": _("Harm: small effects"),
    "harms/serious": _("Harm: serious events"),
}


def topic_name(topic: str) -> str:
    """Return a topic in words, as it is written where nobody knows it."""
    if topic in HARMS:
        return str(HARMS[topic])
    place = place_of_topic(topic)
    if place is None:
        return topic
    parts = [CONDITIONS[place.condition]]
    parts += [ASKED[place.asked]] if place.asked else []
    parts += [AGAINST_SHORT[place.against]] if place.against else []
    return " · ".join(map(str, parts))


def topic_url(topic: str, language: str) -> str:
    """Return the address of a topic's page, "" where there is none."""
    return url_of_topic(topic, as_published().site_map, language)


def topic_choices(chosen: str = "") -> list[tuple[str, str]]:
    """Return everything that the evidence in use answers as choices, with the chosen one even if it is gone."""
    topics = in_use().answers.topics()
    kept = [chosen] if chosen and chosen not in topics else []
    return [("", "—"), *((topic, topic_name(topic)) for topic in (*topics, *kept))]
