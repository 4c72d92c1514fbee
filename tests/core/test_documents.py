"""Files of strangers: sealed while they arrive, looked at, kept, handed out, removed."""

from __future__ import annotations

import dataclasses
import errno
import functools
import io
import os
import shutil
import stat
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from drypoint.foundation.core import disk
from drypoint.foundation.core.files import documents, inspecting, opening, uploads
from drypoint.foundation.core.files.opening import BusyError
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.core.files.uploads import Inbox, place_of, receiving
from drypoint.foundation.core.models import StoredDocument
from drypoint.foundation.core.writing import durable

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
# Encrypted (standard handler, revision 2) under a password that nobody knows.
LOCKED = b"""%%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[4 0 R]/Count 1>> endobj
3 0 obj <</Filter/Standard/V 1/R 2/P -4/O<%(hash)s>/U<%(hash)s>>> endobj
4 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj
trailer <</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 5>>
%%%%EOF
""" % {b"hash": b"ab" * 32}
pytestmark = pytest.mark.usefixtures("document_root")


def pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100).close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
    out = io.BytesIO()
    Image.new("1", size).convert("L" if kind == "JPEG" else "1").save(out, kind)
    return out.getvalue()


@functools.cache
def photo(kind: str = "JPEG", size: tuple[int, int] = (160, 120)) -> bytes:
    """Return a picture with something on it, so that half of it is not the whole."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(out, kind)
    return out.getvalue()


def with_chunk(kind: bytes, data: bytes) -> bytes:
    whole = picture("PNG")
    chunk = len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    return whole[:33] + chunk + whole[33:]


def png_with_a_long_text() -> bytes:
    return with_chunk(b"zTXt", b"comment\0\0" + zlib.compress(bytes(3 * 1024 * 1024)))


def png_with_a_large_profile() -> bytes:
    return with_chunk(b"iCCP", b"profile\0\0" + zlib.compress(bytes(3 * 1024 * 1024)))


@contextmanager
def sent(*files: tuple[str, bytes], **fields: str) -> Iterator[Inbox]:
    attachments = [SimpleUploadedFile(name, content) for name, content in files]
    request = RequestFactory().post("/", {**fields, "attachments": attachments})
    with receiving(request) as inbox:
        yield inbox


def stored(name: str = "report.pdf", content: bytes | None = None) -> StoredDocument:
    with sent((name, pdf() if content is None else content)) as inbox:
        assert inbox.problems == []
        with documents.settled(inbox.uploads), durable():
            (row,) = documents.add_rows(inbox.uploads, owner_type="once", owner_id="digest", at=NOW)
    return row


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", pdf()),
        ("REPORT.PDF", pdf()),
        ("photo.jpg", picture("JPEG")),
        ("photo.jpeg", picture("JPEG")),
        ("scan.png", picture("PNG")),
    ],
)
def test_a_report_comes_back_as_it_was_sent(name: str, content: bytes) -> None:
    document = stored(name, content)
    with documents.read(document) as reader:
        assert reader.read() == content
    assert document.size_bytes == len(content)
    assert documents.name_of(document) == name


@pytest.mark.django_db
def test_nothing_of_it_stands_on_the_disk_in_the_clear(document_root: Path) -> None:
    content = pdf() + b"Ana Anic, born 1980" * 20_000
    document = stored("Ana Anic.pdf", content)
    (file,) = on_disk(document_root)
    assert file == place_of(document.key)
    assert b"Ana" not in file.read_bytes()
    assert b"Ana" not in bytes(document.name_encrypted)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.html", b"<script>", "is not a PDF, JPEG or PNG"),
        ("notes.docx", b"PK\x03\x04", "Please save it as PDF, or photograph its pages"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic", "Most Compatible"),
        ("photo.jpg", b"\x00\x00\x00\x1cftypavif", "Please send a screenshot of it"),
        ("report.pdf", b"GIF89a", "Please send a screenshot of it"),
        ("page.png", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "Please send a screenshot of it"),
        ("film.mov", b"\x00\x00\x00\x18ftypqt  ", "Please send a photo of each page"),
        ("report.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Please save it as PDF"),
        ("MR.dcm", bytes(128) + b"DICM", "Please send the written report"),
        ("report.pdf", b"<html>", "for example a photo of the page"),
        ("report.pdf", b" " * 1025 + pdf(), "is not a PDF, JPEG or PNG"),
        ("report.pdf", b"%PDF-1.7\nbroken", "is damaged"),
        ("photo.png", picture("PNG")[:20], "is damaged"),
        ("photo.jpg", photo()[: len(photo()) // 2], "page 1 did not arrive whole"),
        ("photo.png", photo("PNG")[: len(photo("PNG")) // 2], "page 1 did not arrive whole"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00", "is damaged"),
        ("report.pdf", b"", "is empty"),
    ],
)
def test_what_the_practice_could_not_read_gets_a_sentence(
    document_root: Path, name: str, content: bytes, sentence: str
) -> None:
    with sent((name, content)) as inbox:
        assert inbox.uploads == []
        assert [sentence in problem for problem in inbox.problems] == [True]
    assert on_disk(document_root) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("IMG_0001.HEIC", photo(), "image/jpeg"),
        ("scan.png", photo(), "image/jpeg"),
        ("photo.jpg", photo("PNG"), "image/png"),
        ("noext", photo(), "image/jpeg"),
        ("letter.txt", pdf(), "application/pdf"),
    ],
)
def test_the_kind_is_told_by_what_a_file_holds_not_by_its_name(name: str, content: bytes, media_type: str) -> None:
    document = stored(name, content)
    assert document.media_type == media_type
    with documents.read(document) as reader:
        assert reader.read() == content


@pytest.mark.django_db
@pytest.mark.parametrize("before", [b"\r\n", b"\xef\xbb\xbf", b"x" * 1024, b"<!-- scanned -->\n"])
def test_what_stands_before_the_header_of_a_pdf_is_left_out(before: bytes) -> None:
    whole = pdf()
    document = stored("report.pdf", before + whole)
    assert document.size_bytes == len(whole)
    with documents.read(document) as reader:
        assert reader.read() == whole


@pytest.mark.django_db
@pytest.mark.parametrize("make", [png_with_a_long_text, png_with_a_large_profile])
def test_what_a_picture_says_beside_itself_does_not_keep_it_out(make: Callable[[], bytes]) -> None:
    assert stored("scan.png", make()).media_type == "image/png"


@pytest.mark.django_db
def test_a_photo_of_a_telephone_with_108_megapixels_is_taken() -> None:
    assert stored("photo.jpg", photo("JPEG", (12_000, 9_000))).media_type == "image/jpeg"


def test_the_second_photo_is_named_when_it_did_not_arrive_whole() -> None:
    half = photo()[: len(photo()) // 2]
    with sent(("1.jpg", photo()), ("2.jpg", half), ("3.jpg", photo())) as inbox:
        assert [upload.name for upload in inbox.uploads] == ["1.jpg", "3.jpg"]
        assert ["page 2 did not arrive whole" in problem for problem in inbox.problems] == [True]


def test_a_file_that_comes_while_too_many_wait_is_told_so_and_the_text_kept(
    monkeypatch: pytest.MonkeyPatch, document_root: Path
) -> None:
    def busy(*_args: object, **_named: object) -> None:
        raise BusyError

    monkeypatch.setattr(opening.Opener, "open", busy)
    with sent(("report.pdf", pdf()), text="words") as inbox:
        assert inbox.is_busy
        assert "attach it again in a minute" in inbox.problems[0]
        assert inbox.post["text"] == "words"
    assert on_disk(document_root) == []


@pytest.fixture
def unconfined(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A machine that knows no way to shut the child in."""
    nobody = opening.Opener(ways=())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspecting, "the_opener", lambda: nobody)
        yield patch


