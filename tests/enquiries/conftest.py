"""A practice, its people, and files as visitors send them."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import FileResponse, HttpResponse
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.models import Enquiry

ASK = "/en/ask/"
EVERYTHING = frozenset(f"enquiries.{verb}" for verb in ("read", "answer", "documents", "revoke", "erase"))


@functools.cache
def a_pdf(pages: int = 1) -> bytes:
    """Return a small whole PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 200).close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def a_picture(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    """Return a small JPEG or PNG."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", size).convert("L").save(out, kind)
    return out.getvalue()


def a_file(name: str = "Ana Anic MR nalaz.pdf", content: bytes | None = None) -> io.BytesIO:
    """Return a file as the test client sends it."""
    file = io.BytesIO(a_pdf() if content is None else content)
    file.name = name
    return file


def contents_of(download: FileResponse) -> bytes:
    """Read a download to its end; closing the answer itself would close the test's database too."""
    contents = b"".join(download)
    for close in download._resource_closers:
        close()
    return contents


@pytest.fixture
def practice(db: None) -> Practice:
    return Practice.objects.create(
        name="Invented Practice", phone="+385 1 555 0100", languages=["en", "hr"], answer_within_hours=24
    )


@pytest.fixture(autouse=True)
def document_root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    return tmp_path / "documents"


@pytest.fixture
def files_on_disk(document_root: Path) -> Callable[[], list[Path]]:
    return lambda: sorted(path for path in document_root.rglob("*") if path.is_file())


@pytest.fixture
def visitor(practice: Practice) -> Client:
    """A browser that checks CSRF tokens where they are asked for."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def alice(practice: Practice) -> Actor:
    """A member of staff who may do everything with enquiries."""
    user = User.objects.create(email="alice@example.com", name="Alice", role="owner")
    return Actor("staff", user.pk, EVERYTHING)


@pytest.fixture
def bob(practice: Practice) -> Actor:
    """A member of staff who may only read."""
    user = User.objects.create(email="bob@example.com", name="Bob", role="editor")
    return Actor("staff", user.pk, frozenset({"enquiries.read"}))


def key_on(response: HttpResponse) -> str:
    """Return the once key of the form on a page."""
    found = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    assert found, response.content.decode()
    return found[1]


def filled(**changes: Any) -> dict[str, Any]:
    """Return a form that is complete; a value of None leaves the field out."""
    fields = {
        "name": "Ana Anić",
        "email": "ana@example.com",
        "phone": "+385 91 555 0142",
        "birth_year": "",
        "language": "en",
        "problem": "lumbar_spine",
        "text": "It hurts when I bend.",
        "contact_consent": "on",
        "health_consent": "on",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def send(client: Client, path: str = ASK, **changes: Any) -> HttpResponse:
    """Fetch the form and send it filled in."""
    changes.setdefault("key", key_on(client.get(path)))
    return client.post(path, filled(**changes))


@pytest.fixture
def enquiry(visitor: Client) -> Enquiry:
    """Ana's enquiry with one report."""
    assert send(visitor, attachments=a_file()).status_code == 303
    return Enquiry.objects.get()
