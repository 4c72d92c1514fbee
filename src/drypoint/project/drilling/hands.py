"""What a drill does inside the copy, in a process of its own that may be killed: `python -m … write|full|clock`."""

from __future__ import annotations

import base64
import resource
import signal
import sys
import threading
from datetime import timedelta

from drypoint.knowledge.language import FALLBACK
from drypoint.project import starting

# The smallest picture there is.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
REFUSED = "refused"
# Less than the journal of any change needs: every write fails as on a full disk.
_FULL_BYTES = 4096
JUMP = timedelta(hours=3)


def main() -> int:
    """Do what the one argument says."""
    starting.set_up_django()
    from drypoint.foundation.core.keeping import key_mark

    key_mark.set_or_compare()
    {"write": _write_until_killed, "full": _write_on_a_full_disk, "clock": _work_while_the_clock_jumps}[sys.argv[1]]()
    return 0


def _report(line: str) -> None:
    """Tell the drill, which holds us to it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _stored() -> str:
    """Store a document and a mail in one transaction; return the mail's id and the document's key."""
    from drypoint.foundation.core import clock
    from drypoint.foundation.core.files import documents, uploads
    from drypoint.foundation.core.mail.outbox import queue_mail
    from drypoint.foundation.core.models import KeyMark
    from drypoint.foundation.core.writing import durable

    upload = uploads.upload_of("drill.png", PICTURE)
    with documents.settled([upload]), durable():
        mark = KeyMark.objects.get()
        documents.adopt(documents.add_rows([upload], owner_type="", owner_id="", at=clock.now()), mark)
        mail = queue_mail(
            kind="drill",
            to_address="drill@drill.example",
            language=FALLBACK,
            subject="Drill",
            text="Drill.",
            cause=mark,
        )
    return f"{mail.message_id} {upload.key}"


def _write_until_killed() -> None:
    """Store again and again, and name what is stored only after it is."""
    while True:
        _report(_stored())


def _write_on_a_full_disk() -> None:
    """Try to store where nothing can be written, then again where it can."""
    from django.db import DatabaseError

    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FULL_BYTES, hard))
    try:
        _report(_stored())
    except (OSError, DatabaseError):
        _report(REFUSED)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    _report(_stored())


def _work_while_the_clock_jumps() -> None:
    """Send mail, name each as it is queued, and go on when told so by a line: then the clock has jumped once more.

    It goes back first, so that what was queued lies ahead of it, and then as far forward.
    """
    from drypoint.foundation.core import clock
    from drypoint.foundation.core.mail import mail_server
    from drypoint.foundation.core.mail.sending import Mailer
    from drypoint.foundation.core.worker import Worker

    server = mail_server.server_in_use()
    if server is None or server.host != "127.0.0.1":
        raise RuntimeError("A drill sends to nobody but itself.")
    shift = timedelta()
    mailer = Mailer(now=lambda: clock.now() + shift)
    worker = Worker(mailer=mailer, now=lambda: clock.now() + shift, scans=())
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        for jump in (timedelta(), -JUMP, JUMP):
            _report(_stored().split()[0])
            shift += jump
            sys.stdin.readline()
    finally:
        worker.stop()
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
