"""Where staff write in this room, so that what they type is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.registries.places import WritingPlace, typed_in
from drypoint.public.mailing.campaigns.forms import CampaignForm, ScheduleForm
from drypoint.public.mailing.forms import ImportForm, TopicForm

_LETTER, _TOPIC = typed_in(CampaignForm), typed_in(TopicForm)

PLACES = (
    WritingPlace("mailing_desk:import", 250, _("Addresses to take over"), "mailing_desk:import", typed_in(ImportForm)),
    WritingPlace("mailing_desk:topics", 250, _("A new topic"), "mailing_desk:topics", _TOPIC),
    WritingPlace("mailing_desk:topic", 250, _("A topic"), "mailing_desk:topics", _TOPIC),
    WritingPlace("mailing_desk:campaign_add", 250, _("A new letter"), "mailing_desk:campaign_add", _LETTER),
    WritingPlace("mailing_desk:campaign_edit", 250, _("A letter"), "mailing_desk:campaign_edit", _LETTER),
    WritingPlace(
        "mailing_desk:campaign_change", 250, _("When a letter begins"), "mailing_desk:campaign", typed_in(ScheduleForm)
    ),
)
