"""What a restriction, a legal hold and an open complaint stand against, wherever it is done."""

from __future__ import annotations

from contextvars import ContextVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.actors import Actor, HeldBackError
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.core.registries.mail_kinds import purpose_of
from drypoint.foundation.patients.models import Person
from drypoint.foundation.rights import queries, rules
from drypoint.foundation.rights.models import Consent

# Whom the lines of this request were about, so that its page can say what holds their records.
_concerned: ContextVar[frozenset[int]] = ContextVar("rights_concerned", default=frozenset())


def refuse_what_is_held(actor: Actor, action: str, person_id: int) -> None:
    """Raise HeldBackError where staff would change a restricted record, or erase of one that must be kept.

    The person's own doings go on, by their own link, and so does what the worker does in their favour.
    """
    if actor.kind != "staff":
        return
    if rules.changes_a_record(action):
        restriction = queries.in_force(person_id, kind=queries.RESTRICTION).first()
        if restriction is not None:
            raise HeldBackError(
                _("This patient’s record is restricted: it is read, and nothing in it is changed. Reason: %(reason)s")
                % {"reason": restriction.reason}
            )
    if rules.erases(action) and (reasons := _reasons(person_id)):
        raise HeldBackError(" ".join(reasons))


def notice(actor: Actor, person_id: int) -> None:
    """Keep in mind whom a line of staff is about, so that the page which comes of it says what holds their record."""
    if actor.kind == "staff":
        _concerned.set(_concerned.get() | {person_id})


def withholds(mail: OutboxMail) -> bool:
    """Say whether a mail is about somebody who takes none about such things, or whose record is restricted.

    Mails to staff are kept back by neither. A mail that belongs to no patient is kept back where it asks for a favour
    and anybody at that address has said no; one about somebody's own matter was asked for by whoever gets it.
    """
    person_id, purpose = _person_of(mail), purpose_of(mail.kind)
    can_be_refused = bool(purpose) and (person_id is not None or purpose == Consent.Purpose.REVIEWS)
    if can_be_refused and queries.is_refused(person_id, mail.to_address, purpose):
        return True
    if person_id is None or not queries.in_force(person_id, kind=queries.RESTRICTION).exists():
        return False
    return not User.objects.filter(email=mail.to_address.lower(), is_active=True).exists()


def against_erasing(person: Person) -> list[str]:
    """Return what stands against erasing a person."""
    return _reasons(person.pk)


def concerned() -> frozenset[int]:
    """Return whom the lines that staff wrote in this request were about so far."""
    return _concerned.get()


def forget_whom_it_concerned(**_kwargs: object) -> None:
    """Begin a request with nobody."""
    _concerned.set(frozenset())


def besides_restriction(person: Person) -> list[str]:
    """Return what stands against erasing a person whose page names a restriction already."""
    return _reasons(person.pk, kind=queries.LEGAL_HOLD)


def _reasons(person_id: int, *, kind: str = "") -> list[str]:
    found = []
    for restraint in queries.in_force(person_id, kind=kind).select_related("set_by"):
        sentence = (
            _("The record is restricted and must be kept. Reason: %(reason)s (%(who)s)")
            if restraint.kind == queries.RESTRICTION
            else _("The record is under a legal hold and must be kept. Reason: %(reason)s (%(who)s)")
        )
        found.append(sentence % {"reason": restraint.reason, "who": str(restraint.set_by or "")})
    if queries.open_complaints(person_id).exists():
        found.append(_("A complaint is open, and the record is kept until it is closed."))
    return found


def _person_of(mail: OutboxMail) -> int | None:
    """Return whom the cause of a mail concerns, if its row is there and says so."""
    try:
        row = apps.get_model(mail.cause_type)._base_manager.filter(pk=mail.cause_id).first()  # noqa: SLF001
    except (LookupError, ValueError, ValidationError):  # of a room that is gone, or without a cause
        return None
    if isinstance(row, Person):
        return row.pk
    found: int | None = getattr(row, "person_id", None)
    return found
