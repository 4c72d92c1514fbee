"""Who reaches the e-mail list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drypoint.foundation.core import clock
from drypoint.public.mailing import queries
from drypoint.public.mailing.models import Campaign, Delivery, Subscriber, Topic
from tests.permissions.lines import OWNER, RECEPTION, Answer, Line, everybody, staff

LINES: tuple[Line, ...] = (
    staff("desk/list/", OWNER, RECEPTION),
    staff("desk/list/<int:pk>/", OWNER, RECEPTION),
    staff("desk/list/<int:pk>/change/", OWNER, RECEPTION),
    staff("desk/list/letters/", OWNER, RECEPTION),
    staff("desk/list/letters/add/", OWNER, RECEPTION),
    staff("desk/list/letters/<int:pk>/", OWNER, RECEPTION),
    staff("desk/list/letters/<int:pk>/edit/", OWNER, RECEPTION),
    staff("desk/list/letters/<int:pk>/change/", OWNER, RECEPTION),
    staff("desk/list/letters/<int:pk>/<str:language>/mail/", OWNER, RECEPTION),
    staff("desk/list/copies/<int:pk>/", OWNER, RECEPTION),
    staff("desk/list/import/", OWNER, RECEPTION),
    staff("desk/list/export/", OWNER, RECEPTION),
    staff("desk/list/bounces/", OWNER, RECEPTION),
    staff("desk/list/topics/", OWNER, RECEPTION),
    staff("desk/list/topics/<int:pk>/", OWNER, RECEPTION),
    everybody("en/list/"),
    everybody("en/list/sent/"),
    everybody("en/list/again/<str:token>/"),
    everybody("en/list/confirm/<str:token>/", Answer.HIDDEN),
    everybody("en/list/leave/<str:token>/", Answer.HIDDEN),
    everybody("en/list/mine/<str:token>/", Answer.HIDDEN),
    everybody("en/list/back/<str:token>/"),
)


def _subscriber() -> int:
    email = "reader@example.com"
    fields = {"email": email, "language": "en", "state": "confirmed", "asked_at": clock.now()}
    row, _is_new = Subscriber.objects.get_or_create(digest=queries.digest_of(email), defaults=fields)
    return int(row.pk)


def _campaign() -> Campaign:
    campaign = Campaign.objects.create(name="News", made_at=clock.now())
    campaign.texts.create(language="en", subject="News", body="Hello.")
    return campaign


def _copy() -> int:
    delivery = Delivery.objects.create(
        campaign=_campaign(), subscriber_id=_subscriber(), state="in_doubt", changed_at=clock.now()
    )
    return int(delivery.pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/list/<int:pk>/": lambda: {"pk": _subscriber()},
    "desk/list/letters/<int:pk>/": lambda: {"pk": _campaign().pk},
    "desk/list/letters/<int:pk>/<str:language>/mail/": lambda: {"pk": _campaign().pk, "language": "en"},
    "desk/list/topics/<int:pk>/": lambda: {"pk": Topic.objects.create(names={"en": "News"}).pk},
    "desk/list/copies/<int:pk>/": lambda: {"pk": _copy()},
}
