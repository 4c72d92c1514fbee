"""Every write of this room. A draft is its owner's alone, and leaves no line in the trail: nothing was done yet."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import Model

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.files.sealed_text import sealed_text
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.core.registries.places import row_of
from drypoint.foundation.core.writing import durable
from drypoint.foundation.drafts import rules
from drypoint.foundation.drafts.models import OPEN_FOR, SEEN_FOR, Draft, Presence
from drypoint.foundation.drafts.rules import PlacedForm, Typed
from drypoint.foundation.drafts.sealed import PURPOSE, text_of
from drypoint.foundation.patients.holdings import reasons_to_keep
from drypoint.foundation.patients.models import Person


class TooLongError(ValueError):
    """More was typed than is kept."""


def keep_draft(*, owner_id: int, spot: PlacedForm, typed: Typed, is_sent: bool = False) -> Draft | None:
    """Keep what somebody typed in place of what was kept of this form; nothing typed leaves nothing.

    Needs no capability: whose session has just ended has none, and only the owner ever gets it back.
    """
    text = rules.written(typed)
    if len(text) > rules.MOST_CHARACTERS:
        raise TooLongError(f"More than {rules.MOST_CHARACTERS} characters are not kept.")
    if rules.is_empty(typed, spot.place):
        forget_draft(owner_id=owner_id, address=spot.address)
        return None
    about = spot.place.about(spot.ids, rules.first_values(typed))
    key = uuid.uuid4()
    with durable():
        person = Person.objects.filter(pk=about.person_id).first() if about.person_id is not None else None
        values = {
            "key": key,
            "place": spot.place.name,
            "page": spot.page,
            "page_path": spot.page_path,
            "person": person,
            "row": about.row,
            "is_sent": is_sent,
            "sealed": sealed_text(PURPOSE, key, text),
            "changed_at": clock.now(),
        }
        return Draft.objects.update_or_create(owner_id=owner_id, address=spot.address, defaults=values)[0]


def forget_draft(*, owner_id: int, address: str) -> bool:
    """Forget what was kept of a form, because it was sent or emptied."""
    if not Draft.objects.filter(owner_id=owner_id, address=address).exists():
        return False
    with durable():
        return bool(Draft.objects.filter(owner_id=owner_id, address=address).delete()[0])


def throw_away(*, actor: Actor, key: uuid.UUID) -> bool:
    """Forget one of one's own drafts. Needs drafts.keep."""
    actor.require("drafts.keep")
    with durable():
        gone, _rows = Draft.objects.of(actor.user_id).filter(key=key).order_by().delete()
    return gone > 0


def note_presence(*, actor: Actor, path: str, has_script: bool) -> None:
    """Note that somebody has a page open. Needs drafts.keep."""
    actor.require("drafts.keep")
    until = clock.now() + (OPEN_FOR if has_script else SEEN_FOR)
    if actor.user_id is None:
        return
    with durable():
        Presence.objects.update_or_create(user_id=actor.user_id, path=path, defaults={"until": until})


def age_out(at: datetime) -> int:
    """Forget what nobody has touched for two weeks, unless the record it is about is kept, and who had pages open."""
    about = Person.objects.filter(pk__in=Draft.objects.aged(at).order_by().values("person_id"))
    kept = [person.pk for person in about if reasons_to_keep(person)]
    aged = Draft.objects.aged(at).exclude(person_id__in=kept)
    if not (aged.exists() or Presence.objects.filter(until__lt=at).exists()):
        return 0
    with durable():
        gone = aged.delete()[0] + Presence.objects.filter(until__lt=at).delete()[0]
    return int(gone)


def erase_drafts_about(subject: Model) -> int:
    """Delete what anybody typed about a row, in the transaction that erases it."""
    return int(Draft.objects.filter(row=row_of(type(subject), subject.pk)).delete()[0])


def export_of(person: Person) -> list[dict[str, object]]:
    """Return what is kept of texts about a person that nobody sent yet."""
    drafts = Draft.objects.filter(person=person).select_related("owner").order_by("pk")
    return [
        {"where": one.place, "by": _name_of(one.owner), "changed_at": one.changed_at.isoformat(), "typed": _typed(one)}
        for one in drafts
    ]


def _name_of(user: User) -> str:
    return user.name


def _typed(draft: Draft) -> Typed | str:
    try:
        return rules.read(text_of(draft))
    except DamagedFileError:
        return "cannot be read"


def erase_of(person: Person) -> int:
    """Delete what anybody typed about a person, in the caller's transaction."""
    return int(Draft.objects.filter(person=person).delete()[0])
