"""Files of a form that could not be taken yet: they wait under the form's key for whoever holds it, for a day.

A room takes them in with `take_files`, in the transaction that spends the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model, Sum

from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.files import documents
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.files.uploads import MOST_FILES, UPLOADS_AN_ADDRESS, Upload
from drypoint.foundation.core.models import StoredDocument
from drypoint.foundation.core.writing import durable

# Rows carry this owner type beside the key's digest.
_OWNER = "once"


class TooManyDocumentsError(ValueError):
    """More files than one form takes."""


class OwnerFullError(ValueError):
    """What the files would belong to holds as many bytes as one such thing may."""


def leave_room(owner: Model, files: Sequence[StoredDocument], most_bytes: int) -> None:
    """Raise OwnerFullError if new files would take what they belong to beyond its share."""
    held: int = documents.of_owner(owner).aggregate(held=Sum("size_bytes"))["held"] or 0
    if files and held + sum(file.size_bytes for file in files) > most_bytes:
        raise OwnerFullError(most_bytes)


def held_under(key: FormKey) -> list[StoredDocument]:
    """Return what waits under a form's key, oldest first."""
    return list(documents.held_for(_OWNER, key.digest, clock.now()))


def hold_uploads(*, uploads: Sequence[Upload], key: FormKey, address: str, has_refused: bool = False) -> None:
    """Keep the files of a form that was not complete, for whoever holds its key, for at most 24 hours.

    Files that were refused are counted too: looking into them was the dear part.
    Raises LimitReachedError, TooManyDocumentsError; OSError or OperationalError when the disk is full, nothing kept.
    """
    if not uploads and not has_refused:
        return
    at = clock.now()
    with documents.settled(uploads), durable():
        limits.take(UPLOADS_AN_ADDRESS, address, at)
        take_files(key, uploads, at)


def take_files(key: FormKey, uploads: Sequence[Upload], at: datetime) -> list[StoredDocument]:
    """Return what waits under the key together with settled new files, named in the caller's transaction.

    Whoever keeps them gives them an owner by `documents.adopt`. Raises TooManyDocumentsError.
    """
    held = list(documents.held_for(_OWNER, key.digest, at))
    if len(held) + len(uploads) > MOST_FILES:
        raise TooManyDocumentsError(MOST_FILES)
    return held + documents.add_rows(uploads, owner_type=_OWNER, owner_id=key.digest, at=at)


def drop_upload(*, key: FormKey, document_key: str) -> None:
    """Remove a file that this form has kept; one that is not this form's stays where it is."""
    held = [row for row in held_under(key) if str(row.key) == document_key]
    if held:
        with durable():
            removed = documents.remove(held)
        documents.remove_files(removed)


def move_uploads(*, old_digest: str, key: FormKey) -> None:
    """Give what a form with a worn-out key has kept to its fresh key."""
    at = clock.now()
    if documents.held_for(_OWNER, old_digest, at).exists():
        with durable():
            documents.rebind(owner_type=_OWNER, old_id=old_digest, new_id=key.digest, at=at)
