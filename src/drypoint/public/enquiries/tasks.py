"""What the worker does for enquiries by itself: due rows, safe to look for twice."""

from __future__ import annotations

from datetime import timedelta

from drypoint.foundation.core import documents, limits, once
from drypoint.foundation.core.worker import register_scan
from drypoint.public.enquiries import actions


def register() -> None:
    """Have the worker clean up after forms and erase what the practice no longer keeps."""
    register_scan("uploads without an owner", timedelta(hours=1), documents.remove_expired)
    register_scan("spent form keys", timedelta(hours=6), once.remove_spent)
    register_scan("old rate windows", timedelta(hours=6), limits.remove_old)
    register_scan("outdated enquiries", timedelta(hours=6), actions.remove_outdated)