@pytest.mark.django_db
def test_where_no_child_can_be_shut_in_a_file_waits_and_is_handed_out_to_nobody(
    unconfined: pytest.MonkeyPatch,
) -> None:
    document = stored()
    assert not document.is_opened
    with pytest.raises(documents.QuarantinedError):
        documents.open_document(document, number=1)
    assert documents.open_waiting(NOW) == 0
    unconfined.undo()
    assert documents.open_waiting(NOW) == 1
    document.refresh_from_db()
    documents.open_document(document, number=1).close()


@pytest.mark.django_db
def test_what_is_found_unfit_stays_in_quarantine(unconfined: pytest.MonkeyPatch) -> None:
    document = stored("report.pdf", b"%PDF-1.7\nbroken")
    unconfined.undo()
    assert documents.open_waiting(NOW) == 0
    document.refresh_from_db()
    assert not document.is_opened


def test_a_picture_made_to_fill_the_memory_is_refused() -> None:
    flood = bytearray(picture("PNG"))
    flood[16:24] = (60_000).to_bytes(4, "big") * 2
    flood[29:33] = zlib.crc32(bytes(flood[12:29])).to_bytes(4, "big")
    with sent(("flood.png", bytes(flood))) as inbox:
        assert "more than 120 million pixels" in inbox.problems[0]


