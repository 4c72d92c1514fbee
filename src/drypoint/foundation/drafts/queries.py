"""Named reads: what somebody left on a page, and who else is there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.core.registries.places import WritingPlace, places
from drypoint.foundation.drafts import rules
from drypoint.foundation.drafts.models import WRITING_FOR, Draft, Presence
from drypoint.foundation.drafts.rules import Typed
from drypoint.foundation.drafts.sealed import text_of


@dataclass(frozen=True)
class Kept:
    """A draft that can be shown: its place is registered and its text can be read."""

    draft: Draft
    place: WritingPlace
    typed: Typed


def _kept(drafts: list[Draft]) -> list[Kept]:
    found = []
    for draft in drafts:
        place = places.get(draft.place)
        if place is None:
            continue
        try:
            found.append(Kept(draft, place, rules.read(text_of(draft))))
        except DamagedFileError:
            continue
    return found


def own_drafts(actor: Actor) -> list[Kept]:
    """Return all that somebody typed and has not sent, the latest first."""
    return _kept(list(Draft.objects.of(actor.user_id)))


def own_draft(actor: Actor, key: uuid.UUID) -> Kept | None:
    """Return one of them."""
    return next(iter(_kept(list(Draft.objects.of(actor.user_id).filter(key=key)))), None)


def left_on(actor: Actor, path: str) -> list[Kept]:
    """Return what somebody typed on a page and has not sent."""
    return _kept(list(Draft.objects.of(actor.user_id).filter(page_path=path)))


def others_on(actor: Actor, path: str, at: datetime) -> tuple[list[str], list[str]]:
    """Return the names of the others who are writing on a page, and of those who only have it open."""
    own = actor.user_id or 0
    writing = Draft.objects.filter(page_path=path, changed_at__gt=at - WRITING_FOR).exclude(owner_id=own)
    writers = dict(writing.order_by("owner__name").values_list("owner_id", "owner__name"))
    there = Presence.objects.filter(path=path, until__gt=at).exclude(user_id=own)
    readers = dict(there.exclude(user_id__in=writers).order_by("user__name").values_list("user_id", "user__name"))
    return list(writers.values()), list(readers.values())
