"""What the desk shows of letters to the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from drypoint.public.mailing.campaigns import letter, rules
from drypoint.public.mailing.campaigns.forms import CampaignForm, ScheduleForm
from drypoint.public.mailing.campaigns.rules import CampaignEvent, CampaignState
from drypoint.public.mailing.models import Campaign, Delivery, TrialLetter


@dataclass(frozen=True, slots=True)
class CampaignList:
    """All letters, the latest first."""

    template: ClassVar = "mailing/desk/campaigns.html"
    campaigns: tuple[Campaign, ...]
    may_send: bool


@dataclass(frozen=True, slots=True)
class CampaignEdit:
    """A letter being written; campaign is None for a new one."""

    template: ClassVar = "mailing/desk/campaign_edit.html"
    campaign: Campaign | None
    form: CampaignForm


@dataclass(frozen=True, slots=True)
class Count:
    """How many copies stand how."""

    title: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a letter has come: what everybody's copies are, and what all wait for."""

    counts: tuple[Count, ...]
    total: int
    done: int
    is_moving: bool
    is_prepared: bool
    trouble: str
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter in one language as a person without pictures and colours reads it."""

    language: str
    subject: str
    plain: str
    readers: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A copy that somebody may have got or not; email is empty if the address is erased."""

    pk: int
    email: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial letter and what became of it."""

    language: str
    to_address: str
    asked_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One letter: what can be done with it now, how far it is, how it looks."""

    template: ClassVar = "mailing/desk/campaign.html"
    campaign: Campaign
    progress: Progress
    previews: tuple[Preview, ...]
    without_text: int
    doubts: tuple[Doubt, ...]
    refused: tuple[Doubt, ...]
    trials: tuple[Trial, ...]
    schedule: ScheduleForm
    may: frozenset[str]


def progress_of(campaign: Campaign, counts: Mapping[str, int]) -> Progress:
    """Return how far a letter is."""
    total = sum(counts.values())
    waiting = counts.get(Delivery.State.PENDING, 0) + counts.get(Delivery.State.SENDING, 0)
    return Progress(
        counts=tuple(Count(state.label, counts[state.value]) for state in Delivery.State if counts.get(state.value)),
        total=total,
        done=total - waiting,
        is_moving=campaign.state in {Campaign.State.SENDING, Campaign.State.SCHEDULED},
        is_prepared=campaign.filled_at is not None,
        trouble=_in_words(campaign.trouble),
        held_until=campaign.held_until,
    )


def previews_of(campaign: Campaign, readers: Mapping[str, int]) -> tuple[Preview, ...]:
    """Return the letter in each of its languages, with how many people on the list read it."""
    found = []
    for text in campaign.texts.order_by("language"):
        shown = letter.shown(text.subject, text.body, text.language)
        found.append(Preview(text.language, shown.subject, shown.plain, readers.get(text.language, 0)))
    return tuple(found)


def doubts_of(rows: Iterable[Delivery]) -> tuple[Doubt, ...]:
    """Return copies with their readers and what is known."""
    return tuple(Doubt(row.pk, row.subscriber.email if row.subscriber else "", _in_words(row.sentence)) for row in rows)


def trials_of(rows: Iterable[TrialLetter]) -> tuple[Trial, ...]:
    """Return trial letters, the latest first."""
    return tuple(
        Trial(
            row.language,
            row.user.email,
            row.asked_at,
            _("on its way") if row.is_waiting else _in_words(row.sentence) or _("taken by the mail server"),
        )
        for row in rows
    )


def possible(campaign: Campaign, *, may_send: bool, has_texts: bool) -> frozenset[str]:
    """Return the names of what may be done with a letter now; a draft can besides be changed and erased."""
    if not may_send:
        return frozenset()
    state = CampaignState(campaign.state)
    found = {event.value for event in CampaignEvent if rules.may(state, event)}
    if not has_texts:
        found -= {CampaignEvent.SCHEDULE.value, CampaignEvent.START.value}
    if state is CampaignState.DRAFT:
        found |= {"change", "erase"}
    if has_texts:
        found.add("trial")
    return frozenset(found)


def _in_words(sentence: str) -> str:
    """Return a sentence of a row in the reader's language, as far as it is one of ours."""
    return _(sentence) if sentence else ""
