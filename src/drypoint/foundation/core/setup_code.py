"""The one-time code that opens the set-up page, so that only who runs the server can become the owner."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError

from drypoint.foundation.core import clock
from drypoint.foundation.core.models import SetupCode
from drypoint.foundation.core.writing import durable

FILE_NAME = "setup-code.txt"


def _file() -> Path:
    return Path(settings.DATA) / FILE_NAME


def _digest(code: str) -> str:
    return hmac.new(settings.DIGEST_KEY, f"setup {code}".encode(), hashlib.sha256).hexdigest()


def _write(code: str) -> None:
    draft = _file().with_name(f".{FILE_NAME}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(code + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_file())


def open_code() -> str | None:
    """Return the code that opens the set-up page, made at the first call and kept in setup-code.txt (mode 0600).

    None once it is spent. A file that was lost or changed is made anew, with another code.
    """
    row = SetupCode.objects.filter(pk=1).first()
    if row is not None and row.spent_at is not None:
        return None
    try:
        code = _file().read_text().strip()
    except OSError:
        code = ""
    if row is not None and hmac.compare_digest(row.digest, _digest(code)):
        return code
    code = secrets.token_urlsafe(18)
    _write(code)
    try:
        with durable():
            changed = SetupCode.objects.filter(pk=1, spent_at__isnull=True).update(digest=_digest(code))
            if not changed:
                SetupCode.objects.create(pk=1, digest=_digest(code), created_at=clock.now())
    except IntegrityError:  # spent, or made by another process, in between
        return open_code()
    return code


def is_open(code: str) -> bool:
    """Say whether this is the code and it has not been spent; takes as long for a wrong one as for the right one."""
    row = SetupCode.objects.filter(pk=1).first()
    digest = row.digest if row else ""
    return hmac.compare_digest(digest, _digest(code)) and row is not None and row.spent_at is None


def spend(code: str) -> bool:
    """Spend the code in the caller's transaction; False if it is wrong or somebody else was first.

    Call `forget_file` after the commit.
    """
    unspent = SetupCode.objects.filter(pk=1, digest=_digest(code), spent_at__isnull=True)
    return unspent.update(spent_at=clock.now()) == 1


def forget_file() -> None:
    """Remove setup-code.txt."""
    _file().unlink(missing_ok=True)
