"""Every write about problems and referrals: permission, one durable transaction, the trail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from drypoint.foundation.accounts.capabilities import capabilities_of
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients.actions import ChangedMeanwhileError
from drypoint.foundation.patients.models import Episode, Person, Referral

State = Episode.State
# Where a problem can go from each state. What is over can be taken up again.
LEADS_TO: dict[str, tuple[str, ...]] = {
    State.PLANNED: (State.ACTIVE, State.CANCELLED),
    State.ACTIVE: (State.ON_HOLD, State.FINISHED, State.CANCELLED),
    State.ON_HOLD: (State.ACTIVE, State.FINISHED, State.CANCELLED),
    State.FINISHED: (State.ACTIVE,),
    State.CANCELLED: (State.ACTIVE,),
}


class NoSuchStepError(ValueError):
    """The problem cannot go from where it stands to this state."""


class NoSessionLeftError(ValueError):
    """The referral allows no more sessions, or none was counted that could be taken back."""


@dataclass(frozen=True)
class EpisodeFacts:
    """What is told of a problem, checked and cleaned by the form."""

    problem: str
    side: str = ""
    since_year: int | None = None
    since_month: int | None = None
    goal: str = ""
    responsible_id: int | None = None


@dataclass(frozen=True)
class ReferralFacts:
    """What a referral says, checked and cleaned by the form."""

    number: str = ""
    doctor: str = ""
    diagnosis: str = ""
    payer: str = ""
    sessions_allowed: int | None = None
    sessions_used: int = 0
    valid_until: date | None = None


def open_episode(*, actor: Actor, person_id: int, facts: EpisodeFacts, is_planned: bool = False) -> Episode:
    """Begin a problem of a person. Needs patients.write_episodes.

    Raises ValueError for a responsible clinician who may not read problems.
    """
    actor.require("patients.write_episodes")
    with durable():
        person = Person.objects.visible_to(actor).get(pk=person_id)
        _check_responsible(facts.responsible_id)
        state = State.PLANNED if is_planned else State.ACTIVE
        episode = Episode.objects.create(
            person=person, **asdict(facts), state=state, made_at=clock.now(), made_by_id=actor.user_id
        )
        audit.record(actor, "episode.open", episode)
    return episode


def change_episode(*, actor: Actor, episode_id: int, facts: EpisodeFacts, expected_version: int) -> Episode:
    """Change what is told of a problem. Needs patients.write_episodes.

    Raises ChangedMeanwhileError unless it has the version that the form showed, ValueError as open_episode does.
    """
    with durable():
        episode = _locked(actor, episode_id, expected_version)
        values = asdict(facts)
        changed = sorted(name for name, value in values.items() if getattr(episode, name) != value)
        if changed:
            if "responsible_id" in changed:
                _check_responsible(facts.responsible_id)
            for name in changed:
                setattr(episode, name, values[name])
            episode.version += 1
            episode.save()
            audit.record(actor, "episode.change", episode, changed=", ".join(changed))
    return episode


def set_state(*, actor: Actor, episode_id: int, state: str, expected_version: int) -> Episode:
    """Put a problem on hold, end it, or take it up again. Needs patients.write_episodes.

    A second click changes nothing. Raises NoSuchStepError for a step that the state does not lead to, and
    ChangedMeanwhileError as change_episode does.
    """
    actor.require("patients.write_episodes")
    with durable():
        episode = Episode.objects.visible_to(actor).select_for_update().get(pk=episode_id)
        if episode.state == state and episode.version == expected_version + 1:
            return episode
        if episode.version != expected_version:
            raise ChangedMeanwhileError(str(episode))
        if state not in LEADS_TO[episode.state]:
            raise NoSuchStepError(state)
        was, episode.state = episode.state, state
        episode.ended_at = clock.now() if episode.is_over else None
        episode.version += 1
        episode.save()
        audit.record(actor, "episode.state", episode, was=was, state=state)
    return episode


def look_at_episode(*, actor: Actor, episode_id: int) -> Episode:
    """Record that a member of staff looked, and return the problem with its person. Needs patients.read_episodes."""
    actor.require("patients.read_episodes")
    with durable():
        visible = Episode.objects.visible_to(actor).select_related("person", "responsible")
        episode = visible.get(pk=episode_id)
        audit.record(actor, "episode.read", episode)
    return episode


def add_referral(*, actor: Actor, episode_id: int, sent: ReferralFacts) -> Referral:
    """Note what a doctor sent somebody with; it is in force from now on. Needs patients.write_episodes."""
    actor.require("patients.write_episodes")
    with durable():
        episode = Episode.objects.visible_to(actor).select_for_update().get(pk=episode_id)
        referral = Referral.objects.create(
            episode=episode, **asdict(sent), made_at=clock.now(), made_by_id=actor.user_id
        )
        audit.record(actor, "referral.add", episode, referral=referral.pk)
    return referral


def change_referral(*, actor: Actor, referral_id: int, sent: ReferralFacts, expected_version: int) -> Referral:
    """Correct what a referral says. Needs patients.write_episodes; raises ChangedMeanwhileError as change_episode."""
    with durable():
        referral = _locked_referral(actor, referral_id, expected_version)
        values = asdict(sent)
        changed = sorted(name for name, value in values.items() if getattr(referral, name) != value)
        if changed:
            for name in changed:
                setattr(referral, name, values[name])
            _save(referral)
            audit.record(actor, "referral.change", referral.episode, referral=referral.pk, changed=", ".join(changed))
    return referral


def count_session(*, actor: Actor, referral_id: int, expected_version: int, is_taken_back: bool = False) -> Referral:
    """Count one session against a referral, or take one back. Needs patients.write_episodes.

    Raises NoSessionLeftError where there is none, and ChangedMeanwhileError, so that a double click counts once.
    """
    with durable():
        referral = _locked_referral(actor, referral_id, expected_version)
        used = referral.sessions_used + (-1 if is_taken_back else 1)
        allowed = referral.sessions_allowed
        if used < 0 or (allowed is not None and used > allowed):
            raise NoSessionLeftError(str(referral))
        referral.sessions_used = used
        _save(referral)
        audit.record(actor, "referral.count", referral.episode, referral=referral.pk, used=used)
    return referral


def erase_of(person: Person) -> int:
    """Delete a person's problems with their referrals in the caller's transaction, and return how many problems went.

    Raises ProtectedError while a room still holds what hangs on one.
    """
    episodes = Episode.objects.filter(person=person)
    count = episodes.count()
    episodes.delete()
    return count


def _locked(actor: Actor, episode_id: int, expected_version: int) -> Episode:
    actor.require("patients.write_episodes")
    episode = Episode.objects.visible_to(actor).select_for_update().get(pk=episode_id)
    if episode.version != expected_version:
        raise ChangedMeanwhileError(str(episode))
    return episode


def _locked_referral(actor: Actor, referral_id: int, expected_version: int) -> Referral:
    actor.require("patients.write_episodes")
    visible = Referral.objects.filter(episode__in=Episode.objects.visible_to(actor))
    referral = visible.select_for_update().get(pk=referral_id)
    if referral.version != expected_version:
        raise ChangedMeanwhileError(str(referral))
    return referral


def _save(referral: Referral) -> None:
    referral.version += 1
    referral.save()


def _check_responsible(user_id: int | None) -> None:
    if user_id is None:
        return
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or "patients.read_episodes" not in capabilities_of(user.role):
        raise ValueError("Whoever is responsible for a problem may read it.")
