"""What is shown of problems and referrals: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from drypoint.foundation.patients.episodes import queries
from drypoint.foundation.patients.episodes.actions import LEADS_TO
from drypoint.foundation.patients.episodes.forms import EpisodeForm, ReferralForm
from drypoint.foundation.patients.models import Episode, Referral
from drypoint.foundation.patients.page import EpisodeAction, Happened
from drypoint.foundation.patients.rules import ReferralStanding

_WORDS: Final[Mapping[ReferralStanding, str | Promise]] = {
    ReferralStanding.FINE: "",
    ReferralStanding.LAST_BUT_ONE: gettext_lazy("two sessions are left: the next is the last but one"),
    ReferralStanding.LAST: gettext_lazy("one session is left"),
    ReferralStanding.USED_UP: gettext_lazy("no session is left"),
    ReferralStanding.ENDS_SOON: gettext_lazy("it ends within two weeks"),
    ReferralStanding.ENDED: gettext_lazy("it is not valid any more"),
}
_STEPS: Final[Mapping[str, str | Promise]] = {
    Episode.State.ACTIVE: gettext_lazy("Treat it"),
    Episode.State.ON_HOLD: gettext_lazy("Put on hold"),
    Episode.State.FINISHED: gettext_lazy("Finish"),
    Episode.State.CANCELLED: gettext_lazy("Cancel it"),
}
_TONES: Final[Mapping[str, str]] = {Episode.State.ACTIVE: "ok", Episode.State.ON_HOLD: "warn"}


def title_of(episode: Episode) -> str:
    """Return a problem with its side, as one reads it."""
    problem = episode.problem or gettext("Drawings from before problems were noted")
    return f"{problem} ({episode.get_side_display()})" if episode.side else problem


def since_of(episode: Episode) -> str:
    """Return since when it has been there, in words."""
    if episode.since_year is None:
        return ""
    return f"{MONTHS[episode.since_month]} {episode.since_year}" if episode.since_month else str(episode.since_year)


@dataclass(frozen=True, slots=True)
class ShownReferral:
    """A referral with what there is to say of it; sessions is "" where none are counted."""

    pk: int
    version: int
    number: str
    doctor: str
    diagnosis: str
    payer: str
    sessions: str
    valid_until: date | None
    warning: str | Promise
    may_count: bool
    may_take_back: bool


def shown_referral(one: Referral, today: date) -> ShownReferral:
    """Return a referral as it is shown on a day."""
    sessions = str(one.sessions_used)
    if one.sessions_allowed is not None:
        sessions = ngettext(
            "%(used)d of %(allowed)d session", "%(used)d of %(allowed)d sessions", one.sessions_allowed
        ) % {"used": one.sessions_used, "allowed": one.sessions_allowed}
    return ShownReferral(
        pk=one.pk,
        version=one.version,
        number=one.number,
        doctor=one.doctor,
        diagnosis=one.diagnosis,
        payer=one.payer,
        sessions=sessions,
        valid_until=one.valid_until,
        warning=_WORDS[one.standing(today)],
        may_count=one.sessions_allowed is None or one.sessions_used < one.sessions_allowed,
        may_take_back=one.sessions_used > 0,
    )


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """A problem in a list; tone colours the state, warning is what there is to say of its referral."""

    pk: int
    title: str
    state: str
    tone: str
    since: str
    responsible: str
    warning: str | Promise


def line_of(episode: Episode, today: date) -> EpisodeLine:
    """Return a problem in a list, on a day."""
    referral = None if episode.is_over else queries.in_force(episode)
    return EpisodeLine(
        pk=episode.pk,
        title=title_of(episode),
        state=episode.get_state_display(),
        tone=_TONES.get(episode.state, ""),
        since=since_of(episode),
        responsible=episode.responsible.name if episode.responsible else "",
        warning=_WORDS[referral.standing(today)] if referral else "",
    )


@dataclass(frozen=True, slots=True)
class EpisodesOfPerson:
    """A patient's problems, on the patient's page."""

    template: ClassVar = "patients/episodes/_of_person.html"
    person_pk: int
    lines: tuple[EpisodeLine, ...]
    may_write: bool


def of_person(person_pk: int, episodes: Iterable[Episode], today: date, *, may_write: bool) -> EpisodesOfPerson:
    """Return a patient's problems."""
    return EpisodesOfPerson(person_pk, tuple(line_of(one, today) for one in episodes), may_write)


@dataclass(frozen=True, slots=True)
class ReferralsRunOut:
    """In the head of a patient's page: referrals of which somebody has to know at the door. Nothing of the illness."""

    template: ClassVar = "patients/episodes/_referrals_run_out.html"
    sentences: tuple[str, ...]


def referrals_that_run_out(referrals: Iterable[Referral], today: date) -> ReferralsRunOut | None:
    """Return what is said of referrals that run out, or None."""
    found = []
    for one in referrals:
        said = _WORDS[one.standing(today)]
        if said:
            values = {"number": one.number or "–", "said": said}
            found.append(gettext("Referral %(number)s: %(said)s.") % values)
    return ReferralsRunOut(tuple(found)) if found else None


@dataclass(frozen=True, slots=True)
class EpisodeStep:
    """A button that puts a problem into another state."""

    state: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class Way:
    """A link to what another room offers to do from a problem."""

    words: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class EpisodePage:
    """One problem: what is told of it, its referral in force and older ones, what happened, what can be done."""

    template: ClassVar = "patients/episodes/episode.html"
    pk: int
    version: int
    person_pk: int
    person_name: str
    line: EpisodeLine
    goal: str
    ended_at: datetime | None
    referral: ShownReferral | None
    older: tuple[ShownReferral, ...]
    happened: tuple[Happened, ...]
    steps: tuple[EpisodeStep, ...]
    ways: tuple[Way, ...]
    may_write: bool


def episode_page(
    episode: Episode,
    happened: Sequence[Happened],
    today: date,
    *,
    offered: Iterable[EpisodeAction] = (),
    may_write: bool,
) -> EpisodePage:
    """Return the page of a problem on a day."""
    newest_first = sorted(episode.referrals.all(), key=lambda one: one.pk, reverse=True)
    shown = tuple(shown_referral(one, today) for one in newest_first)
    steps = LEADS_TO[episode.state] if may_write else ()
    return EpisodePage(
        pk=episode.pk,
        version=episode.version,
        person_pk=episode.person_id,
        person_name=episode.person.name,
        line=line_of(episode, today),
        goal=episode.goal,
        ended_at=episode.ended_at,
        referral=shown[0] if shown else None,
        older=shown[1:],
        happened=tuple(happened),
        steps=tuple(
            EpisodeStep(state, gettext("Take it up again") if episode.is_over else _STEPS[state]) for state in steps
        ),
        ways=() if episode.is_over else tuple(Way(one.title, one.address(episode)) for one in offered),
        may_write=may_write,
    )


@dataclass(frozen=True, slots=True)
class EpisodeFormPage:
    """The form of a problem."""

    template: ClassVar = "patients/episodes/form.html"
    form: EpisodeForm
    title: str
    person_pk: int
    person_name: str


@dataclass(frozen=True, slots=True)
class ReferralFormPage:
    """The form of a referral."""

    template: ClassVar = "patients/episodes/referral_form.html"
    form: ReferralForm
    episode_pk: int
    episode_title: str


def choices_of(episodes: Iterable[Episode]) -> tuple[tuple[int, str], ...]:
    """Return problems for a choice."""
    return tuple((one.pk, title_of(one)) for one in episodes)
