"""Files that people sent: kept encrypted, handed out under neutral names, removed with their cause.

Order on the way in (proven by tracing system calls): fsync(file) → rename → fsync(folder) → COMMIT → answer. A crash
leaves at worst a file that no row names; `remove_expired` takes it away.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import FileResponse

from drypoint.foundation.core.disk import fsync_folder
from drypoint.foundation.core.files.inspecting import check_contents
from drypoint.foundation.core.files.kinds import PDF, PDF_TEXT, UnfitFileError, kind_of, sentence_for
from drypoint.foundation.core.files.opening import BusyError, NotConfinedError, the_opener
from drypoint.foundation.core.files.sealed_names import sealed_name, unsealed_name
from drypoint.foundation.core.files.sealing import DamagedFileError, SealedReader
from drypoint.foundation.core.files.uploads import Upload, place_of
from drypoint.foundation.core.models import StoredDocument
from drypoint.foundation.core.writing import durable

KEPT_WITHOUT_OWNER = timedelta(hours=24)
# A file without a row is either the leavings of a crash or about to get its row; a commit never takes this long.
_UNNAMED_AFTER = timedelta(hours=1)
_COPIED_BYTES = 64 * 1024


class MissingFileError(RuntimeError):
    """The row is there, the file is not, or it cannot be read with this key."""


class QuarantinedError(RuntimeError):
    """Nobody has looked into the file yet, because this machine cannot shut in the child that would."""


@contextmanager
def settled(uploads: Sequence[Upload]) -> Iterator[None]:
    """Make the files durable before the block, and remove them again if the block fails.

    The block holds the transaction that names them, so that either both stay or neither.
    """
    try:
        for upload in uploads:
            upload.settle()
        yield
    except BaseException:
        for upload in uploads:
            upload.discard()
        raise


def add_rows(uploads: Iterable[Upload], *, owner_type: str, owner_id: str, at: datetime) -> list[StoredDocument]:
    """Name settled files in the caller's transaction; they expire after 24 hours unless `adopt` gives them an owner."""
    return [
        StoredDocument.objects.create(
            key=upload.key,
            owner_type=owner_type,
            owner_id=owner_id,
            media_type=upload.kind.media_type,
            size_bytes=upload.size_bytes,
            sha256_keyed=upload.sha256_keyed,
            name_encrypted=sealed_name(upload.key, upload.name),
            stored_at=at,
            is_opened=upload.is_opened,
            expires_at=at + KEPT_WITHOUT_OWNER,
        )
        for upload in uploads
    ]


def held_for(owner_type: str, owner_id: str, at: datetime) -> QuerySet[StoredDocument]:
    """Return the documents of one owner that have not expired, oldest first."""
    documents = StoredDocument.objects.filter(owner_type=owner_type, owner_id=owner_id)
    return documents.exclude(expires_at__lte=at).order_by("pk")


def rebind(*, owner_type: str, old_id: str, new_id: str, at: datetime) -> int:
    """Move what a form has kept to the form's fresh key; their time to expire stays."""
    return held_for(owner_type, old_id, at).update(owner_id=new_id)


def adopt(documents: Iterable[StoredDocument], owner: Model) -> None:
    """Give the documents an owner that keeps them, in the caller's transaction."""
    StoredDocument.objects.filter(pk__in=[document.pk for document in documents]).update(
        owner_type=owner._meta.label_lower,  # noqa: SLF001 (Django documents _meta)
        owner_id=str(owner.pk),
        expires_at=None,
    )


def of_owner(owner: Model) -> QuerySet[StoredDocument]:
    """Return the documents that this object owns."""
    return StoredDocument.objects.filter(
        owner_type=owner._meta.label_lower,  # noqa: SLF001 (Django documents _meta)
        owner_id=str(owner.pk),
    )


def name_of(document: StoredDocument) -> str:
    """Return the name that the sender's machine gave the file.

    Raises DamagedFileError if it was changed or sealed with another key.
    """
    return unsealed_name(document.key, bytes(document.name_encrypted))


def neutral_name(document: StoredDocument, number: int) -> str:
    """Return a download name that says nothing about anybody: report-1.pdf."""
    return f"report-{number}{kind_of(document.media_type).extensions[0]}"


