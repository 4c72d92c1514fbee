"""The three mails of the list: please confirm, you are on it already, you are on it now."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.mail.outbox import PLACEHOLDER, SecretLink, queue_mail
from drypoint.foundation.practice.queries import the_practice
from drypoint.public.mailing import queries, rules
from drypoint.public.mailing.models import Subscriber


def queue_answer(subscriber: Subscriber) -> None:
    """Answer a sign-up with what is true of the address, in the caller's transaction."""
    if subscriber.state == rules.Membership.CONFIRMED:
        _queue(
            subscriber,
            "mailing.already",
            _("You are on our e-mail list already"),
            "mailing/mail/already.txt",
            "mailing:leave",
            SecretLink(queries.LEAVE, subscriber.public_id, 1),
        )
        return
    _queue(
        subscriber,
        "mailing.confirm",
        _("Please confirm that you want our e-mails"),
        "mailing/mail/confirm.txt",
        "mailing:confirm",
        SecretLink(queries.CONFIRM, subscriber.public_id, subscriber.link_version, rules.CONFIRM_LIFETIME),
    )


def queue_welcome(subscriber: Subscriber) -> None:
    """Say that somebody is on the list now, and how to leave it, in the caller's transaction."""
    _queue(
        subscriber,
        "mailing.welcome",
        _("You are on our e-mail list"),
        "mailing/mail/welcome.txt",
        "mailing:leave",
        SecretLink(queries.LEAVE, subscriber.public_id, 1),
    )


def _queue(
    subscriber: Subscriber, kind: str, subject: str | Promise, template: str, address: str, link: SecretLink
) -> None:
    with translation.override(subscriber.language):
        context = {
            "address": f"{settings.CONFIG.url}{reverse(address, args=[PLACEHOLDER])}",
            "practice": the_practice(),
            "days": rules.CONFIRM_LIFETIME.days,
        }
        text = render_to_string(template, context)
        title = str(subject)
    queue_mail(
        kind=kind,
        to_address=subscriber.email,
        language=subscriber.language,
        subject=title,
        text=text,
        cause=subscriber,
        link=link,
    )
