"""Have a file looked into that a stranger sent, or an editor wants to publish: by the child alone (opening.py)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from drypoint.foundation.core.files.kinds import (
    JOBS,
    JPEG,
    MOST_PIXELS,
    PNG,
    Kind,
    UnfitFileError,
    sentence_for,
)
from drypoint.foundation.core.files.opening import BusyError, NotConfinedError, the_opener
from drypoint.foundation.core.files.sealing import SealedReader

_COPIED_BYTES = 64 * 1024


def check_contents(file: BinaryIO, key: uuid.UUID, kind: Kind, name: str, number: int = 1, *, digest: str = "") -> bool:
    """Have the sealed file opened far enough to know that the practice will be able to; `number` is its place in line.

    The same contents (by their digest) that arrive twice at once are opened once.

    Returns False if this machine cannot shut the child in, so that nothing was looked at. Raises UnfitFileError for a
    file that is damaged, cut off, locked or too large to open, BusyError if too many wait.
    """
    place = file.tell()

    def write(open_file: BinaryIO) -> None:
        file.seek(0)
        reader = SealedReader(file, settings.DOCUMENT_KEYS, key.bytes, closes_file=False)
        while piece := reader.read(_COPIED_BYTES):
            open_file.write(piece)

    try:
        facts = the_opener().open(JOBS[kind], write, digest=digest)
    except NotConfinedError:
        return False
    finally:
        file.seek(place)
    if sentence := sentence_for(facts):
        raise UnfitFileError(_(sentence) % {"name": name, "number": number, "limit": MOST_PIXELS // 1_000_000})
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
    job = replace(JOBS[PNG], asks={"kind": kind, "most_pixels": MOST_PIXELS})
    try:
        facts = the_opener().open(job, lambda file: file.write(content))
    except (BusyError, NotConfinedError):
        raise UnfitFileError(_("Pictures cannot be looked into at present. Please try again in a minute.")) from None
    if sentence := sentence_for(facts):
        raise UnfitFileError(_(sentence) % {"name": name, "number": 1, "limit": MOST_PIXELS // 1_000_000})