def read(document: StoredDocument) -> SealedReader:
    """Open the document for reading, its end checked first, so that a cut file is not half shown.

    Raises MissingFileError if there is no file, DamagedFileError if it is not what was stored.
    """
    try:
        file = place_of(document.key).open("rb")
    except FileNotFoundError:
        raise MissingFileError(f"The file of document {document.pk} is not on the disk.") from None
    try:
        reader = SealedReader(file, settings.DOCUMENT_KEYS, document.key.bytes)
        reader.check_end()
    except DamagedFileError:
        file.close()
        raise
    return reader


def open_document(document: StoredDocument, *, number: int) -> FileResponse:
    """Return the document as a download that a browser neither shows, guesses about, runs nor keeps.

    It is decrypted while it is sent, and once before: a fault in its middle would break off an answer that had begun.
    Raises as `read` does, and QuarantinedError.
    """
    if not document.is_opened:
        raise QuarantinedError(f"Document {document.pk} has not been looked into.")
    reader = read(document)
    try:
        reader.check_whole()
    except DamagedFileError:
        reader.close()
        raise
    response = FileResponse(
        reader,
        as_attachment=True,
        filename=neutral_name(document, number),
        content_type=document.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    response["Content-Length"] = str(document.size_bytes)
    return response


def page_texts(document: StoredDocument) -> list[str]:
    """Return the text that each page of a document brings; a picture, and a page that was scanned, has none.

    Raises as `open_document` does; UnfitFileError if it takes too much to read, BusyError if too many wait.
    """
    if not document.is_opened:
        raise QuarantinedError(f"Document {document.pk} has not been looked into.")
    with closing(read(document)) as reader:
        if kind_of(document.media_type) is not PDF:
            return []

        def write(open_file: BinaryIO) -> None:
            while piece := reader.read(_COPIED_BYTES):
                open_file.write(piece)

        try:
            facts, pages = the_opener().read_pages(PDF_TEXT, write)
        except NotConfinedError:
            raise QuarantinedError(f"Document {document.pk} cannot be looked into on this machine.") from None
    if sentence_for(facts):
        raise UnfitFileError(f"Document {document.pk} cannot be read: {facts}")
    return pages


def open_waiting(at: datetime) -> int:
    """Have those looked into that came while this machine could not shut the child in; return how many are free now.

    One that is found unfit stays in quarantine. Safe to run twice.
    """
    freed = 0
    for document in StoredDocument.objects.filter(is_opened=False, stored_at__lte=at).order_by("pk"):
        try:
            with place_of(document.key).open("rb") as file:
                is_opened = check_contents(file, document.key, kind_of(document.media_type), "")
        except (FileNotFoundError, DamagedFileError, UnfitFileError):
            continue
        except BusyError:
            break
        if not is_opened:
            break
        with durable():
            freed += StoredDocument.objects.filter(pk=document.pk).update(is_opened=True)
    return freed


def remove(documents: Iterable[StoredDocument]) -> list[uuid.UUID]:
    """Delete the rows in the caller's transaction; pass the keys to `remove_files` when it has been committed."""
    rows = list(documents)
    StoredDocument.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.key for row in rows]


def remove_files(keys: Iterable[uuid.UUID]) -> None:
    """Delete the files; one that is gone already is no error."""
    folders = set()
    for key in keys:
        place = place_of(key)
        place.unlink(missing_ok=True)
        folders.add(place.parent)
    for folder in folders:
        if folder.exists():
            fsync_folder(folder)


def remove_expired(at: datetime) -> int:
    """Remove uploads that nothing took up within 24 hours, and files and drafts that no row names.

    Returns how many files went. Safe to run at any time and twice.
    """
    expired = list(StoredDocument.objects.filter(expires_at__lte=at))
    if expired:
        with durable():
            # Asked again inside: an enquiry may have adopted one since.
            keys = remove(StoredDocument.objects.filter(pk__in=[row.pk for row in expired], expires_at__lte=at))
        remove_files(keys)
    strays = list(_unnamed_files(at))
    for path in strays:
        path.unlink(missing_ok=True)
    return len(expired) + len(strays)


def _unnamed_files(at: datetime) -> Iterator[Path]:
    root = Path(settings.DOCUMENT_ROOT)
    for folder in sorted(root.iterdir()) if root.exists() else []:
        old = [
            path
            for path in folder.iterdir()
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) <= at - _UNNAMED_AFTER
        ]
        whole = {path.name: path for path in old if path.suffix != ".part"}
        named = StoredDocument.objects.filter(key__in=list(whole)).values_list("key", flat=True)
        for key in named:
            whole.pop(str(key), None)
        yield from (path for path in old if path.suffix == ".part")
        yield from whole.values()
