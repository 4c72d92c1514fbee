"""The one-time code that opens the set-up page, so that only who runs the server can become the owner."""

from __future__ import annotations

import base64
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
    """Return the code that opens the set-up page, the same on every machine, and keep it in setup-code.txt (mode 0600).

    The database holds what it is made of with the practice's key, and is none the wiser. None once it is spent.
    """
    salt = _salt()
    if salt is None:
        return None
    code = _made_of(salt)
    if not _is_in_file(code):
        _write(code)
    return code


def _salt() -> str | None:
    row = SetupCode.objects.filter(pk=1).first()
    if row is not None and row.spent_at is not None:
        return None
    if row is not None and row.salt and hmac.compare_digest(row.digest, _digest(_made_of(row.salt))):
        return row.salt
    salt = secrets.token_urlsafe(18)
    told = {"salt": salt, "digest": _digest(_made_of(salt))}
    try:
        with durable():
            # What was read is compared, so that of two machines that begin at once the second takes the first one's.
            known = SetupCode.objects.filter(pk=1, spent_at__isnull=True, salt=row.salt if row else "")
            if row is None:
                SetupCode.objects.create(pk=1, created_at=clock.now(), **told)
            elif not known.update(**told):
                salt = ""
    except IntegrityError:
        salt = ""
    return salt or _salt()


def _made_of(salt: str) -> str:
    made = hmac.new(settings.DIGEST_KEY, f"set-up code {salt}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:18]).decode()


def _is_in_file(code: str) -> bool:
    try:
        return hmac.compare_digest(_file().read_bytes().strip(), code.encode())
    except OSError:
        return False


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
