"""Look at a file that a stranger sent: a PDF, JPEG or PNG by its first bytes, and one that opens.

Here only the first bytes are compared. Whatever looks further is done by the child (opening.py).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import BinaryIO

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.foundation.core.files.opening import BusyError, Facts, Job, NotConfinedError, the_opener
from drypoint.foundation.core.files.sealing import SealedReader

# Telephones of 2023 and later take photos of up to 108 megapixels; nothing that is decoded stays in memory here.
MOST_PIXELS = 120_000_000
# Readers accept a PDF's header within the first 1,024 bytes: mail programs and scanners put lines of their own first.
HEAD_BYTES = 1024
_COPIED_BYTES = 64 * 1024
_MB = 1024 * 1024


class UnfitFileError(ValueError):
    """A file that is not taken; the text says which, why and what to do instead."""


@dataclass(frozen=True)
class Kind:
    """A type of file that is taken: its media type, its extensions, the bytes it begins with."""

    media_type: str
    extensions: tuple[str, ...]
    magic: bytes


PDF = Kind("application/pdf", (".pdf",), b"%PDF-")
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"), b"\xff\xd8\xff")
PNG = Kind("image/png", (".png",), b"\x89PNG\r\n\x1a\n")
KINDS = (PDF, JPEG, PNG)
_JOBS = {
    PDF: Job("pdf", seconds=5, memory_bytes=256 * _MB),
    JPEG: Job("picture", seconds=10, memory_bytes=1024 * _MB, asks={"kind": "jpeg", "most_pixels": MOST_PIXELS}),
    PNG: Job("picture", seconds=10, memory_bytes=1024 * _MB, asks={"kind": "png", "most_pixels": MOST_PIXELS}),
}

_HEIC = gettext_lazy(
    "“%(name)s” is a HEIC picture, which the practice cannot open. Please send a screenshot of it. On an iPhone you "
    "can also choose Settings, Camera, Formats, Most Compatible, and photograph the page again."
)
_PICTURE = gettext_lazy(
    "“%(name)s” is a picture of a kind that is not taken. Please send a screenshot of it, or photograph the page again."
)
_OFFICE = gettext_lazy(
    "“%(name)s” is a document of an office program or an archive. Please save it as PDF, or photograph its pages."
)
_FILM = gettext_lazy("“%(name)s” is a film or a sound. Please send a photo of each page instead.")
_DICOM = gettext_lazy(
    "“%(name)s” is a scan in the format of hospitals (DICOM). Please send the written report, as a PDF or a photo."
)
_OTHER = gettext_lazy(
    "“%(name)s” is not a PDF, JPEG or PNG. Please send one of these, for example a photo of the page."
)
# What people send by mistake: where in the file, which bytes, what to do instead.
_MISTAKEN: tuple[tuple[int, tuple[bytes, ...], str | Promise], ...] = (
    (4, (b"ftyphei", b"ftyphev", b"ftypmif1", b"ftypmsf1"), _HEIC),
    (4, (b"ftypavi",), _PICTURE),
    (4, (b"ftyp",), _FILM),
    (0, (b"GIF8", b"II*\0", b"MM\0*", b"BM", b"\xff\x0a", b"\0\0\0\x0cJXL", b"\0\0\0\x0cjP"), _PICTURE),
    (8, (b"WEBP",), _PICTURE),
    (8, (b"AVI ", b"WAVE"), _FILM),
    (0, (b"ID3", b"OggS", b"\x1aE\xdf\xa3"), _FILM),
    (0, (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), _OFFICE),
    (128, (b"DICM",), _DICOM),
)


def kind_of(media_type: str) -> Kind:
    """Return the kind of a stored document."""
    return next(kind for kind in KINDS if kind.media_type == media_type)


def recognise(name: str, head: bytes) -> tuple[Kind, int]:
    """Return the kind of a file by its first HEAD_BYTES, and how many bytes of something else stand before it.

    The name says nothing: telephones call a JPEG .HEIC, .png or nothing at all. Raises UnfitFileError with what to do.
    """
    for kind in (JPEG, PNG):
        if head.startswith(kind.magic):
            return kind, 0
    before = head[: HEAD_BYTES + len(PDF.magic)].find(PDF.magic)
    if before >= 0:
        return PDF, before
    mistaken = (text for at, marks, text in _MISTAKEN if head[at:].startswith(marks))
    raise UnfitFileError(str(next(mistaken, _OTHER)) % {"name": name})


def check_contents(file: BinaryIO, key: uuid.UUID, kind: Kind, name: str, number: int = 1, *, digest: str = "") -> bool:
    """Have the sealed file opened far enough to know that the practice will be able to; `number` is its place in line.

    The same contents (by their digest) that arrive twice at once are opened once.

    Returns False if this machine cannot shut the child in, so that nothing was looked at. Raises UnfitFileError for a
    file that is damaged, cut off, locked or too large to open, BusyError if too many wait.
    """
    place = file.tell()

    def write(open_file: BinaryIO) -> None:
        file.seek(0)
        reader = SealedReader(file, settings.DOCUMENT_KEY, key.bytes, closes_file=False)
        while piece := reader.read(_COPIED_BYTES):
            open_file.write(piece)

    try:
        facts = the_opener().open(_JOBS[kind], write, digest=digest)
    except NotConfinedError:
        return False
    finally:
        file.seek(place)
    sentence = _fault_of(facts)
    if sentence:
        raise UnfitFileError(sentence % {"name": name, "number": number, "limit": MOST_PIXELS // 1_000_000})
    return True


def check_editors_picture(content: bytes, name: str) -> None:
    """Have a picture opened that an editor wants to publish: a JPEG, PNG or WebP.

    Raises UnfitFileError with a sentence for a picture that is none, damaged, cut off or too large, and for one that
    nobody can look into at present.
    """
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    kinds = ("jpeg", content.startswith(JPEG.magic)), ("png", content.startswith(PNG.magic)), ("webp", is_webp)
    kind = next((kind for kind, fits in kinds if fits), None)
    if kind is None:
        raise UnfitFileError(_("“%(name)s” is not a JPEG, PNG or WebP picture.") % {"name": name})
    job = replace(_JOBS[PNG], asks={"kind": kind, "most_pixels": MOST_PIXELS})
    try:
        facts = the_opener().open(job, lambda file: file.write(content))
    except (BusyError, NotConfinedError):
        raise UnfitFileError(_("Pictures cannot be looked into at present. Please try again in a minute.")) from None
    sentence = _fault_of(facts)
    if sentence:
        raise UnfitFileError(sentence % {"name": name, "number": 1, "limit": MOST_PIXELS // 1_000_000})


def _fault_of(facts: Facts) -> str:
    """Return the sentence for what the child found, or "" if the file is well."""
    fault = facts.get("fault")
    sizes = [facts.get(name) for name in ("pages", "width", "height") if name in facts]
    if fault is None and sizes and all(isinstance(size, int) and size > 0 for size in sizes):
        return ""
    if fault == "password":
        return _(
            "“%(name)s” is locked with a password, so the practice could not read it. "
            "Please save it without the password, or photograph the pages."
        )
    if fault == "pixels":
        return _(
            "“%(name)s” has more than %(limit)s million pixels. Please send a screenshot of it, or a smaller picture."
        )
    if fault == "cut":
        return _(
            "“%(name)s”: page %(number)s did not arrive whole. Please send it again, or photograph the page again."
        )
    if fault == "heavy":
        return _("“%(name)s” is too large or too complicated to open. Please send a photo of each page instead.")
    return _("“%(name)s” is damaged and cannot be opened. Please save or photograph it again.")
