"""What the disk promises, and how it says that it is full."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


# What files that people send never take: the database, mails and the log must be able to grow meanwhile.
RESERVE_BYTES = 256 * 1024 * 1024


def keep_reserve(folder: Path) -> None:
    """Raise the error of a full disk while less than the reserve is free where the folder lies."""
    if shutil.disk_usage(folder).free < RESERVE_BYTES:
        raise OSError(errno.ENOSPC, "No more files are taken, so that the rest can go on.")


def is_disk_full(error: BaseException | None) -> bool:
    """Say whether an error, or one that caused it, is a disk, quota or file-size limit that was reached."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        # SQLite: 13 is SQLITE_FULL, 778 SQLITE_IOERR_WRITE (a file-size limit); PostgreSQL: 53100 is disk_full.
        if getattr(error, "sqlite_errorcode", None) in {13, 778} or getattr(error, "sqlstate", None) == "53100":
            return True
        error = error.__cause__ or error.__context__
    return False


def fsync_folder(folder: Path) -> None:
    """Make the folder's own list of names durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def in_words(error: OSError) -> str:
    """Return what a file could not be used for, with what to do: a number in brackets helps nobody."""
    name = error.filename2 or error.filename
    where = f"{name} cannot be used" if name else "A file cannot be used"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        hint = " Run the command as the user that it belongs to (sudo -u drypoint …), or change its owner or mode."
    elif is_disk_full(error):
        hint = " Make room on its disk."
    else:
        hint = ""
    return f"{where} ({error.strerror or type(error).__name__}).{hint}"
