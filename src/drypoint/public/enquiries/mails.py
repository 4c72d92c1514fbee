"""The two mails that a visitor gets: what they say is that there is news, and where. Nothing of what anybody wrote."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drypoint.foundation.core.mail.outbox import PLACEHOLDER, SecretLink, queue_mail
from drypoint.foundation.practice.queries import the_practice
from drypoint.public.enquiries.models import Enquiry
from drypoint.public.enquiries.queries import CONVERSATION, link_of


def address_of_conversation(enquiry: Enquiry, token: str | None = None) -> str:
    """Return the whole address of the conversation, in the visitor's language, with its own token or another word."""
    with translation.override(enquiry.language):
        path = reverse("enquiries:conversation", args=[link_of(enquiry) if token is None else token])
    return f"{settings.CONFIG.url}{path}"


def queue_receipt(enquiry: Enquiry) -> None:
    """Tell the visitor that the message has arrived, in the caller's transaction."""
    with translation.override(enquiry.language):
        subject = _("Your message has arrived (%(reference)s)") % {"reference": enquiry.reference}
    _queue(enquiry, "enquiries.receipt", subject, "enquiries/mail/receipt.txt")


def queue_news(enquiry: Enquiry) -> None:
    """Tell the visitor that there is an answer to read, in the caller's transaction."""
    with translation.override(enquiry.language):
        subject = _("There is news for you (%(reference)s)") % {"reference": enquiry.reference}
    _queue(enquiry, "enquiries.news", subject, "enquiries/mail/news.txt")


def queue_new_link(enquiry: Enquiry) -> None:
    """Send the visitor a fresh link in place of one that was withdrawn, in the caller's transaction."""
    with translation.override(enquiry.language):
        subject = _("A new link to your conversation (%(reference)s)") % {"reference": enquiry.reference}
    _queue(enquiry, "enquiries.new_link", subject, "enquiries/mail/new_link.txt")


def _queue(enquiry: Enquiry, kind: str, subject: str, template: str) -> None:
    practice = the_practice()
    context = {
        "reference": enquiry.reference,
        "address": address_of_conversation(enquiry, PLACEHOLDER),
        "has_phone": bool(enquiry.phone),
        "practice": practice,
        "hours": practice.answer_within_hours if practice else None,
        "expires_at": enquiry.link_expires_at,
    }
    with translation.override(enquiry.language):
        text = render_to_string(template, context)
    queue_mail(
        kind=kind,
        to_address=enquiry.email,
        language=enquiry.language,
        subject=subject,
        text=text,
        cause=enquiry,
        link=SecretLink(CONVERSATION, enquiry.public_id, enquiry.link_version),
    )
