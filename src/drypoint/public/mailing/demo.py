"""The demo's list: a few evidently invented people, topics, and a letter in both languages that waits as a draft."""

from __future__ import annotations

from drypoint.foundation.core import clock, links
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.public.mailing import actions, queries
from drypoint.public.mailing.actions import Origin
from drypoint.public.mailing.campaigns.actions import Written, add_campaign
from drypoint.public.mailing.models import Subscriber

PEOPLE = (
    ("reader.one@example.com", "en", ("confirm",)),
    ("citateljica@example.com", "hr", ("confirm",)),
    ("citatelj.dva@example.com", "hr", ()),
    ("reader.two@example.com", "en", ("confirm", "leave")),
)
TOPICS = (
    {"en": "News of the practice", "hr": "Novosti ordinacije"},
    {"en": "What research says", "hr": "Što kažu istraživanja"},
)
LETTER = {
    "en": Written(
        "An invented letter",
        "# Hello\n\nThis letter is **invented**, so that you can see how one looks.\n\n"
        "- Change the text.\n- Send a trial to yourself.\n- Send it to the list.\n\n"
        "[See what is known](https://clinic.example/en/)\n",
    ),
    "hr": Written(
        "Izmišljeno pismo",
        "# Dobar dan\n\nOvo je pismo **izmišljeno**, da vidite kako izgleda.\n\n"
        "- Promijenite tekst.\n- Pošaljite probu sebi.\n- Pošaljite ga popisu.\n\n"
        "[Pogledajte što se zna](https://clinic.example/hr/)\n",
    ),
}


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
    for names in TOPICS:
        topic = actions.add_topic(actor=SYSTEM, names=names)
    add_campaign(actor=SYSTEM, name=LETTER["en"].subject, texts=LETTER, topic=topic)
