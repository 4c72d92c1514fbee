"""What the machines of a practice tell of themselves, so that each knows of the others."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from drypoint import __version__
from drypoint.foundation.core.files.sealing import key_id
from drypoint.foundation.core.models import HealthRound

# Older news are of a machine that is gone.
HEARD_WITHIN = timedelta(hours=3)


def own_name() -> str:
    """Return the name of this machine, as rows keep it."""
    return socket.gethostname()[:64]


def own_settings() -> dict[str, str]:
    """Return what must be the same on all machines that serve a practice; of a secret only a digest."""
    config = settings.CONFIG
    places = f"{config.url} {config.editor_host}"
    return {
        "version": __version__,
        "page store": config.page_store,
        "address": hashlib.sha256(places.encode()).hexdigest()[:12],
        "key": key_id(settings.DOCUMENT_KEYS[0]).hex(),
    }


def told(name: str) -> list[str]:
    """Return what every machine has told under this name, leaving out those that told nothing."""
    facts: Iterable[dict[str, str]] = HealthRound.objects.values_list("facts", flat=True)
    return [value for one in facts if (value := one.get(name))]


def differing(at: datetime) -> list[str]:
    """Return what the machines that were heard of lately do not have in common with this one."""
    own = own_settings()
    others = HealthRound.objects.exclude(machine=own_name()).filter(at__gt=at - HEARD_WITHIN)
    found = {name for other in others for name, value in own.items() if other.facts.get(name, value) != value}
    # A store that other machines cannot empty is no matter of likeness: it serves old pages for ever.
    if others and own["page store"] == "file":
        found.add("page store")
    return sorted(found)
