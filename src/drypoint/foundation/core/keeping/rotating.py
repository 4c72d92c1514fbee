"""Put a new key in the place of the practice's old one, and seal everything anew with it.

Resumable: a note in the data folder names the key that was in use before; as long as it is there, doctor says so, and
the next run goes on where the last one ended. Between the runs the practice works as ever, for all lines of the key
file open what they sealed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings

from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.disk import fsync_folder
from drypoint.foundation.core.files.sealing import key_id
from drypoint.foundation.core.keeping import key_mark, keys
from drypoint.foundation.core.keeping.restoring import alone
from drypoint.foundation.core.registries.sealed import all_sealed
from drypoint.foundation.core.writing import durable

UNFINISHED = "rotation.unfinished"


@dataclass(frozen=True)
class Rotation:
    """What was done: whether an earlier run was gone on with, and for each kind how many could not be read."""

    is_resumed: bool
    unread: dict[str, int]


def is_unfinished() -> bool:
    """Say whether a change of the key was begun and is not through."""
    return _note().exists()


def rotate(*, at: datetime, is_leaked: bool, tell: Callable[[str, int, int], None]) -> Rotation:
    """Add a fresh key to the key file, unless a run before did, and seal everything with it.

    is_leaked says that somebody may have the keys of before: what they signed (links in mails, sessions) counts no
    more, also where an earlier run is gone on with. tell hears of each kind how many are done, of how many. Raises
    BackupError while Drypoint runs, WrongKeyError for a key that is not the data's own, KeyFileError for a damaged key
    file, OSError where a file cannot be written.
    """
    with alone(at):
        key_mark.set_or_compare()
        is_resumed = is_unfinished()
        if not is_resumed:
            _keep_note(_id_in_use())
        if _note().read_text(encoding="ascii").strip() == _id_in_use():
            _use(keys.add(settings.CONFIG.key_file, is_leaked=is_leaked))
        elif is_leaked:
            _use(keys.distrust(settings.CONFIG.key_file))
        with durable():
            key_mark.note_newest()
        unread = {}
        for kind in all_sealed:
            unread[kind.called] = kind.reseal(partial(tell, kind.called))
        with durable():
            audit.record(SYSTEM, "key.rotate", is_leaked=is_leaked, unread=sum(unread.values()))
        _note().unlink()
        fsync_folder(_note().parent)
    return Rotation(is_resumed, unread)


def _use(masters: tuple[keys.MasterKey, ...]) -> None:
    """Let this process seal with the new key; every other one reads the file when it starts."""
    found = keys.derived(masters)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = found.signing, found.signing_of_before
    settings.DOCUMENT_KEYS, settings.BACKUP_KEYS = found.documents, found.backups
    settings.SECOND_FACTOR_KEYS, settings.MAIL_KEYS = found.second_factors, found.mail_server


def _id_in_use() -> str:
    return key_id(settings.DOCUMENT_KEYS[0]).hex()


def _note() -> Path:
    return Path(settings.DATA) / UNFINISHED


def _keep_note(said: str) -> None:
    # Written beside it and moved into place, so that it is never there without its words.
    draft = _note().with_suffix(".part")
    with draft.open("w", encoding="ascii") as file:
        file.write(f"{said}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_note())
    fsync_folder(_note().parent)
