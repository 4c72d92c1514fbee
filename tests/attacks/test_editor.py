"""What is tried through the editor: pictures that are programs, places in photographs, redirects to elsewhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection
from willow.image import Image as Willow

from tests.core.test_documents import png_with_a_large_profile, png_with_a_long_text

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
PAGE = b"<!doctype html><script>alert(1)</script>"
GPS, NORTH = 0x8825, 1


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.svg", SVG), ("a.png", SVG), ("a.jpg", PAGE), ("a.html", PAGE), ("a.gif", b"GIF89a" + PAGE), ("a.avif", SVG)],
)
def test_only_pictures_come_in_as_pictures(desk: Client, name: str, content: bytes) -> None:
    fields = {"title": "x", "collection": Collection.get_first_root_node().pk}
    answer = desk.post("/edit/images/add/", {**fields, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200  # the form again, with what is wrong
    assert not Image.objects.exists()


def a_photo(kind: str = "JPEG") -> bytes:
    held = io.BytesIO()
    Picture.linear_gradient("L").convert("RGB").save(held, kind)
    return held.getvalue()


DAMAGED = {
    "half a photo": ("a.jpg", lambda: a_photo()[: len(a_photo()) // 2]),
    "half a drawing": ("a.png", lambda: a_photo("PNG")[: len(a_photo("PNG")) // 2]),
    "a large colour profile": ("a.png", png_with_a_large_profile),
    "a long text": ("a.png", png_with_a_long_text),
    "a few bytes": ("a.jpg", lambda: b"\xff\xd8\xff\xe0"),
    "half a webp": ("a.webp", lambda: a_photo("WEBP")[: len(a_photo("WEBP")) // 2]),
}


@pytest.mark.parametrize(("name", "make"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_picture_brings_the_form_back_with_a_sentence(
    desk: Client, name: str, make: Callable[[], bytes]
) -> None:
    fields = {"title": "x", "collection": Collection.get_first_root_node().pk}
    answer = desk.post("/edit/images/add/", {**fields, "file": SimpleUploadedFile(name, make())})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Image.objects.exists()


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")])
def test_a_whole_picture_comes_in(desk: Client, name: str, kind: str) -> None:
    fields = {"title": "x", "collection": Collection.get_first_root_node().pk}
    answer = desk.post("/edit/images/add/", {**fields, "file": SimpleUploadedFile(name, a_photo(kind))})
    assert answer.status_code == 302
    assert Image.objects.get().width == 256


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.pdf.html", "a.exe"])
def test_only_pdfs_come_in_as_documents(desk: Client, name: str) -> None:
    fields = {"title": "x", "collection": Collection.get_first_root_node().pk}
    assert desk.post("/edit/documents/add/", {**fields, "file": SimpleUploadedFile(name, PAGE)}).status_code == 200
    assert not Document.objects.exists()


def test_the_place_where_a_photograph_was_taken_is_not_published() -> None:
    held, exif = io.BytesIO(), Picture.Exif()
    exif.get_ifd(GPS)[NORTH] = "N"
    Picture.new("L", (400, 300)).save(held, "JPEG", exif=exif)
    assert Picture.open(held).getexif().get_ifd(GPS)
    for save in ("save_as_jpeg", "save_as_webp", "save_as_png"):
        # As Wagtail makes each size that it publishes.
        out = io.BytesIO()
        getattr(Willow.open(held).resize((200, 150)), save)(out)
        assert not Picture.open(out).getexif().get_ifd(GPS), save


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "/en//evil.example/", "/\\evil.example", "/https://evil.example", "/en/%2f%2fevil.example"],
)
def test_no_path_leads_to_another_site(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert not answer.headers.get("Location", "").startswith(("//", "/\\", "http"))


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_next_leads_to_another_site(desk: Client, address: str) -> None:
    for path in ("/account/login/", "/account/logout/", "/account/reauthenticate/", "/edit/images/"):
        answer = desk.get(path, {"next": address})
        assert "evil.example" not in answer.headers.get("Location", "")
        assert "javascript:" not in answer.headers.get("Location", "")
