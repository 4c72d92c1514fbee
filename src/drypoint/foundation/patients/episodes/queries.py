"""Named reads of problems and referrals."""

from __future__ import annotations

from drypoint.foundation.accounts.capabilities import capabilities_of
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Episode, Person, Referral


def of_person(actor: Actor, person: Person) -> list[Episode]:
    """Return a person's problems, those that go on first."""
    visible = Episode.objects.visible_to(actor).filter(person=person)
    return list(visible.select_related("responsible").prefetch_related("referrals").in_order())


def choices_for(actor: Actor, person_id: int) -> list[Episode]:
    """Return the problems that something new may hang on."""
    return list(Episode.objects.visible_to(actor).current().filter(person_id=person_id).in_order())


def the_only_current(person_id: int) -> Episode | None:
    """Return the problem of somebody who is treated for one alone: nothing need be asked then."""
    found = list(Episode.objects.current().filter(person_id=person_id)[:2])
    return found[0] if len(found) == 1 else None


def in_force(episode: Episode) -> Referral | None:
    """Return the newest referral of a problem."""
    return max(episode.referrals.all(), key=lambda one: one.pk, default=None)


def referrals_of(person: Person) -> list[Referral]:
    """Return the referrals in force of the problems that go on: their numbers and ends, which reception needs."""
    episodes = Episode.objects.current().filter(person=person).order_by("pk").prefetch_related("referrals")
    return [referral for one in episodes if (referral := in_force(one)) is not None]


def who_may_answer_for_one() -> list[User]:
    """Return who of the staff may be responsible for a problem, by name."""
    roles = [role.value for role in Role if "patients.read_episodes" in capabilities_of(role.value)]
    return list(User.objects.filter(is_active=True, role__in=roles).order_by("name"))


def export_of(person: Person) -> list[dict[str, object]]:
    """Return a person's problems with their referrals, as JSON can write it."""
    found = Episode.objects.filter(person=person).order_by("pk")
    return [
        {
            "id": str(one.public_id),
            "problem": one.problem,
            "side": one.side,
            "since_year": one.since_year,
            "since_month": one.since_month,
            "goal": one.goal,
            "responsible": one.responsible.name if one.responsible else "",
            "state": one.state,
            "made_at": one.made_at.isoformat(),
            "ended_at": one.ended_at.isoformat() if one.ended_at else None,
            "referrals": [
                {
                    "number": sent.number,
                    "doctor": sent.doctor,
                    "diagnosis": sent.diagnosis,
                    "payer": sent.payer,
                    "sessions_allowed": sent.sessions_allowed,
                    "sessions_used": sent.sessions_used,
                    "valid_until": sent.valid_until.isoformat() if sent.valid_until else None,
                }
                for sent in sorted(one.referrals.all(), key=lambda sent: sent.pk)
            ],
        }
        for one in found.select_related("responsible").prefetch_related("referrals")
    ]
