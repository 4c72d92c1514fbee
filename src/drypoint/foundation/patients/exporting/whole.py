"""The parts of a whole export in their order, and those that belong to no room."""

from __future__ import annotations

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.mail.outbox import CODE_PLACEHOLDER, PLACEHOLDER
from drypoint.foundation.patients import queries, seeing
from drypoint.foundation.patients.export_fields import Field
from drypoint.foundation.patients.exporting import own
from drypoint.foundation.patients.holdings import holdings
from drypoint.foundation.patients.models import Person


def parts() -> tuple[Field, ...]:
    """Return what an export consists of: the person, what each room holds, mails, and who saw the person."""
    return (own.PERSON, own.MERGED, *(one.described for one in reversed(holdings())), own.MAILS, own.WHO_SAW)


def mails_and_who_saw(actor: Actor, person: Person) -> dict[str, object]:
    """Return the mails about a person and, for whoever may read the trail, who saw them; as JSON can write it."""
    people = [person, *queries.merged_away(person)]
    causes = [cause for holding in holdings() for one in people for cause in holding.mail_causes(one)]
    found: dict[str, object] = {
        "mails": [
            {
                "to": mail.to_address,
                "subject": mail.subject,
                "text": mail.text.replace(PLACEHOLDER, "…").replace(CODE_PLACEHOLDER, "…"),
                "state": mail.state,
                "made_at": mail.created_at.isoformat(),
                "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
            }
            for mail in seeing.mails_about(people, causes)
        ]
    }
    if actor.may("audit.read"):
        found["who_saw"] = [
            {
                "name": one.name,
                "kind": "" if one.name else one.actor_kind,
                "times": one.times,
                "last_at": one.last_at.isoformat(),
            }
            for one in seeing.seen_by(seeing.lines_about(person))
        ]
    return found
