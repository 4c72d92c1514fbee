"""Receive files: encrypted while they arrive, so that nothing is ever on the disk in the clear.

A view opens `receiving(request)` before it touches `request.POST`. Files beyond a limit are given up early, what was
typed is kept: text fields that stand before the files in the form are parsed even when the request as a whole is
too large.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.disk import fsync_folder, is_disk_full, keep_reserve
from drypoint.foundation.core.files.inspecting import check_contents
from drypoint.foundation.core.files.kinds import HEAD_BYTES, KINDS, UnfitFileError, recognise
from drypoint.foundation.core.files.opening import BusyError
from drypoint.foundation.core.files.sealing import Sealer

if TYPE_CHECKING:
    from drypoint.foundation.core.files.kinds import Kind

FIELD = "attachments"
MOST_FILES = 10
# A limit's name never changes; this one dates from when enquiries alone took files.
UPLOADS_AN_ADDRESS = limits.Limit("enquiries.upload", 30, timedelta(hours=1))
# The whole request may hold as much as this number of the largest allowed files.
LARGEST_FILES_A_REQUEST = 3
_LONGEST_NAME = 120


def place_of(key: uuid.UUID) -> Path:
    """Return where the document of this key lies."""
    return Path(settings.DOCUMENT_ROOT) / key.hex[:2] / str(key)


def _draft_of(key: uuid.UUID) -> Path:
    return place_of(key).with_suffix(".part")


def _make_folder(folder: Path) -> None:
    """Make the folder (mode 0700) and make its name durable in the folder above."""
    root = folder.parent
    if not root.exists():
        root.mkdir(parents=True, mode=0o700, exist_ok=True)
        fsync_folder(root.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        fsync_folder(root)


@dataclass
class Upload:
    """One whole file that has arrived: encrypted, still a draft, gone with the request unless `settle` is called."""

    key: uuid.UUID
    name: str
    kind: Kind
    size_bytes: int
    sha256_keyed: str
    file: BinaryIO
    # Whether it was looked into; where no child can be shut in, it waits until one can.
    is_opened: bool = True
    is_settled: bool = False

    def settle(self) -> None:
        """Make the file durable under its own name: fsync(file), then rename, then fsync(folder)."""
        os.fsync(self.file.fileno())
        self.file.close()
        place = place_of(self.key)
        _draft_of(self.key).rename(place)
        fsync_folder(place.parent)
        self.is_settled = True

    def discard(self) -> None:
        """Remove the file wherever it is."""
        self.file.close()
        for path in (_draft_of(self.key), place_of(self.key)):
            path.unlink(missing_ok=True)
        self.is_settled = False


@dataclass
class Inbox:
    """What one request brought: the files that fit, a sentence for each that does not, and the text fields.

    `post` is to be read in place of `request.POST`, which raises again where parsing failed.
    """

    post: QueryDict = field(default_factory=QueryDict)
    uploads: list[Upload] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_too_large: bool = False
    is_disk_full: bool = False
    is_cut_off: bool = False
    is_busy: bool = False
    is_too_often: bool = False
    has_refused: bool = False


class _Arriving:
    """A file on its way in."""

    def __init__(self, name: str, number: int) -> None:
        self.key = uuid.uuid4()
        self.name = name
        self.number = number
        self.kind: Kind | None = None
        self._head = b""
        self._digest = hmac.new(settings.DIGEST_KEY, digestmod=hashlib.sha256)
        draft = _draft_of(self.key)
        _make_folder(draft.parent)
        keep_reserve(draft.parent)
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self.file = os.fdopen(descriptor, "w+b", buffering=0)
        try:
            self.sealer = Sealer(self.file, settings.DOCUMENT_KEYS, self.key.bytes)
        except OSError:
            self.drop()
            raise

    def write(self, piece: bytes) -> None:
        """Seal a piece; the first bytes must say that the file is one that is taken. What stands before them goes."""
        if self.kind is None:
            self._head += piece
            if len(self._head) < HEAD_BYTES * 2:
                return
            self.kind, before = recognise(self.name, self._head, _)
            piece = self._head[before:]
        self._digest.update(piece)
        self.sealer.write(piece)

    def _begin_short(self) -> Kind:
        """Take in a file that ended before its beginning was long enough to judge."""
        self.kind, before = recognise(self.name, self._head, _)
        self._digest.update(self._head[before:])
        self.sealer.write(self._head[before:])
        return self.kind

    def finish(self) -> Upload:
        """Seal the end and have the file looked into. Raises UnfitFileError with a sentence for whoever sent it."""
        kind = self.kind or self._begin_short()
        self.sealer.finish()
        digest = self._digest.hexdigest()
        is_opened = check_contents(self.file, self.key, kind, self.name, self.number, digest=digest)
        return Upload(
            key=self.key,
            name=self.name,
            kind=kind,
            size_bytes=self.sealer.size_bytes,
            sha256_keyed=digest,
            file=self.file,
            is_opened=is_opened,
        )

    def drop(self) -> None:
        """Remove the draft."""
        self.file.close()
        _draft_of(self.key).unlink(missing_ok=True)


def upload_of(name: str, content: bytes) -> Upload:
    """Take in a file that the house itself brings, as one that arrives. Raises UnfitFileError with a sentence."""
    arriving = _Arriving(name, 1)
    try:
        arriving.write(content)
        return arriving.finish()
    except BaseException:
        arriving.drop()
        raise


class SealingUploadHandler(FileUploadHandler):
    """Django's hook for arriving files: encrypt, count, and stop early."""

    chunk_size = 64 * 1024

    def __init__(self, request: HttpRequest, inbox: Inbox) -> None:
        super().__init__(request)
        self._inbox = inbox
        self._request = request
        self._largest = settings.CONFIG.max_upload_mb * 1024 * 1024
        self._count = 0
        self._total = 0
        self._arriving: _Arriving | None = None
        self._is_refused = False

    def handle_raw_input(
        self,
        input_data: object,  # noqa: ARG002 (Django's contract)
        META: object,  # noqa: ARG002, N803 (Django's contract)
        content_length: int,
        *args: object,  # noqa: ARG002 (Django's contract)
    ) -> None:
        """Note a request that is too large as a whole; its text fields are still read."""
        # A megabyte for the text and the boundaries.
        self._is_refused = content_length > self._largest * LARGEST_FILES_A_REQUEST + 1024 * 1024

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin a draft, or stop reading if the request holds too much."""
        super().new_file(field_name, file_name, *args, **kwargs)
        if field_name != FIELD:
            raise SkipFile
        if file_name.startswith('"'):  # a name that broke its line in two: nobody's browser sends one
            self._inbox.is_cut_off = True
            raise SkipFile
        self._count += 1
        if self._count == 1 and limits.is_used_up(UPLOADS_AN_ADDRESS, limits.address_of(self._request), clock.now()):
            self._inbox.is_too_often = True
            self._inbox.problems.append(
                _(
                    "Many files came from your connection within this hour. Please send your message without them, "
                    "or wait an hour."
                )
            )
        if self._inbox.is_too_often:
            raise SkipFile
        if self._count > MOST_FILES:
            self._stop(too_many_files())
        if self._is_refused:
            self._stop(self._too_much())
        name = file_name if len(file_name) <= _LONGEST_NAME else "…" + file_name[-_LONGEST_NAME:]
        with self._giving_up():
            self._arriving = _Arriving(name, self._count)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal the piece; nothing is passed on to another handler."""
        if self._arriving is None:
            raise SkipFile
        self._total += len(raw_data)
        with self._giving_up():
            if self._total > self._largest * LARGEST_FILES_A_REQUEST:
                self._stop(self._too_much())
            if start + len(raw_data) > self._largest:
                raise UnfitFileError(
                    _("“%(name)s” is larger than %(limit)s MB. Please send a smaller file or a photo of each page.")
                    % {"name": self._arriving.name, "limit": settings.CONFIG.max_upload_mb}
                )
            self._arriving.write(raw_data)

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 (Django's contract)
        """Keep the whole file in the inbox; Django's own list of files stays empty."""
        if self._arriving is None:
            return
        with suppress(SkipFile), self._giving_up():
            self._inbox.uploads.append(self._arriving.finish())
            self._arriving = None

    def upload_interrupted(self) -> None:
        """Drop a file whose end never came; Django calls this also for a last file that was refused."""
        if self._arriving is not None:
            self._inbox.is_cut_off = True
            self.drop()

    def drop(self) -> None:
        """Drop the file that is on its way, if any."""
        if self._arriving is not None:
            self._arriving.drop()
            self._arriving = None

    def _too_much(self) -> str:
        limit = settings.CONFIG.max_upload_mb * LARGEST_FILES_A_REQUEST
        return _("The files together are larger than %(limit)s MB. Please send fewer at a time.") % {"limit": limit}

    def _stop(self, sentence: str) -> None:
        self._inbox.problems.append(sentence)
        self._inbox.is_too_large = True
        raise StopUpload(connection_reset=True)

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """Drop the draft when it cannot be kept, say why, and let Django read on for the text fields."""
        try:
            yield
        except UnfitFileError as error:
            self.drop()
            self._inbox.has_refused = True
            self._inbox.problems.append(str(error))
            raise SkipFile from error
        except BusyError as error:
            name = self._arriving.name if self._arriving else ""
            self.drop()
            self._inbox.is_busy = True
            self._inbox.problems.append(
                _("“%(name)s” was not taken: many files are arriving just now. Please attach it again in a minute.")
                % {"name": name}
            )
            raise SkipFile from error
        except OSError as error:
            self.drop()
            if not is_disk_full(error):
                raise
            self._inbox.is_disk_full = True
            raise SkipFile from error
        except StopUpload:
            self.drop()
            raise


@contextmanager
def receiving(request: HttpRequest) -> Iterator[Inbox]:
    """Parse the request's form, its files encrypted into the inbox; whatever is not settled by the end is removed.

    Never raises for what the other side sent: a form that is too large, cut off or unreadable is marked in the inbox.
    """
    inbox = Inbox()
    handler = SealingUploadHandler(request, inbox)
    request.upload_handlers = [handler]
    try:
        try:
            inbox.post = request.POST
        except RequestDataTooBig:
            inbox.is_too_large = True
            inbox.problems.append(_("This is more text than the form can take."))
        except (UnreadablePostError, MultiPartParserError):
            inbox.is_cut_off = True
        yield inbox
    finally:
        handler.drop()
        for upload in inbox.uploads:
            if not upload.is_settled:
                upload.discard()


def too_many_files() -> str:
    """Return the sentence for whoever attaches more than MOST_FILES."""
    sentence = ngettext("Please attach at most %(count)s file.", "Please attach at most %(count)s files.", MOST_FILES)
    return sentence % {"count": MOST_FILES}


def accepted_extensions() -> str:
    """Return what a file field's `accept` attribute says."""
    # By media type too: a telephone then turns its own format into one of these by itself.
    return ",".join(word for kind in KINDS for word in (*kind.extensions, kind.media_type))