def test_a_pdf_behind_a_password_gets_its_own_sentence() -> None:
    with sent(("report.pdf", LOCKED)) as inbox:
        assert "locked with a password" in inbox.problems[0]


def with_limit(settings: LazySettings, megabytes: int) -> None:
    settings.CONFIG = dataclasses.replace(settings.CONFIG, max_upload_mb=megabytes)


def test_one_file_too_large_leaves_the_others_and_the_text(settings: LazySettings) -> None:
    with_limit(settings, 1)
    with sent(("big.pdf", pdf() + bytes(1024 * 1024)), ("small.pdf", pdf()), text="words") as inbox:
        assert [upload.name for upload in inbox.uploads] == ["small.pdf"]
        assert "larger than 1 MB" in inbox.problems[0]
        assert inbox.post["text"] == "words"
        assert not inbox.is_too_large


def test_a_request_too_large_is_not_read_to_its_end_but_its_text_is(
    settings: LazySettings, document_root: Path
) -> None:
    with_limit(settings, 1)
    request = RequestFactory().post(
        "/", {"text": "words", "attachments": [SimpleUploadedFile("big.pdf", pdf() + bytes(5 * 1024 * 1024))]}
    )
    body = request.environ["wsgi.input"]
    with receiving(request) as inbox:
        assert inbox.is_too_large
        assert inbox.post["text"] == "words"
        assert "together" in inbox.problems[0]
    assert len(body.read()) > 4 * 1024 * 1024
    assert on_disk(document_root) == []


def test_the_eleventh_file_stops_the_reading(document_root: Path) -> None:
    with sent(*[(f"{number}.png", picture()) for number in range(11)], text="words") as inbox:
        assert inbox.is_too_large
        assert "at most 10 files" in inbox.problems[0]
        assert len(inbox.uploads) == 10
    assert on_disk(document_root) == []


