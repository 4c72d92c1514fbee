"""A room of the house as Django's app: what its apps.py says beside its name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import ClassVar

from django.apps import AppConfig, apps
from django.urls import URLPattern, URLResolver, include, path

from drypoint.foundation.core.worded_addresses import in_words_of_the_language


class Under(Enum):
    """Where a room's addresses begin. What takes any address comes last of all."""

    ROOT = ""
    DESK = "desk/"
    LANGUAGE = "language"
    LAST = "last"


class RoomConfig(AppConfig):
    """What a room declares: its URLconfs, by where they begin. Everything else it registers in `ready`."""

    # Django takes the one class of apps.py whose default is true for the room's own, and this one is imported there.
    default = False
    default_auto_field = "django.db.models.BigAutoField"
    addresses: ClassVar[Mapping[Under, str]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True


def addresses_of_rooms(under: Under) -> list[URLPattern | URLResolver]:
    """Return the addresses of every installed room that begin there, in the order of INSTALLED_APPS.

    Those below a language are in its words.
    """
    prefix = under.value if under in (Under.ROOT, Under.DESK) else ""
    found = (
        room.addresses[under]
        for room in apps.get_app_configs()
        if isinstance(room, RoomConfig) and under in room.addresses
    )
    worded = under is Under.LANGUAGE
    return [path(prefix, include(in_words_of_the_language(urlconf) if worded else urlconf)) for urlconf in found]
