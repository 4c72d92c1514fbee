"""What this room shows in others: that texts wait which were not sent."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import ngettext

from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.drafts.models import Draft


def unsent(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say how many texts somebody began and did not send."""
    count = Draft.objects.of(viewing.actor.user_id).count()
    if count:
        sentence = ngettext(
            "%(count)d text of yours is kept and not sent.", "%(count)d texts of yours are kept and not sent.", count
        ) % {"count": count}
        yield WaitingLine(sentence, reverse("drafts_desk:list"), "plain")
