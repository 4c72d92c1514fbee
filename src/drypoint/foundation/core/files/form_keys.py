"""A key in each form that works once, so that a double click, a reload or a retry gets the same answer.

The key stands in the page as a hidden field: random, dated and signed for one form, without a cookie. It is spent in
the transaction that does the form's work; whoever comes second, even at the same moment, finds it spent and is led
where the first was led. It also names what the form has kept meanwhile (uploads of a failed attempt).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import connection

from drypoint.foundation.core.models import SpentFormKey

# A form may stay open over night; what it has uploaded is kept for a day.
LIFETIME = timedelta(hours=20)
# Spent keys outlive every key that could still be signed for.
_KEPT = LIFETIME * 2
# One statement, so that no savepoint is needed for the one who comes second.
_SPEND = (
    "INSERT INTO core_oncekey (digest, result, spent_at) VALUES (%s, %s, %s) "
    "ON CONFLICT (digest) DO NOTHING RETURNING digest"
)


class StaleKeyError(ValueError):
    """The key is missing, forged or too old: show the form again with a fresh one. `digest` is set if it was ours."""

    def __init__(self, digest: str | None = None) -> None:
        super().__init__("The form's key is missing or too old.")
        self.digest = digest


@dataclass(frozen=True)
class FormKey:
    """A genuine key of a form, not older than LIFETIME; digest is what the database knows of it."""

    token: str
    digest: str


class AlreadySpentError(RuntimeError):
    """Somebody was first with this key; `result` is where they were led."""

    def __init__(self, result: str) -> None:
        super().__init__("The form has been sent already.")
        self.result = result


def _signer(form: str) -> signing.Signer:
    return signing.Signer(salt=f"drypoint.once.{form}", sep=".")


def _digest(token: str) -> str:
    return hmac.new(settings.DIGEST_KEY, f"once {token}".encode(), hashlib.sha256).hexdigest()


def make(form: str, at: datetime) -> FormKey:
    """Return a fresh key for the form of this name."""
    token = _signer(form).sign(f"{secrets.token_urlsafe(18)}~{signing.b62_encode(int(at.timestamp()))}")
    return FormKey(token, _digest(token))


def read(form: str, token: str, at: datetime) -> FormKey:
    """Return the key that a form sent back. Raises StaleKeyError unless it is this form's and not too old."""
    try:
        made_at = signing.b62_decode(_signer(form).unsign(token).rsplit("~", 1)[1])
    except signing.BadSignature:
        raise StaleKeyError from None
    if datetime.fromtimestamp(made_at, UTC) + LIFETIME <= at:
        raise StaleKeyError(_digest(token))
    return FormKey(token, _digest(token))


def bound_to(key: FormKey, content: str) -> FormKey:
    """Return the key for one content: a form that is sent again with other words does its own work."""
    return FormKey(key.token, _digest(f"{key.token} {content}"))


def result_of(key: FormKey) -> str | None:
    """Return where the first click was led, or None while the key is unspent."""
    return SpentFormKey.objects.filter(digest=key.digest).values_list("result", flat=True).first()


def spend(key: FormKey, *, result: str, at: datetime) -> None:
    """Spend the key in the caller's transaction; result is where its owner is led, also the next time.

    Raises AlreadySpentError if another click was first. The unique digest decides, so two at once cannot both win.
    """
    spent_at = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [key.digest, result, spent_at])
        is_first = cursor.fetchone() is not None
    if not is_first:
        raise AlreadySpentError(SpentFormKey.objects.values_list("result", flat=True).get(digest=key.digest))


def remove_spent(at: datetime) -> int:
    """Remove keys that no form can send any more, and return how many."""
    return SpentFormKey.objects.filter(spent_at__lte=at - _KEPT).delete()[0]
