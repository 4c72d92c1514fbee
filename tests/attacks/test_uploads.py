"""Files made to be taken for something else, or to fill a memory, and names made to be read as something else."""

from __future__ import annotations

import io
import resource
import struct
import zlib
from collections.abc import Callable

import pytest
from django.test import Client

from drypoint.foundation.core.files import documents
from drypoint.foundation.core.files.opening import Opener
from drypoint.foundation.core.files.uploads import UPLOADS_AN_ADDRESS
from drypoint.foundation.core.models import StoredDocument
from drypoint.public.enquiries.models import Enquiry
from tests.core.test_opening import a_bomb, a_chain_of_tables, a_nest
from tests.enquiries.conftest import a_pdf, a_picture, contents_of, send

SCRIPT = b"<script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png_of(width: int, height: int) -> bytes:
    """Return a PNG of some bytes that says it is this large."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def a_png_with_a_long_text() -> bytes:
    """Return a PNG whose comment unpacks to 64 MB."""
    text = chunk(b"zTXt", b"c\0\0" + zlib.compress(bytes(64 * 1024 * 1024)))
    whole = a_picture("PNG")
    return whole[:33] + text + whole[33:]


def a_pdf_that_says_it_has(pages: int) -> bytes:
    """Return a PDF whose page tree claims more pages than it has."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count " + str(pages).encode() + b">>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def a_pdf_with_javascript() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def a_file(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("scan.svg", lambda: SVG),
        ("scan.png", lambda: SVG),
        ("scan.pdf", lambda: b"<!doctype html>" + SCRIPT),
        ("scan.pdf ", lambda: SVG),
        ("scan.jpg", lambda: b"GIF89a" + SCRIPT),
        ("scan.pdf", lambda: SCRIPT * 50 + a_pdf()),
        ("scan.png", lambda: a_png_of(2**31 - 1, 2**31 - 1)),
        ("scan.png", lambda: a_png_of(60_000, 60_000)),
    ],
)
def test_what_is_no_pdf_jpeg_or_png_or_too_large_is_refused(
    visitor: Client, name: str, make: Callable[[], bytes]
) -> None:
    answer = send(visitor, attachments=a_file(name, make()))
    assert answer.status_code == 422
    assert not Enquiry.objects.exists()
    assert not StoredDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "make", "media_type"),
    [
        # A page may hide behind the end of a picture or PDF, and a script within: no browser is ever asked to show it.
        ("scan.pdf", lambda: a_pdf() + SCRIPT, "application/pdf"),
        ("scan.jpg", lambda: a_picture("JPEG") + SCRIPT, "image/jpeg"),
        ("scan.png", lambda: a_picture("PNG") + a_pdf(), "image/png"),
        ("scan.pdf", a_pdf_with_javascript, "application/pdf"),
        # The name says nothing, and is never used.
        ("scan.html", a_pdf, "application/pdf"),
        ("scan.pdf.exe", a_pdf, "application/pdf"),
        ("scan.svg", lambda: a_picture("JPEG"), "image/jpeg"),
    ],
)
def test_what_is_two_things_at_once_comes_back_as_a_download_of_the_one_it_was_taken_for(
    visitor: Client, desk: Client, name: str, make: Callable[[], bytes], media_type: str
) -> None:
    content = make()
    assert send(visitor, attachments=a_file(name, content)).status_code == 303
    download = desk.get(f"/desk/enquiries/{Enquiry.objects.get().pk}/documents/1/")
    assert contents_of(download) == content
    headers = download.headers
    assert headers["Content-Type"] == media_type
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("scan.png", a_png_with_a_long_text),
        ("scan.pdf", lambda: a_pdf_that_says_it_has(2_000_000_000)),
        ("scan.pdf", a_bomb),
        ("scan.pdf", a_nest),
        ("scan.pdf", a_chain_of_tables),
    ],
)
def test_what_would_fill_a_memory_is_answered_without_unpacking_it(
    visitor: Client, name: str, make: Callable[[], bytes]
) -> None:
    content = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert send(visitor, attachments=a_file(name, content)).status_code in {303, 422}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 48 * 1024


def test_what_is_written_before_a_pdf_is_not_kept(visitor: Client, desk: Client) -> None:
    assert send(visitor, attachments=a_file("scan.pdf", SCRIPT + a_pdf())).status_code == 303
    assert contents_of(desk.get(f"/desk/enquiries/{Enquiry.objects.get().pk}/documents/1/")) == a_pdf()


def test_an_address_that_sent_many_bad_files_is_not_read_from_any_more(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(UPLOADS_AN_ADDRESS.most):
        assert send(visitor, attachments=a_file("scan.svg", SVG)).status_code == 422

    def opened(*_args: object, **_named: object) -> None:
        raise AssertionError("a file was looked into")

    monkeypatch.setattr(Opener, "open", opened)
    answer = send(visitor, text="A long story.", attachments=a_file("scan.pdf", a_pdf()))
    assert answer.status_code == 429
    assert "A long story." in answer.content.decode()
    assert not StoredDocument.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.pdf",
        "..\\..\\boot.pdf",
        "/etc/cron.d/x.pdf",
        "invoice\u202efdp.pdf",
        'a"; filename="b.html.pdf',
        "<img src=x onerror=alert(1)>.pdf",
        "x" * 500 + ".pdf",
    ],
)
def test_no_name_reaches_the_disk_a_header_or_a_page_as_more_than_text(
    visitor: Client, desk: Client, name: str
) -> None:
    assert send(visitor, attachments=a_file(name, a_pdf())).status_code == 303
    row = StoredDocument.objects.get()
    kept = documents.name_of(row)
    assert "/" not in kept
    assert not {"\r", "\n"} & set(kept)
    assert len(kept) <= 121
    pk = Enquiry.objects.get().pk
    page = desk.get(f"/desk/enquiries/{pk}/").content.decode()
    assert "<img src=x" not in page
    assert "\u202e" not in page
    download = desk.get(f"/desk/enquiries/{pk}/documents/1/")
    assert download.headers["Content-Disposition"] == 'attachment; filename="report-1.pdf"'
    contents_of(download)


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1.pdf", "x" * 4000 + ".pdf"])
def test_a_name_that_breaks_the_form_stores_nothing(visitor: Client, name: str) -> None:
    answer = send(visitor, attachments=a_file(name, a_pdf()))
    assert answer.status_code in {400, 422}
    assert "x" not in answer.cookies
    assert not StoredDocument.objects.exists()
