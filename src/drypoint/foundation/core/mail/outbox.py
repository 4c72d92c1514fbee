"""Put a mail into the outbox, and take its words out again when its cause is erased."""

from __future__ import annotations

from django.db.models import Model

from drypoint.foundation.core import clock
from drypoint.foundation.core.models import OutboxMail


def queue_mail(*, kind: str, to_address: str, language: str, subject: str, text: str, cause: Model) -> OutboxMail:
    """Write one mail as a row, in the caller's transaction, so that it goes out if and only if its cause is stored.

    Raises ValueError for a line break in an address or subject: a header can only be forged through one.
    """
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
        cause_type=cause._meta.label_lower,  # noqa: SLF001 (Django documents _meta)
        cause_id=str(cause.pk),
        created_at=at,
        waiting_since=at,
        next_try_at=at,
    )


def erase_mails_of(cause: Model) -> None:
    """Withdraw what has not gone out yet, and empty every mail about a cause, in the transaction that erases it."""
    mails = OutboxMail.objects.filter(cause_type=cause._meta.label_lower, cause_id=str(cause.pk))  # noqa: SLF001 (Django documents _meta)
    mails.filter(state=OutboxMail.State.WAITING).update(state=OutboxMail.State.WITHDRAWN)
    mails.update(to_address="", subject="", text="", last_error="")
