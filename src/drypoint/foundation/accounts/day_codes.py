"""A code for one day, for a member of staff who has left the second factor at home.

It stands in for the second factor at signing in and for nothing else: what asks for the second factor once more
(export, erasure, changes of staff, one's own factors) goes on asking for the real one.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from drypoint.foundation.accounts.models import DayCode, User
from drypoint.foundation.accounts.sessions import has_second_factor
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor, NotAllowedError
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.limits import digest_of
from drypoint.foundation.core.writing import durable

# Digits alone: it is typed on the number pad that the field brings up on a telephone. Tries are counted.
_DIGITS: Final = "0123456789"
_LENGTH: Final = 8
_GROUP: Final = 4
FORM: Final = "accounts.day_code"


def issue_day_code(*, actor: Actor, user_id: int, key: FormKey) -> str:
    """Return a code that a colleague signs in with until the day ends where the practice is; an older one ends.

    It is kept as a digest and shown once. Raises AlreadySpentError where this form has made one, so that a page that is
    loaded again does not end the code that was just told; and NotAllowedError for one's own, and for somebody who
    cannot sign in or has no second factor that it could stand in for.
    """
    actor.require("staff.manage")
    if actor.user_id == user_id:
        raise NotAllowedError(_("Somebody else must give you a code for today."))
    with durable():
        user = User.objects.select_for_update().get(pk=user_id)
        if not user.is_active or not has_second_factor(user):
            raise NotAllowedError(_("This person has no second factor that a code could stand in for."))
        now = clock.now()
        form_keys.spend(key, result="", at=now)
        digits = "".join(secrets.choice(_DIGITS) for _place in range(_LENGTH))
        DayCode.objects.filter(user=user).delete()
        DayCode.objects.create(
            user=user, digest=_digest(user, digits), made_at=now, until=end_of_day(now), made_by_id=actor.user_id
        )
        audit.record(actor, "day_code.issue", user)
    return f"{digits[:_GROUP]}-{digits[_GROUP:]}"


def withdraw_day_code(*, actor: Actor, user_id: int) -> bool:
    """End a colleague's code and say whether there was one. A session that it opened goes on until it ends."""
    actor.require("staff.manage")
    with durable():
        user = User.objects.select_for_update().get(pk=user_id)
        ended = DayCode.objects.filter(user=user).delete()[0] > 0
        if ended:
            audit.record(actor, "day_code.withdraw", user)
    return ended


def opens(user: User, typed: str, at: datetime) -> bool:
    """Say whether what was typed is the user's code and its day is not over."""
    code = DayCode.objects.filter(user=user, until__gt=at).first()
    return code is not None and constant_time_compare(code.digest, _digest(user, _normal(typed)))


def record_use(*, actor: Actor) -> None:
    """Write down that somebody was let in by the code."""
    with durable():
        audit.record(actor, "day_code.use", User(pk=actor.user_id))


def remove_outdated(at: datetime) -> int:
    """Remove codes whose day is over, and return how many."""
    return DayCode.objects.filter(until__lte=at).delete()[0]


def is_out(user: User, at: datetime) -> bool:
    """Say whether a colleague has a code that still opens something."""
    return bool(DayCode.objects.filter(user=user, until__gt=at).exists())


def end_of_day(at: datetime) -> datetime:
    """Return the next midnight where the practice is."""
    return clock.beginning_of(timezone.localdate(at), days_later=1)


def _normal(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isalnum())


def _digest(user: User, digits: str) -> str:
    return digest_of("day code", f"{user.pk} {digits}")
