"""File descriptors are given back, whatever becomes of a request (after datasette's tests/test_fd_leak.py)."""

from __future__ import annotations

import contextlib
import gc
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from drypoint.foundation.core.disk import fsync_folder
from drypoint.foundation.core.files import documents
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.core.files.uploads import Upload, place_of, receiving
from drypoint.foundation.core.front.page_store import Stamp
from drypoint.foundation.core.keeping import keys
from drypoint.foundation.core.models import StoredDocument
from drypoint.foundation.core.writing import durable

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TIMES = 5


def open_descriptors() -> set[str]:
    """Return the files that this process holds open, each with its number."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the listing's own
            found.add(f"{descriptor.name} {descriptor.readlink()}")
    return found


@pytest.fixture
def settled_descriptors() -> Callable[[Callable[[], object]], None]:
    """Run something several times and compare: a first run may open what the process keeps (the opener's child)."""

    def check(step: Callable[[], object]) -> None:
        step()
        gc.collect()
        before = open_descriptors()
        gc.disable()  # a leak that waits for the collector is one
        try:
            for _ in range(TIMES):
                step()
            assert open_descriptors() - before == set()
        finally:
            gc.enable()

    return check


def a_picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    return content.getvalue()


def receive(content: bytes, use: Callable[[list[Upload]], object] = len) -> None:
    request = RequestFactory().post("/ask/", {"attachments": SimpleUploadedFile("report.png", content)})
    with receiving(request) as inbox:
        use(inbox.uploads)


@pytest.fixture
def stored(settings: object, tmp_path: Path) -> None:
    settings.DOCUMENT_ROOT = tmp_path / "documents"  # type: ignore[attr-defined]  # pytest-django's own


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("content", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n cut"])
def test_a_file_that_is_refused_is_closed(
    settled_descriptors: Callable[[Callable[[], object]], None], content: bytes
) -> None:
    settled_descriptors(lambda: receive(content))


@pytest.mark.usefixtures("stored")
def test_a_file_that_nobody_takes_up_is_closed(settled_descriptors: Callable[[Callable[[], object]], None]) -> None:
    settled_descriptors(lambda: receive(a_picture()))


@pytest.mark.usefixtures("stored")
@pytest.mark.django_db
def test_a_document_is_closed_after_it_was_kept_read_sent_or_found_damaged(
    settled_descriptors: Callable[[Callable[[], object]], None],
) -> None:
    def keep(uploads: list[Upload]) -> None:
        with documents.settled(uploads), durable():
            documents.add_rows(uploads, owner_type="test", owner_id="1", at=NOW)

    def everything() -> None:
        receive(a_picture(), keep)
        document = StoredDocument.objects.latest("pk")
        with documents.read(document) as reader:
            reader.read(1)
        # close() itself would end the request, and with it the database's connection.
        for closer in documents.open_document(document, number=1)._resource_closers:
            closer()
        place_of(document.key).write_bytes(place_of(document.key).read_bytes()[:-1])
        with pytest.raises(DamagedFileError):
            documents.read(document)

    settled_descriptors(everything)


def test_folders_keys_and_the_stamp_of_the_pages_are_closed(
    settled_descriptors: Callable[[Callable[[], object]], None], tmp_path: Path
) -> None:
    def everything() -> None:
        fsync_folder(tmp_path)
        keys.load_or_create(tmp_path / "a.key")
        (tmp_path / "a.key").unlink()
        stamp = Stamp(tmp_path / "pages.stamp")
        stamp.finish(stamp.begin())
        stamp.close()

    settled_descriptors(everything)
