"""The least that a form with a file costs: Django's parser, one AES-GCM, fsync, rename, fsync of the folder."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser

if not settings.configured:
    settings.configure(FILE_UPLOAD_MAX_MEMORY_SIZE=16 * 1024 * 1024)
_CIPHER = AESGCM(AESGCM.generate_key(256))
_FOLDER = Path(os.environ["BENCH_UPLOADS"])


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Take a form in and say where to go next."""
    if environ["REQUEST_METHOD"] == "POST":
        length = int(environ["CONTENT_LENGTH"])
        handler = MemoryFileUploadHandler()
        stream = io.BytesIO(environ["wsgi.input"].read(length))
        environ = {**environ, "CONTENT_LENGTH": str(length)}
        _fields, files = MultiPartParser(environ, stream, [handler], "utf-8").parse()
        for file in files.getlist("attachments"):
            _store(file.read())
    start_response("303 See Other", [("Location", "/"), ("Content-Length", "0")])
    return [b""]


def _store(content: bytes) -> None:
    nonce = secrets.token_bytes(12)
    place = _FOLDER / secrets.token_hex(16)
    with place.with_suffix(".part").open("wb") as file:
        file.write(nonce + _CIPHER.encrypt(nonce, content, None))
        file.flush()
        os.fsync(file.fileno())
    place.with_suffix(".part").rename(place)
    descriptor = os.open(_FOLDER, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(descriptor)
    os.close(descriptor)