def test_a_body_that_ends_too_soon_is_cut_off_and_leaves_nothing(document_root: Path) -> None:
    request = RequestFactory().post("/", {"text": "words", "attachments": [SimpleUploadedFile("a.pdf", pdf() * 200)]})
    whole = request.environ["wsgi.input"].read()
    request._stream = io.BytesIO(whole[: len(whole) // 2])  # type: ignore[attr-defined]
    with receiving(request) as inbox:
        assert inbox.is_cut_off
        assert inbox.uploads == []
    assert on_disk(document_root) == []


def test_what_nobody_keeps_is_gone_with_the_request(document_root: Path) -> None:
    with sent(("report.pdf", pdf())) as inbox:
        assert len(inbox.uploads) == 1
        assert len(on_disk(document_root)) == 1
    assert on_disk(document_root) == []


@pytest.mark.django_db
def test_a_transaction_that_fails_takes_the_files_along(document_root: Path) -> None:
    def fail(inbox: Inbox) -> None:
        with documents.settled(inbox.uploads), durable():
            documents.add_rows(inbox.uploads, owner_type="once", owner_id="digest", at=NOW)
            raise ZeroDivisionError

    with sent(("report.pdf", pdf())) as inbox, pytest.raises(ZeroDivisionError):
        fail(inbox)
    assert on_disk(document_root) == []
    assert not StoredDocument.objects.exists()


def test_a_full_disk_while_receiving_keeps_the_text_and_no_stray_file(
    monkeypatch: pytest.MonkeyPatch, document_root: Path
) -> None:
    def full(self: Any, text: bytes, *, is_last: bool) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(uploads.Sealer, "_seal", full)
    with sent(("report.pdf", pdf()), text="words") as inbox:
        assert inbox.is_disk_full
        assert inbox.uploads == []
        assert inbox.post["text"] == "words"
    assert on_disk(document_root) == []


def test_files_leave_a_reserve_on_the_disk(monkeypatch: pytest.MonkeyPatch, document_root: Path) -> None:
    nearly = shutil._ntuple_diskusage(10**12, 10**12, disk.RESERVE_BYTES - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: nearly)
    with sent(("report.pdf", pdf()), text="words") as inbox:
        assert inbox.is_disk_full
        assert inbox.post["text"] == "words"
    assert on_disk(document_root) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_every_way_of_being_full_is_known(code: int) -> None:
    error = RuntimeError()
    error.__cause__ = OSError(code, "")
    assert disk.is_disk_full(error)
    assert not disk.is_disk_full(OSError(errno.EACCES, ""))
    assert not disk.is_disk_full(None)


@pytest.mark.django_db
def test_a_download_is_never_shown_run_guessed_or_kept() -> None:
    document = stored("<script>.pdf")
    response = documents.open_document(document, number=2)
    assert response["Content-Disposition"] == 'attachment; filename="report-2.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in response["Cache-Control"]
    assert int(response["Content-Length"]) == document.size_bytes
    for close in response._resource_closers:
        close()


@pytest.mark.django_db
def test_a_changed_file_is_not_handed_out() -> None:
    document = stored()
    place = place_of(document.key)
    place.write_bytes(place.read_bytes()[:-1])
    with pytest.raises(DamagedFileError):
        documents.open_document(document, number=1)


@pytest.mark.django_db
def test_a_file_that_is_gone_is_said_to_be() -> None:
    document = stored()
    place_of(document.key).unlink()
    with pytest.raises(documents.MissingFileError):
        documents.open_document(document, number=1)


@pytest.mark.django_db
def test_an_upload_that_nothing_took_up_goes_after_a_day(document_root: Path) -> None:
    stored()
    assert documents.remove_expired(NOW + timedelta(hours=23)) == 0
    assert documents.remove_expired(NOW + timedelta(hours=24)) == 1
    assert on_disk(document_root) == []
    assert not StoredDocument.objects.exists()
    assert documents.remove_expired(NOW + timedelta(hours=24)) == 0


@pytest.mark.django_db
def test_an_adopted_document_stays(document_root: Path) -> None:
    document = stored()
    with durable():
        documents.adopt([document], document)
    assert documents.remove_expired(NOW + timedelta(days=400)) == 0
    assert list(documents.of_owner(document)) == [document]


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["", ".part"])
def test_a_file_that_no_row_names_goes_after_an_hour_and_not_before(document_root: Path, suffix: str) -> None:
    stray = place_of(uuid.uuid4()).with_suffix(suffix)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"")
    os.utime(stray, (NOW.timestamp(), NOW.timestamp()))
    assert documents.remove_expired(NOW + timedelta(minutes=59)) == 0
    assert documents.remove_expired(NOW + timedelta(hours=1)) == 1
    assert not stray.exists()


@pytest.mark.django_db
def test_a_form_finds_only_what_its_own_key_has_kept() -> None:
    document = stored()
    assert list(documents.held_for("once", "digest", NOW)) == [document]
    assert not documents.held_for("once", "another", NOW).exists()
    assert not documents.held_for("once", "digest", NOW + timedelta(hours=24)).exists()
