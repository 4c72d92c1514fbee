"""The child that opens foreign bytes. It is given an open file and answers with a few numbers, and a text if asked.

Run by opening.py as `python -m`; it imports no Django, is given no environment, and is shut in (confining.py) before
the first file comes. It ends when the socket does.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import os
import resource
import socket
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from drypoint.foundation.core.files import confining, workbook_child

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile
    from PIL.PngImagePlugin import ChunkStream
    from pypdfium2 import PdfDocument

# What a job says and what is answered: short texts and numbers.
Json = dict[str, Any]

MESSAGE_BYTES = 4096
TEXT_PIECE_BYTES = 32 * 1024
MOST_MEMORY_BYTES = 1024**3


def main() -> None:
    """Load, shut in, say so, then answer one file after the other."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    ways = tuple(sys.argv[2].split(","))
    _load()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    answer: Json = {"ways": confining.without_network(may_use=ways)}
    while True:
        text: bytes = answer.pop("text", b"")
        # write(), because send() would need one more system call.
        os.write(channel.fileno(), json.dumps({**answer, "text_bytes": len(text)}).encode())
        for at in range(0, len(text), TEXT_PIECE_BYTES):
            os.write(channel.fileno(), text[at : at + TEXT_PIECE_BYTES])
        message, files, _flags, _address = socket.recv_fds(channel, MESSAGE_BYTES, 1)
        if not message or not files:
            return
        with os.fdopen(files[0], "rb") as file:
            answer = _answer(json.loads(message), file)


def _answer(job: Json, file: io.BufferedReader) -> Json:
    resource.setrlimit(resource.RLIMIT_AS, (int(job["memory_bytes"]), MOST_MEMORY_BYTES))
    try:
        return _JOBS[job["name"]](file, job)
    except MemoryError:
        return {"fault": "heavy"}
    except Exception:  # noqa: BLE001 (whatever a reader raises for a foreign file, the child lives on)
        return {"fault": "damaged"}
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def open_pdf(file: io.BufferedReader, _job: Json) -> Json:
    """Return the number of pages, or the fault: password, damaged."""
    return _pdf(file, lambda _document: {})


def read_pdf(file: io.BufferedReader, job: Json) -> Json:
    """Return the number of pages and the text of each (a list in JSON), or the fault: password, damaged, heavy."""
    import pypdfium2

    def texts(document: pypdfium2.PdfDocument) -> Json:
        pages: list[str] = []
        for number in range(len(document)):
            # A page that cannot be read has no text; the others keep theirs.
            try:
                with contextlib.closing(document[number]) as page, contextlib.closing(page.get_textpage()) as text:
                    pages.append(text.get_text_bounded())
            except pypdfium2.PdfiumError:
                pages.append("")
        said = json.dumps(pages, ensure_ascii=False).encode("utf-8", "replace")
        return {"text": said} if len(said) <= int(job["most_text_bytes"]) else {"fault": "heavy"}

    return _pdf(file, texts)


def _pdf(file: io.BufferedReader, ask: Callable[[PdfDocument], Json]) -> Json:
    """Open a PDF and return the number of its pages with what `ask` says of it, or the fault."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        # Whole: PDFium asks for a few bytes at a time, and each question would come back through Python.
        document = pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as error:
        return {"fault": "password" if error.err_code == raw.FPDF_ERR_PASSWORD else "damaged"}
    with contextlib.closing(document):
        pages = len(document)
        said = ask(document) if pages > 0 else {"fault": "damaged"}
    return said if "fault" in said else {"pages": pages, **said}


def open_picture(file: BinaryIO, job: Json) -> Json:
    """Decode a JPEG or PNG once and return its size, or the fault: damaged, pixels (with the size), cut."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    # The classes themselves, not Image.open: it would try other kinds, and warns about large pictures.
    openers: dict[str, type[ImageFile]] = {"jpeg": JpegImageFile, "png": PngImageFile, "webp": WebPImageFile}
    opener = openers[job["kind"]]
    try:
        picture = opener(file)
    except (SyntaxError, OSError, ValueError, EOFError):
        return {"fault": "damaged"}
    width, height = picture.size
    if width * height > int(job["most_pixels"]):
        return {"fault": "pixels", "width": width, "height": height}
    try:
        if opener is JpegImageFile:
            # An eighth of each side: all of the file is read, and hardly any of the picture kept.
            picture.draft(picture.mode, (max(1, width // 8), max(1, height // 8)))
        picture.load()
    except OSError as error:
        return {"fault": "cut" if "truncated" in str(error) else "damaged"}
    except (SyntaxError, ValueError, EOFError):
        return {"fault": "damaged"}
    return {"width": width, "height": height}


def read_workbook(file: io.BufferedReader, job: Json) -> Json:
    """Return the number of sheets that hold something, with name and table of each, or the fault: damaged, heavy."""
    try:
        found, left_out = workbook_child.sheets_of(file)
    except workbook_child.HeavyWorkbookError:
        return {"fault": "heavy"}
    said = json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")
    if len(said) > int(job["most_text_bytes"]):
        return {"fault": "heavy"}
    return {"pages": len(found), "left_out": left_out, "text": said}


_JOBS: dict[str, Callable[[io.BufferedReader, Json], Json]] = {
    "pdf": open_pdf,
    "pdf_text": read_pdf,
    "picture": open_picture,
    "workbook": read_workbook,
}


def _skipped(stream: ChunkStream, position: int, length: int) -> bytes:
    """Pass over what a PNG says beside its picture: it may unpack to any size, and nobody here looks at it."""
    return stream.fp.read(length) if stream.fp else b""


def _load() -> None:
    """Load all that a job needs: once shut in, no module can be read any more."""
    import pypdfium2
    from PIL import Image, MpoImagePlugin, TiffImagePlugin  # noqa: F401 (a JPEG's own pages are read with them)
    from PIL.PngImagePlugin import PngStream

    warnings.simplefilter("ignore")
    for chunk in ("chunk_iCCP", "chunk_tEXt", "chunk_zTXt", "chunk_iTXt", "chunk_eXIf"):
        setattr(PngStream, chunk, _skipped)
    page = io.BytesIO()
    with contextlib.closing(pypdfium2.PdfDocument.new()) as document:
        document.new_page(100, 100)
        document.save(page)
    with contextlib.closing(pypdfium2.PdfDocument(page.getvalue())) as document:
        len(document)
        with contextlib.closing(document[0]) as first, contextlib.closing(first.get_textpage()) as text:
            text.get_text_bounded()
    codecs.lookup("cp437")  # how the names in an archive may be written
    codecs.lookup("utf-16-le")  # how PDFium says a text: its reader is one more module
    for kind, form in (("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")):
        picture = io.BytesIO()
        exif = Image.Exif()
        exif[274] = 6  # turned, as telephones write it
        Image.new("RGB", (16, 16)).save(picture, form, exif=exif)
        with os.fdopen(os.memfd_create("warm"), "w+b") as file:
            file.write(picture.getvalue())
            file.seek(0)
            open_picture(file, {"kind": kind, "most_pixels": 1024})


if __name__ == "__main__":
    main()
