"""Every write about letters to the list that a person causes. All need mailing.send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.writing import durable
from drypoint.public.mailing.campaigns import rules
from drypoint.public.mailing.campaigns.lane import STOPPED
from drypoint.public.mailing.campaigns.rules import CampaignEvent, CampaignState, WrongStateError
from drypoint.public.mailing.models import Campaign, CampaignText, Delivery, Topic, TrialLetter

_LET_BE = gettext_noop("Was in doubt; a member of staff decided not to send it again.")


@dataclass(frozen=True)
class Written:
    """A letter in one language."""

    subject: str
    body: str


def add_campaign(*, actor: Actor, name: str, texts: Mapping[str, Written], topic: Topic | None = None) -> Campaign:
    """Store a new draft."""
    actor.require("mailing.send")
    with durable():
        campaign = Campaign.objects.create(name=name, topic=topic, made_at=clock.now())
        _write(campaign, texts)
        audit.record(actor, "mailing.campaign_add", campaign)
    return campaign


def change_campaign(
    *, actor: Actor, campaign_id: int, name: str, texts: Mapping[str, Written], topic: Topic | None = None
) -> None:
    """Change a draft. Raises WrongStateError once it is scheduled or on its way."""
    with durable():
        campaign = _locked(actor, campaign_id)
        if campaign.state != Campaign.State.DRAFT:
            raise WrongStateError("Only a draft can be changed.")
        campaign.name, campaign.topic = name, topic
        campaign.save()
        campaign.texts.all().delete()
        _write(campaign, texts)
        audit.record(actor, "mailing.campaign_change", campaign)


def erase_draft(*, actor: Actor, campaign_id: int) -> None:
    """Erase a letter that never went out. Raises WrongStateError for any other."""
    with durable():
        campaign = _locked(actor, campaign_id)
        if campaign.state != Campaign.State.DRAFT:
            raise WrongStateError("Only a draft can be erased.")
        audit.record(actor, "mailing.campaign_erase", campaign)
        campaign.delete()


def send_trial(*, actor: Actor, campaign_id: int) -> int:
    """Send the letter in each of its languages to the person who asks, and to nobody else; return how many."""
    with durable():
        campaign = _locked(actor, campaign_id)
        if actor.user_id is None:
            raise WrongStateError("A trial goes to a member of staff.")
        at = clock.now()
        for text in campaign.texts.all():
            TrialLetter.objects.create(campaign=campaign, user_id=actor.user_id, language=text.language, asked_at=at)
        audit.record(actor, "mailing.campaign_trial", campaign)
        return campaign.texts.count()


def schedule(*, actor: Actor, campaign_id: int, starts_at: datetime) -> None:
    """Let a letter begin by itself at a moment."""
    with durable():
        campaign = _moved(actor, campaign_id, CampaignEvent.SCHEDULE)
        campaign.starts_at = starts_at
        campaign.save()
        audit.record(actor, "mailing.campaign_schedule", campaign)


def take_back(*, actor: Actor, campaign_id: int) -> None:
    """Make a scheduled letter a draft again."""
    with durable():
        campaign = _moved(actor, campaign_id, CampaignEvent.TAKE_BACK)
        campaign.starts_at = None
        campaign.save()
        audit.record(actor, "mailing.campaign_take_back", campaign)


def send_now(*, actor: Actor, campaign_id: int) -> None:
    """Begin to send; the worker writes everybody's row first, in one transaction."""
    with durable():
        campaign = _moved(actor, campaign_id, CampaignEvent.START)
        campaign.started_at = clock.now()
        campaign.save()
        audit.record(actor, "mailing.campaign_start", campaign)


def pause(*, actor: Actor, campaign_id: int) -> None:
    """Send no further copy until somebody resumes."""
    with durable():
        campaign = _moved(actor, campaign_id, CampaignEvent.PAUSE)
        campaign.save()
        audit.record(actor, "mailing.campaign_pause", campaign)


def resume(*, actor: Actor, campaign_id: int) -> None:
    """Go on, at once."""
    with durable():
        campaign = _moved(actor, campaign_id, CampaignEvent.RESUME)
        campaign.held_until, campaign.trouble, campaign.faults = None, "", 0
        campaign.save()
        audit.record(actor, "mailing.campaign_resume", campaign)


def stop(*, actor: Actor, campaign_id: int) -> None:
    """Send no further copy, ever; whoever has not got one gets none."""
    at = clock.now()
    with durable():
        campaign = _moved(actor, campaign_id, CampaignEvent.STOP)
        campaign.ended_at, campaign.held_until, campaign.trouble = at, None, ""
        campaign.save()
        waiting = campaign.deliveries.filter(state=Delivery.State.PENDING)
        waiting.update(state=Delivery.State.SKIPPED, sentence=STOPPED, changed_at=at)
        audit.record(actor, "mailing.campaign_stop", campaign)


def send_doubtful_again(*, actor: Actor, delivery_id: int) -> None:
    """Send a copy once more of which nobody knows whether it arrived; its reader may get it twice."""
    with durable():
        delivery = _doubtful(actor, delivery_id)
        campaign = delivery.campaign
        campaign.state = rules.next_state(CampaignState(campaign.state), CampaignEvent.SEND_AGAIN)
        campaign.save(update_fields=["state"])
        delivery.state, delivery.sentence, delivery.next_try_at = Delivery.State.PENDING, "", None
        delivery.changed_at = clock.now()
        delivery.save()
        audit.record(actor, "mailing.delivery_again", delivery, campaign=campaign.pk)


def let_doubtful_be(*, actor: Actor, delivery_id: int) -> None:
    """Decide that a copy in doubt is not sent again."""
    with durable():
        delivery = _doubtful(actor, delivery_id)
        delivery.state, delivery.sentence = Delivery.State.SKIPPED, _LET_BE
        delivery.changed_at = clock.now()
        delivery.save()
        audit.record(actor, "mailing.delivery_let_be", delivery, campaign=delivery.campaign_id)


def _write(campaign: Campaign, texts: Mapping[str, Written]) -> None:
    rows: Iterable[CampaignText] = [
        CampaignText(campaign=campaign, language=language, subject=text.subject, body=text.body)
        for language, text in texts.items()
    ]
    CampaignText.objects.bulk_create(rows)


def _locked(actor: Actor, campaign_id: int) -> Campaign:
    actor.require("mailing.send")
    return Campaign.objects.select_for_update().visible_to(actor).get(pk=campaign_id)


def _moved(actor: Actor, campaign_id: int, event: CampaignEvent) -> Campaign:
    campaign = _locked(actor, campaign_id)
    if event in {CampaignEvent.SCHEDULE, CampaignEvent.START} and not campaign.texts.exists():
        raise WrongStateError("A letter without a text cannot be sent.")
    campaign.state = rules.next_state(CampaignState(campaign.state), event)
    return campaign


def _doubtful(actor: Actor, delivery_id: int) -> Delivery:
    actor.require("mailing.send")
    delivery = Delivery.objects.select_for_update().select_related("campaign").get(pk=delivery_id)
    if delivery.state != Delivery.State.IN_DOUBT:
        raise WrongStateError("This copy is not in doubt any more.")
    return delivery
