"""A few people on the demo's list, evidently invented: one on it, one who has not confirmed yet, one who left."""

from __future__ import annotations

from drypoint.foundation.core import clock, links
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.public.mailing import actions, queries
from drypoint.public.mailing.actions import Origin
from drypoint.public.mailing.models import Subscriber

PEOPLE = (
    ("reader.one@example.com", "en", ("confirm",)),
    ("citateljica@example.com", "hr", ("confirm",)),
    ("citatelj.dva@example.com", "hr", ()),
    ("reader.two@example.com", "en", ("confirm", "leave")),
)


def load(_founding: Founding) -> None:
    """Send them through the same doors as a visitor, unless there is anybody on the list already."""
    if Subscriber.objects.exists():
        return
    origin = Origin("form", "demo")
    for email, language, steps in PEOPLE:
        at = clock.now()
        actions.sign_up(email=email, language=language, origin=origin, key=form_keys.make(actions.SIGN_UP_FORM, at))
        subscriber = Subscriber.objects.get(digest=queries.digest_of(email))
        if "confirm" in steps:
            actions.confirm(
                token=links.make(queries.CONFIRM, subscriber.public_id, subscriber.link_version), origin=origin
            )
        if "leave" in steps:
            actions.leave(token=actions.leave_token(subscriber.public_id), origin=origin)
