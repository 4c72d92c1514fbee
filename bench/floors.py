"""What the bench compares with: the least that could answer at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def bare_bytes(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Return the page's own compressed bytes with its own headers, and nothing else."""
    start_response("200 OK", _HEADERS)
    return [_BODY]


_FOLDER = os.environ.get("BENCH_PAGE", "")
_BODY = Path(_FOLDER, "body").read_bytes() if _FOLDER else b""
_HEADERS = [tuple(line.split(": ", 1)) for line in Path(_FOLDER, "headers").read_text().splitlines()] if _FOLDER else []
