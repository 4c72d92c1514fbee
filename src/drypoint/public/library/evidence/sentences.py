"""One plain sentence for an answer. It never says more than the interval does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from drypoint.knowledge.evidence.answers import Answer, is_pain
from drypoint.knowledge.evidence.questions import ReviewQuestion
from drypoint.knowledge.evidence.readings import AlignedResult, Direction, Unit
from drypoint.knowledge.language import language_of
from drypoint.public.library.evidence.words import COMPARISON, THAN, number


def direction_sentence(direction: Direction, question: ReviewQuestion) -> str:
    """Say who did better."""
    than, comparison = str(THAN[question.against]), str(COMPARISON[question.against])
    if direction is Direction.NO_DIFFERENCE:
        sentence = (
            _("No reliable difference in pain was found between needling and the comparison (%(comparison)s).")
            if is_pain(question.asked)
            else _(
                "No reliable difference in daily life was found between needling and the comparison (%(comparison)s)."
            )
        )
        return sentence % {"comparison": comparison}
    if direction is Direction.UNKNOWN:
        return _("What we have read gives no interval for this, so we do not say who did better.")
    if is_pain(question.asked):
        sentence = (
            _("People had less pain with needling than %(than)s.")
            if direction is Direction.BETTER
            else _("People had more pain with needling than %(than)s.")
        )
    else:
        sentence = (
            _("People got on better in daily life with needling than %(than)s.")
            if direction is Direction.BETTER
            else _("People got on less well in daily life with needling than %(than)s.")
        )
    return sentence % {"than": than}


def answer_sentence(answer: Answer) -> str:
    """Say what all results of an answer say together, or that they disagree."""
    if answer.direction is not Direction.DISAGREE:
        return direction_sentence(answer.direction, answer.question)
    return disagreement(directions_of(answer))


def directions_of(answer: Answer) -> list[Direction]:
    """Return the directions that the answer counts: of published results, else of trials."""
    return [one.direction for one in answer.findings or answer.trials]


def disagreement(directions: Iterable[Direction]) -> str:
    """Count the results on each side."""
    counts = Counter(directions)
    parts = [
        ngettext("%(count)d in favour of needling", "%(count)d in favour of needling", counts[Direction.BETTER]),
        ngettext(
            "%(count)d without a reliable difference",
            "%(count)d without a reliable difference",
            counts[Direction.NO_DIFFERENCE],
        ),
        ngettext(
            "%(count)d in favour of the comparison", "%(count)d in favour of the comparison", counts[Direction.WORSE]
        ),
        ngettext(
            "%(count)d saying different things at different times",
            "%(count)d saying different things at different times",
            counts[Direction.DISAGREE],
        ),
    ]
    order = (Direction.BETTER, Direction.NO_DIFFERENCE, Direction.WORSE, Direction.DISAGREE)
    told = [part % {"count": counts[side]} for part, side in zip(parts, order, strict=True) if counts[side]]
    return _("The results do not agree: %(parts)s.") % {"parts": ", ".join(told)}


def size_sentence(reading: AlignedResult) -> str:
    """Say how large the difference is, in its own unit; "" where no interval was seen."""
    if reading.low is None or reading.high is None or reading.unit is Unit.RATIO:
        return ""
    if reading.direction is Direction.NO_DIFFERENCE:
        values = {"less": number(-reading.low, 2), "more": number(reading.high, 2)}
        return _spans()[reading.unit] % values
    sign = -1 if reading.direction is Direction.BETTER else 1
    low, high = sorted((sign * reading.low, sign * reading.high))
    interval = {"low": number(low, 2), "high": number(high, 2)}
    if reading.direction is Direction.UNKNOWN:
        return ""
    if reading.effect is None:
        return _intervals()[reading.unit] % interval
    return _sizes()[reading.unit] % {"size": number(sign * reading.effect, 2), **interval}


def _sizes() -> dict[Unit, str]:
    return {
        Unit.POINTS: _(
            "The difference: %(size)s points on the scale from 0 to 10 (95 %% interval %(low)s to %(high)s)."
        ),
        Unit.STANDARD_DEVIATIONS: _(
            "The difference: %(size)s standard deviations (95 %% interval %(low)s to %(high)s)."
        ),
        Unit.PRINTED: _("The difference: %(size)s on the scale that was used (95 %% interval %(low)s to %(high)s)."),
    }


def _intervals() -> dict[Unit, str]:
    return {
        Unit.POINTS: _("The 95 %% interval of the difference: %(low)s to %(high)s points on the scale from 0 to 10."),
        Unit.STANDARD_DEVIATIONS: _("The 95 %% interval of the difference: %(low)s to %(high)s standard deviations."),
        Unit.PRINTED: _("The 95 %% interval of the difference: %(low)s to %(high)s on the scale that was used."),
    }


def _spans() -> dict[Unit, str]:
    return {
        Unit.POINTS: _("The 95 %% interval: from %(less)s points in favour of needling to %(more)s against it."),
        Unit.STANDARD_DEVIATIONS: _(
            "The 95 %% interval: from %(less)s standard deviations in favour of needling to %(more)s against it."
        ),
        Unit.PRINTED: _("The 95 %% interval: from %(less)s in favour of needling to %(more)s against it."),
    }


def basis_sentence(answer: Answer) -> str:
    """Say what the answer rests on."""
    if answer.findings:
        reviews = len({(one.pools[0]["review"], one.pools[0]["year"]) for one in answer.findings})
        results = ngettext("%(count)d published result", "%(count)d published results", len(answer.findings))
        of = ngettext("of %(count)d review.", "of %(count)d reviews.", reviews)
        return f"{results % {'count': len(answer.findings)}} {of % {'count': reviews}}"
    if answer.own_pools:
        k = sum(one.pool.k for one in answer.own_pools)
        return _("Our own pool of %(count)d trials; nobody has graded it.") % {"count": k}
    if len(answer.trials) == 1:
        return _("One trial, no review. One trial can be wrong.")
    return ngettext(
        "%(count)d trial, no review.", "%(count)d trials, no review; they are too few to be pooled.", len(answer.trials)
    ) % {"count": len(answer.trials)}


def one_in_words(events: int | None) -> str:
    """Say “about 1 in so many”; "" for None."""
    return "" if events is None else _("about 1 in %(number)s") % {"number": thousands(events)}


def thousands(value: int) -> str:
    """Write a whole number with the sign for thousands of the reader's language."""
    return language_of(get_language()).written(value)
