"""The mail that asks somebody what they think."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drypoint.foundation.core.mail.outbox import PLACEHOLDER, SecretLink, queue_mail
from drypoint.foundation.practice.queries import the_practice
from drypoint.public.reviews import queries, rules
from drypoint.public.reviews.models import ReviewRequest


def queue_question(request: ReviewRequest) -> None:
    """Ask by mail, in the caller's transaction. It says nothing about why somebody is asked."""
    practice = the_practice()
    with translation.override(request.language):
        context = {
            "address": f"{settings.CONFIG.url}{reverse('reviews:write', args=[PLACEHOLDER])}",
            "practice": practice,
            "days": rules.LINK_LIFETIME.days,
        }
        text = render_to_string("reviews/mail/question.txt", context)
        subject = _("What do you think of us?")
    queue_mail(
        kind="reviews.question",
        to_address=request.email,
        language=request.language,
        subject=subject,
        text=text,
        cause=request,
        link=SecretLink(queries.WRITE, request.public_id, 1, rules.LINK_LIFETIME),
    )
