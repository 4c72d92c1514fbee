"""What this room shows in others: what waits on the desk, where texts and the foot of the website lead."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import ngettext, override

from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.public.mailing.campaigns import queries


def what_waits(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say how many letters to the list do not go on without a person: paused, or with copies in doubt."""
    count = queries.waiting_for_somebody(viewing.actor)
    if count:
        sentence = ngettext(
            "%(count)d letter to the list waits for somebody.",
            "%(count)d letters to the list wait for somebody.",
            count,
        )
        yield WaitingLine(sentence % {"count": count}, reverse("mailing_desk:campaigns"), "warn")


def form_address(language: str) -> str:
    """Return the path of the sign-up in a language."""
    with override(language):
        return reverse("mailing:sign_up")
