"""What the machines of a practice tell of themselves, so that each knows of the others.

Where they share a PostgreSQL, each leaves a sign of life there every twenty seconds, with what must be the same on all.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection

from drypoint import __version__
from drypoint.foundation.core import clock
from drypoint.foundation.core.files.sealing import key_id
from drypoint.foundation.core.models import HealthRound, MachineBeat
from drypoint.foundation.core.writing import durable

log = logging.getLogger(__name__)

BEAT_SECONDS = 20.0
# One that was not heard of for so long was taken away on purpose.
MISSED_FOR = timedelta(days=1)
# What clocks may differ by: what is due, and what is expired, is told by each machine's own.
CLOCKS_DIFFER_SECONDS = 30.0
ID_FILE = "machine.id"


def own_name() -> str:
    """Return the name of this machine, as rows keep it.

    Where there may be others it ends in a mark of the data folder: two machines made from one image share their name.
    """
    name = socket.gethostname()
    return name[:64] if connection.vendor == "sqlite" else f"{name[:48]} ({_mark()})"


def _mark() -> str:
    """Return the mark of the data folder, made at the first call; of several processes one is the first."""
    place = Path(settings.DATA) / ID_FILE
    if not place.exists():
        draft = place.with_name(f".{ID_FILE}.{secrets.token_hex(4)}")
        draft.write_text(secrets.token_hex(3))
        try:
            os.link(draft, place)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return place.read_text(encoding="ascii").strip()[:12]


def own_settings() -> dict[str, str]:
    """Return what must be the same on all machines that serve a practice; of a secret only a digest."""
    config = settings.CONFIG
    places = f"{config.url} {config.editor_host}"
    return {
        "version": __version__,
        "page store": config.page_store,
        "files": "shared" if config.shared_folder else "own",
        "address": hashlib.sha256(places.encode()).hexdigest()[:12],
        "key": key_id(settings.DOCUMENT_KEYS[0]).hex(),
    }


def told(name: str) -> list[str]:
    """Return what every machine has told under this name, leaving out those that told nothing."""
    facts: Iterable[dict[str, str]] = HealthRound.objects.values_list("facts", flat=True)
    return [value for one in facts if (value := one.get(name))]


def beat(at: datetime) -> None:
    """Leave a sign of life of this machine, where others may be there to see it."""
    if connection.vendor == "sqlite":
        return
    facts = {**own_settings(), "ahead_seconds": _ahead_seconds()}
    with durable():
        MachineBeat.objects.update_or_create(machine=own_name(), defaults={"at": at, "facts": facts})
        MachineBeat.objects.filter(at__lt=at - MISSED_FOR).delete()


def sign_off() -> None:
    """Take the sign of life away: this machine stops on purpose."""
    if connection.vendor != "sqlite":
        with durable():
            MachineBeat.objects.filter(machine=own_name()).delete()


def beat_on() -> None:
    """Beat for as long as this process lives, on a thread of its own that keeps nothing from ending."""
    if connection.vendor != "sqlite":
        threading.Thread(target=_beat_on, name="machine's heartbeat", daemon=True).start()


def _beat_on() -> None:
    never = threading.Event()
    while True:
        close_old_connections()
        try:
            beat(clock.now())
        except Exception as error:
            log.exception("The machine's heartbeat failed (%s)", type(error).__name__)
            connection.close()
        never.wait(BEAT_SECONDS)


def _ahead_seconds() -> float:
    """Return by how much the clock here is ahead of the database's, which all machines share."""
    if connection.vendor == "sqlite":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
        return round(clock.now().timestamp() - float(cursor.fetchone()[0]), 1)


def others() -> list[MachineBeat]:
    """Return the last sign of life of each other machine."""
    return list(MachineBeat.objects.exclude(machine=own_name()).order_by("machine"))


def differing(at: datetime) -> list[str]:
    """Return what the other machines that live do not have in common with this one."""
    own = own_settings()
    alive = [other for other in others() if other.is_alive(at)]
    found = {name for other in alive for name, value in own.items() if other.facts.get(name, value) != value}
    # A store that other machines cannot empty is no matter of likeness: it serves old pages for ever.
    if alive and own["page store"] == "file":
        found.add("page store")
    if alive and own["files"] == "own":
        found.add("files")
    ahead = {float(other.facts.get("ahead_seconds", 0)) for other in alive} | {_ahead_seconds() if alive else 0.0}
    if max(ahead) - min(ahead) > CLOCKS_DIFFER_SECONDS:
        found.add("clock")
    return sorted(found)


def missing(at: datetime) -> list[MachineBeat]:
    """Return the other machines that fell silent without being stopped."""
    return [other for other in others() if not other.is_alive(at)]
