"""What the pages of the evidence show, gathered for their templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drypoint.knowledge.evidence.answers import Answer, other_rows
from drypoint.knowledge.evidence.data.schema import CONDITIONS
from drypoint.knowledge.evidence.own_pools import LEAST_TRIALS, OwnPool, TooFew
from drypoint.knowledge.evidence.questions import Against, Asked
from drypoint.knowledge.evidence.readings import Direction, reading_of_own, spread_of_pain
from drypoint.public.claims.editions import InUse
from drypoint.public.claims.topics import AGAINST_SHORT, ASKED
from drypoint.public.claims.topics import CONDITIONS as CONDITION_NAMES
from drypoint.public.library.evidence import pictures, rows, sentences
from drypoint.public.library.evidence.addresses import TopicPlace
from drypoint.public.library.evidence.words import AGAINST, ASKED_EXPLAINED, LEVELS, SHORTLY, TIMES, Printed, printed


@dataclass(frozen=True)
class EvidenceLink:
    """A link of a filter; about says what is behind it."""

    title: str
    url: str
    is_current: bool = False
    about: str = ""


@dataclass(frozen=True)
class AnswerView:
    """One answer as a reader sees it. level is 0 where the answer is not graded."""

    anchor: str
    title: str
    url: str
    sentence: str
    size: str
    level: int
    shortly: str
    basis: str
    notes: tuple[str, ...]
    points: pictures.Picture | None
    results: tuple[pictures.Picture, ...]
    published: tuple[rows.PublishedRow, ...]
    trials: tuple[rows.TrialRow, ...]
    own: tuple[str, ...]
    left_out: tuple[tuple[str, Printed], ...]


@dataclass(frozen=True)
class Group:
    """The answers to one thing asked of a condition."""

    anchor: str
    title: str
    about: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True)
class Others:
    """What is known of a condition and answers no question of ours."""

    published: tuple[rows.PublishedRow, ...]
    trials: tuple[rows.TrialRow, ...]


class Reader:
    """Gathers what pages show, for one language and one address of the evidence."""

    def __init__(self, used: InUse, base_url: str, language: str) -> None:
        self.used = used
        self.base_url = base_url
        self.language = language

    def url(self, place: TopicPlace) -> str:
        """Return the address of a place."""
        return f"{self.base_url}{place.path(self.language)}"

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """Return the conditions of which anything is known."""
        library = self.used.library
        known = {record["condition"] for record in (*library.pools, *library.trials)}
        return tuple(condition for condition in CONDITIONS if condition in known)

    def condition_links(self) -> tuple[EvidenceLink, ...]:
        """Return the conditions with how much is known of them."""
        return tuple(
            EvidenceLink(str(CONDITION_NAMES[one]), self.url(TopicPlace(one)), about=self._known(one))
            for one in self.conditions
        )

    def _known(self, condition: str) -> str:
        library = self.used.library
        reviews = {(pool["review"], pool["year"]) for pool in library.pools if pool["condition"] == condition}
        trials = {row["trial"] for row in library.trials if row["condition"] == condition}
        parts = [
            ngettext("%(count)d review", "%(count)d reviews", len(reviews)) % {"count": len(reviews)},
            ngettext("%(count)d trial", "%(count)d trials", len(trials)) % {"count": len(trials)},
        ]
        return " · ".join(parts)

    def groups(self, place: TopicPlace | None = None, *, with_figures: bool = True) -> tuple[Group, ...]:
        """Return the answers at a place by what was asked; all of them without a place."""
        found = [one for one in self.used.answers.by_key.values() if place is None or place.holds(one)]
        parts = dict.fromkeys((one.question.condition, one.question.asked) for one in found)
        return tuple(
            Group(
                anchor=str(asked),
                title=str(ASKED[asked]) if place else f"{CONDITION_NAMES[condition]}: {ASKED[asked]}",
                about=str(ASKED_EXPLAINED[asked]),
                answers=tuple(
                    self.answer(one, with_figures=with_figures)
                    for one in found
                    if (one.question.condition, one.question.asked) == (condition, asked)
                ),
            )
            for condition, asked in parts
        )

    def answer(self, answer: Answer, *, with_figures: bool = True) -> AnswerView:
        """Return one answer."""
        question, used = answer.question, self.used
        anchor = f"{question.asked}-{question.against}"
        only = answer.findings[0] if len(answer.findings) == 1 else None
        is_pain = question.asked is not Asked.FUNCTION
        return AnswerView(
            anchor=anchor,
            title=str(AGAINST[question.against]),
            url=self.url(TopicPlace(question.condition, question.asked, question.against)),
            sentence=sentences.answer_sentence(answer, spread_of_pain(used.library)),
            size=sentences.size_sentence(only.readings[only.lead]) if only else "",
            level=LEVELS[answer.certainty],
            shortly=str(SHORTLY[answer.direction, is_pain]),
            basis=sentences.basis_sentence(answer),
            notes=_notes(answer),
            points=pictures.points_picture(answer, spread_of_pain(used.library), anchor) if with_figures else None,
            results=pictures.side_by_side(answer, anchor) if with_figures else (),
            published=rows.published_rows(answer.findings, used.looks_wrong, question.asked),
            trials=rows.trial_rows(answer.trials, used.looks_wrong, question.asked),
            own=tuple(_own_sentence(one) for one in answer.own),
            left_out=tuple(
                (one.trial.replace("_", " "), printed(one.reason)) for own in answer.own for one in own.left_out
            ),
        )

    def filters(self, place: TopicPlace) -> tuple[EvidenceLink, ...]:
        """Return the comparisons among which the reader of one thing asked can choose."""
        if place.asked is None:
            return ()
        below = [one.question for one in self.used.answers.of_condition(place.condition)]
        all_of_it = TopicPlace(place.condition, place.asked)
        links = [EvidenceLink(_("All comparisons"), self.url(all_of_it), place.against is None)]
        for question in below:
            if question.asked is place.asked:
                one = TopicPlace(place.condition, place.asked, question.against)
                links.append(EvidenceLink(str(AGAINST_SHORT[question.against]), self.url(one), one == place))
        return tuple(links)

    def neighbours(self, place: TopicPlace) -> tuple[EvidenceLink, ...]:
        """Return what else was asked of the condition."""
        below = dict.fromkeys(one.question.asked for one in self.used.answers.of_condition(place.condition))
        return tuple(
            EvidenceLink(str(ASKED[asked]), self.url(TopicPlace(place.condition, asked)), asked is place.asked)
            for asked in below
        )

    def others(self, condition: str) -> Others:
        """Return what answers no question of ours."""
        pools, trials = other_rows(self.used.library, condition)
        wrong = self.used.looks_wrong
        return Others(
            tuple(rows.published_row(pool, None, wrong.get(pool.id, ()), None) for pool in pools),
            tuple(rows.trial_row(row, None, wrong.get(row.id, ()), None) for row in trials),
        )


def _notes(answer: Answer) -> tuple[str, ...]:
    """Return what must stand beside the sentence, or it would say too much."""
    notes = []
    pools = [pool for finding in answer.findings for pool in finding.pools]
    if any("mostly acupuncture" in pool["remark"] for pool in pools):
        notes.append(
            _("These results count needling of every kind, mostly acupuncture. They are not about dry needling alone.")
        )
    if len({(pool["review"], pool["year"]) for pool in pools}) > 1:
        notes.append(
            _("Reviews share trials, so that two of them are not twice as much evidence. They are not added up.")
        )
    if answer.question.against is Against.SEVERAL:
        notes.append(
            _("Trials with different comparisons were pooled. This does not tell what needling adds to a sham needle.")
        )
    if answer.question.against in (Against.NOTHING, Against.ADDED):
        notes.append(_("Everybody knew who was needled. What people expect can change what they feel."))
    if Direction.UNKNOWN in sentences.directions_of(answer) and answer.direction is not Direction.UNKNOWN:
        notes.append(
            _("Results of which we have seen no interval are in the table; they do not count in the sentence.")
        )
    if any(pool["certainty"] and pool["certainty_scheme"] == "authors" for pool in pools):
        notes.append(_("The authors have words of their own for how strong the evidence is; that is no grade."))
    return tuple(notes)


def _own_sentence(own: OwnPool | TooFew) -> str:
    when = TIMES[own.topic.time_class]
    if isinstance(own, TooFew):
        usable, known = len(own.contributions), len(own.contributions) + len(own.left_out)
        return _(
            "%(when)s: too few trials for a pool of our own. %(usable)d of %(known)d give comparable numbers, "
            "%(needed)d are needed."
        ) % {"when": when, "usable": usable, "known": known, "needed": LEAST_TRIALS}
    return _("%(when)s: our own pool of %(count)d trials: %(size)s") % {
        "when": when,
        "count": own.pool.k,
        "size": sentences.size_sentence(reading_of_own(own)),
    }
