"""Put a mail into the outbox, and take its words out again when its cause is erased.

No row holds a link that works. Where a mail leads somebody in, its text has PLACEHOLDER in place of the token, and the
row says what the token is for; the worker makes it when the mail goes out. Whoever reads the outbox, the database or a
backup has nothing to open.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model

from drypoint.foundation.core import clock, links
from drypoint.foundation.core.models import OutboxMail

# No character of it is quoted in an address, and none of it can be part of a token.
PLACEHOLDER = "~~link~~"
# In place of the six digits that say the same as the link.
CODE_PLACEHOLDER = "~~code~~"


@dataclass(frozen=True)
class SecretLink:
    """What a mail's link opens: the arguments of links.make, and how long after the sending it works (None: ever)."""

    purpose: str
    subject: uuid.UUID
    version: int
    lifetime: timedelta | None = None


def queue_mail(
    *,
    kind: str,
    to_address: str,
    language: str,
    subject: str,
    text: str,
    cause: Model,
    link: SecretLink | None = None,
    calendar: str = "",
) -> OutboxMail:
    """Write one mail as a row, in the caller's transaction, so that it goes out if and only if its cause is stored.

    A text with a link holds PLACEHOLDER where its token is to stand. Raises ValueError for a placeholder without a link
    or a link without one, and for a line break in an address or subject: a header can only be forged through one.
    """
    if (PLACEHOLDER in text) != (link is not None):
        raise ValueError("A mail holds the placeholder if and only if it has a link.")
    for field, value in (("address", to_address), ("subject", subject)):
        if "\r" in value or "\n" in value:
            raise ValueError(f"The {field} of a mail must be one line.")
    at = clock.now()
    return OutboxMail.objects.create(
        kind=kind,
        to_address=to_address,
        language=language,
        subject=subject,
        text=text,
        calendar=calendar,
        cause_type=cause._meta.label_lower,  # noqa: SLF001 (Django documents _meta)
        cause_id=str(cause.pk),
        created_at=at,
        waiting_since=at,
        next_try_at=at,
        link_purpose=link.purpose if link else "",
        link_subject=link.subject if link else None,
        link_version=link.version if link else None,
        link_lifetime=link.lifetime if link else None,
    )


def text_to_send(mail: OutboxMail, at: datetime) -> str:
    """Return the text with the token that its link needs, made now and kept nowhere. Costs no query."""
    if not mail.link_purpose or mail.link_subject is None:
        return mail.text
    expires_at = at + mail.link_lifetime if mail.link_lifetime else None
    token = links.make(mail.link_purpose, mail.link_subject, mail.link_version or 0, expires_at)
    text = mail.text.replace(PLACEHOLDER, token)
    if CODE_PLACEHOLDER not in text:
        return text
    code = links.six_digits(mail.link_purpose, mail.link_subject, mail.link_version or 0)
    return text.replace(CODE_PLACEHOLDER, code)


def erase_mails_of(cause: Model) -> None:
    """Withdraw what has not gone out yet, and empty every mail about a cause, in the transaction that erases it."""
    mails = OutboxMail.objects.filter(cause_type=cause._meta.label_lower, cause_id=str(cause.pk))  # noqa: SLF001 (Django documents _meta)
    mails.filter(state=OutboxMail.State.WAITING).update(state=OutboxMail.State.WITHDRAWN)
    mails.update(to_address="", subject="", text="", calendar="", last_error="", link_purpose="", link_subject=None)
