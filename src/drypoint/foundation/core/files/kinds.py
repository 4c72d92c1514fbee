"""The kinds of files that strangers may send, how they are told apart, and what is said of those that are not taken.

Loads no Django, because a command reads it too: the sentences are translated by whoever shows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drypoint.foundation.core.files.opening import Facts, Job

# Telephones of 2023 and later take photos of up to 108 megapixels; nothing that is decoded stays in memory here.
MOST_PIXELS = 120_000_000
# Readers accept a PDF's header within the first 1,024 bytes: mail programs and scanners put lines of their own first.
HEAD_BYTES = 1024
_MB = 1024 * 1024


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators and return it as it is."""
    return sentence


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
JOBS = {
    PDF: Job("pdf", seconds=5, memory_bytes=256 * _MB),
    JPEG: Job("picture", seconds=10, memory_bytes=1024 * _MB, asks={"kind": "jpeg", "most_pixels": MOST_PIXELS}),
    PNG: Job("picture", seconds=10, memory_bytes=1024 * _MB, asks={"kind": "png", "most_pixels": MOST_PIXELS}),
}

# A report of hundreds of pages has less; what marks the text takes some seconds for a million letters.
PDF_TEXT = Job("pdf_text", seconds=20, memory_bytes=512 * _MB, most_text_bytes=2 * _MB)

_HEIC = gettext_noop(
    "“%(name)s” is a HEIC picture, which the practice cannot open. Please send a screenshot of it. On an iPhone you "
    "can also choose Settings, Camera, Formats, Most Compatible, and photograph the page again."
)
_PICTURE = gettext_noop(
    "“%(name)s” is a picture of a kind that is not taken. Please send a screenshot of it, or photograph the page again."
)
_OFFICE = gettext_noop(
    "“%(name)s” is a document of an office program or an archive. Please save it as PDF, or photograph its pages."
)
_FILM = gettext_noop("“%(name)s” is a film or a sound. Please send a photo of each page instead.")
_DICOM = gettext_noop(
    "“%(name)s” is a scan in the format of hospitals (DICOM). Please send the written report, as a PDF or a photo."
)
_EMPTY = gettext_noop("“%(name)s” is empty. Please choose the file again, or photograph the page.")
_OTHER = gettext_noop(
    "“%(name)s” is not a PDF, JPEG or PNG. Please send one of these, for example a photo of the page."
)
# What people send by mistake: where in the file, which bytes, what to do instead.
_MISTAKEN: tuple[tuple[int, tuple[bytes, ...], str], ...] = (
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


_FAULTS = {
    "password": gettext_noop(
        "“%(name)s” is locked with a password, so the practice could not read it. "
        "Please save it without the password, or photograph the pages."
    ),
    "pixels": gettext_noop(
        "“%(name)s” has more than %(limit)s million pixels. Please send a screenshot of it, or a smaller picture."
    ),
    "cut": gettext_noop(
        "“%(name)s”: page %(number)s did not arrive whole. Please send it again, or photograph the page again."
    ),
    "heavy": gettext_noop(
        "“%(name)s” is too large or too complicated to open. Please send a photo of each page instead."
    ),
}
_DAMAGED = gettext_noop("“%(name)s” is damaged and cannot be opened. Please save or photograph it again.")


def kind_of(media_type: str) -> Kind:
    """Return the kind of a stored document."""
    return next(kind for kind in KINDS if kind.media_type == media_type)


def recognise(name: str, head: bytes, translate: Callable[[str], str] = str) -> tuple[Kind, int]:
    """Return the kind of a file by its first HEAD_BYTES, and how many bytes of something else stand before it.

    The name says nothing: telephones call a JPEG .HEIC, .png or nothing at all. Raises UnfitFileError with what to do,
    in the words of `translate`.
    """
    if not head:
        raise UnfitFileError(translate(_EMPTY) % {"name": name})
    for kind in (JPEG, PNG):
        if head.startswith(kind.magic):
            return kind, 0
    before = head[: HEAD_BYTES + len(PDF.magic)].find(PDF.magic)
    if before >= 0:
        return PDF, before
    mistaken = (text for at, marks, text in _MISTAKEN if head[at:].startswith(marks))
    raise UnfitFileError(translate(next(mistaken, _OTHER)) % {"name": name})


def sentence_for(facts: Facts) -> str:
    """Return the sentence for what the child found, with places for name, number and limit; "" if the file is well."""
    fault = facts.get("fault")
    sizes = [facts.get(name) for name in ("pages", "width", "height") if name in facts]
    if fault is None and sizes and all(isinstance(size, int) and size > 0 for size in sizes):
        return ""
    return _FAULTS.get(str(fault), _DAMAGED)
