"""Secrets of authenticator apps and seeds of recovery codes, encrypted in the rows that allauth keeps."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from drypoint.foundation.core.registries.sealed import Progress
from drypoint.foundation.core.writing import durable

# What allauth stores encrypted: a text, or a list of them.
_FIELDS = ("secret", "seed", "migrated_codes")


def sealed(text: str) -> str:
    """Return the text encrypted with the key in use."""
    return _ring().encrypt(text.encode()).decode()


def unsealed(encrypted: str) -> str:
    """Return the text, whichever of the practice's keys it was encrypted with."""
    return _ring().decrypt(encrypted.encode()).decode()


def reseal_second_factors(progress: Progress) -> int:
    """Encrypt all anew with the key in use; return how many cannot be read."""
    rows = list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))
    unread = 0
    for done, pk in enumerate(rows, 1):
        with durable():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if row is not None:
                try:
                    row.data = {key: _anew(value) if key in _FIELDS else value for key, value in row.data.items()}
                except InvalidToken:
                    unread += 1
                else:
                    row.save(update_fields=["data"])
        progress(done, len(rows))
    return unread


def _anew(value: str | list[str]) -> str | list[str]:
    if isinstance(value, list):
        return [_ring().rotate(one.encode()).decode() for one in value]
    return _ring().rotate(value.encode()).decode()


def _ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECOND_FACTOR_KEYS])
