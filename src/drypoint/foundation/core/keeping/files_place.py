"""Whether documents and media lie where this practice keeps them: a share that is not mounted is an empty folder.

The place holds a file with a name that chance gave it, and the database knows that name.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.db import connection

from drypoint.foundation.core.disk import fsync_folder, in_words
from drypoint.foundation.core.models import KeyMark, StoredDocument
from drypoint.foundation.core.writing import durable

MARK = "drypoint.files"
_MOVE = "copy there the folders documents and media of before, and the file drypoint.files if there is one"


class WrongPlaceError(RuntimeError):
    """The place that is named for documents and media is not this practice's; the text says what to do."""


def is_shared() -> bool:
    """Say whether documents and media lie in a place that several machines share."""
    return settings.CONFIG.shared_folder is not None


def set_or_compare() -> None:
    """Mark the place as this practice's, once and for all; later say whether it is the one. Raises WrongPlaceError."""
    if not is_shared():
        return
    with durable():
        # Of two machines that begin at once, the second one waits here and finds the first one's mark.
        mark = KeyMark.objects.select_for_update().filter(pk=1).first()
        if mark is not None and not mark.files:
            mark.files = _found() or _marked()
            mark.save(update_fields=["files"])
    compare()


def compare() -> None:
    """Raise WrongPlaceError unless the place is this practice's, or nobody has marked it yet."""
    known, found = _known(), _found()
    if known and not found:
        raise WrongPlaceError(f"{_place()} does not hold this practice's files. Is it mounted? To move them, {_MOVE}.")
    if found != known:
        raise WrongPlaceError(f"{_place()} holds the files of another practice. Name this one's own place.")


def _known() -> str:
    return KeyMark.objects.values_list("files", flat=True).first() or ""


def _found() -> str:
    if not _place().is_dir():
        raise WrongPlaceError(f"There is no folder {_place()}. Mount it, or make it.")
    try:
        return _read()
    except OSError as error:
        raise WrongPlaceError(f"The place of documents and media cannot be used: {in_words(error)}") from error


def renew() -> None:
    """Mark the place as the restored database knows it, whatever it was before: both were just put there.

    A database of before places had a mark does not know one; the next start then takes the place as it is.
    """
    if is_shared() and _knows_places() and (known := _known()):
        _write(known)


def _knows_places() -> bool:
    with connection.cursor() as cursor:
        if "core_keymark" not in connection.introspection.table_names(cursor):
            return False
        columns = connection.introspection.get_table_description(cursor, "core_keymark")
    return "files" in {column.name for column in columns}


def _place() -> Path:
    return Path(settings.FILES)


def _read() -> str:
    try:
        return (_place() / MARK).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _write(name: str) -> None:
    draft = _place() / f".{MARK}.{secrets.token_hex(4)}"
    draft.write_text(f"{name}\n", encoding="ascii")
    draft.replace(_place() / MARK)
    fsync_folder(_place())


def _marked() -> str:
    if not (_place() / "documents").is_dir() and StoredDocument.objects.exists():
        raise WrongPlaceError(f"The database names documents, and {_place()} holds none: {_MOVE}, then start again.")
    name = secrets.token_hex(8)
    try:
        _write(name)
    except OSError as error:
        raise WrongPlaceError(f"The place of documents and media cannot be used: {in_words(error)}") from error
    return name
