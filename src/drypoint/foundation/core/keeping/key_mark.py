"""Whether the key file is the one that the data were sealed with.

The database holds a digest that only the right key gives, and that tells nothing of the key. A key file that was lost
and made anew would otherwise go unnoticed until a document, a second factor or a backup cannot be read.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from drypoint.foundation.core.files.sealing import key_id
from drypoint.foundation.core.models import KeyMark


class WrongKeyError(RuntimeError):
    """The data were sealed with another key; the text says what to do."""


def _expected() -> str:
    return hmac.new(settings.DIGEST_KEY, b"the practice's key", hashlib.sha256).hexdigest()


def is_right_key() -> bool | None:
    """Say whether this key is the data's own; None while the data do not know their key."""
    mark = KeyMark.objects.first()
    if mark is None:
        return None
    is_there = not mark.newest or mark.newest in {key_id(key).hex() for key in settings.DOCUMENT_KEYS}
    return is_there and hmac.compare_digest(mark.digest, _expected())


def note_newest() -> None:
    """Note the key in use as the newest, so that a key file from before it is known."""
    KeyMark.objects.filter(pk=1).update(newest=key_id(settings.DOCUMENT_KEYS[0]).hex())


def set_or_compare() -> None:
    """Note this key as the data's own, once and for all. Raises WrongKeyError if they know another one."""
    KeyMark.objects.get_or_create(pk=1, defaults={"digest": _expected()})
    if not is_right_key():
        raise WrongKeyError(
            f"The key file {settings.CONFIG.key_file} is not the one that this practice's data were sealed with. "
            "Put the right one back, or say in DRYPOINT_KEY_FILE where it is."
        )
