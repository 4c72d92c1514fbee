"""Seal the documents anew with the key in use: each file is written beside the old one and takes its place whole."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings

from drypoint.foundation.core.disk import fsync_folder
from drypoint.foundation.core.files.sealed_names import sealed_name, unsealed_name
from drypoint.foundation.core.files.sealing import HEADER_BYTES, DamagedFileError, SealedReader, Sealer, is_sealed_with
from drypoint.foundation.core.files.uploads import place_of
from drypoint.foundation.core.models import StoredDocument
from drypoint.foundation.core.registries.sealed import Progress
from drypoint.foundation.core.writing import durable

_AT_ONCE = 200
_PIECE_BYTES = 1024 * 1024


def reseal_documents(progress: Progress) -> int:
    """Seal every document that a row names with the key in use; return how many are missing or cannot be read."""
    total, done, unread = StoredDocument.objects.count(), 0, 0
    for rows in _portions():
        for row in rows:
            unread += not _is_resealed(row)
            done += 1
            progress(done, total)
    return unread


def reseal_names(progress: Progress) -> int:
    """Do the same for the names in their rows."""
    total, done, unread = StoredDocument.objects.count(), 0, 0
    for rows in _portions():
        with durable():
            for row in rows:
                try:
                    name = unsealed_name(row.key, bytes(row.name_encrypted))
                except DamagedFileError:
                    unread += 1
                    continue
                StoredDocument.objects.filter(pk=row.pk).update(name_encrypted=sealed_name(row.key, name))
        done += len(rows)
        progress(done, total)
    return unread


def _portions() -> Iterator[list[StoredDocument]]:
    last = 0
    while rows := list(StoredDocument.objects.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        yield rows
        last = rows[-1].pk


def _is_resealed(row: StoredDocument) -> bool:
    place = place_of(row.key)
    try:
        with place.open("rb") as file:
            if is_sealed_with(file.read(HEADER_BYTES), settings.DOCUMENT_KEYS[0]):
                return True
            file.seek(0)
            with closing(SealedReader(file, settings.DOCUMENT_KEYS, row.key.bytes, closes_file=False)) as reader:
                draft = _written(place, reader, row.key.bytes)
    except (FileNotFoundError, DamagedFileError):
        return False
    draft.replace(place)
    fsync_folder(place.parent)
    return True


def _written(place: Path, reader: SealedReader, context: bytes) -> Path:
    # Ends as an upload that broke off does, so that what a crash leaves is taken away.
    draft = place.with_name(f"{place.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            sealer = Sealer(file, settings.DOCUMENT_KEYS, context)
            while piece := reader.read(_PIECE_BYTES):
                sealer.write(piece)
            reader.check_end()
            sealer.finish()
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink()
        raise
    return draft
