"""Look at a file that a stranger sent: a PDF, JPEG or PNG as its name says, and one that opens."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from drypoint.foundation.core.files.sealing import SealedReader

# A phone photo has 12 to 50 megapixels; a picture beyond this would fill the memory of whoever opens it.
MOST_PIXELS = 60_000_000
# PDFium keeps global state and must be entered by one thread at a time.
_pdfium = threading.Lock()


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


def kind_of(media_type: str) -> Kind:
    """Return the kind of a stored document."""
    return next(kind for kind in KINDS if kind.media_type == media_type)


def check_name(name: str, head: bytes) -> Kind:
    """Return the kind on which name and first bytes agree.

    Raises UnfitFileError if the name has another extension, or the bytes say otherwise.
    """
    named = next((kind for kind in KINDS if name.lower().endswith(kind.extensions)), None)
    if named is None:
        raise UnfitFileError(
            _("“%(name)s” is not a PDF, JPEG or PNG. Please send one of these, for example a photo of the page.")
            % {"name": name}
        )
    if not head.startswith(named.magic):
        raise UnfitFileError(
            _("“%(name)s” is not what its name says, or it is damaged. Please save it again as PDF, JPEG or PNG.")
            % {"name": name}
        )
    return named


def check_contents(file: BinaryIO, key: uuid.UUID, kind: Kind, name: str) -> None:
    """Open the sealed file far enough to know that the practice will be able to.

    Raises UnfitFileError for a damaged file, a PDF behind a password, or a picture of more than MOST_PIXELS.
    """
    place = file.tell()
    file.seek(0)
    reader = SealedReader(file, settings.DOCUMENT_KEY, key.bytes, closes_file=False)
    if kind is PDF:
        _check_pdf(reader, name)
    else:
        _check_picture(reader, kind, name)
    file.seek(place)


def _damaged(name: str) -> UnfitFileError:
    return UnfitFileError(
        _("“%(name)s” is damaged and cannot be opened. Please save or photograph it again.") % {"name": name}
    )


def _check_pdf(reader: SealedReader, name: str) -> None:
    import pypdfium2
    from pypdfium2 import raw

    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(reader)
        except pypdfium2.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise UnfitFileError(
                    _(
                        "“%(name)s” is locked with a password, so the practice could not read it. "
                        "Please save it without the password, or photograph the pages."
                    )
                    % {"name": name}
                ) from None
            raise _damaged(name) from None
        try:
            pages = len(document)
        finally:
            document.close()
    if pages < 1:
        raise _damaged(name)


def _check_picture(reader: SealedReader, kind: Kind, name: str) -> None:
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    # The classes themselves, not Image.open: it warns about large pictures, here they are refused.
    opener = JpegImageFile if kind is JPEG else PngImageFile
    try:
        width, height = opener(reader).size  # type: ignore[arg-type]  # a reader is all that Pillow needs
    except (SyntaxError, OSError, ValueError):
        raise _damaged(name) from None
    if width * height > MOST_PIXELS:
        raise UnfitFileError(
            _("“%(name)s” has more than %(limit)s million pixels. Please send a smaller picture.")
            % {"name": name, "limit": MOST_PIXELS // 1_000_000}
        )
