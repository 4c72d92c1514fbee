"""One plain sentence for an answer. It never says more than the interval does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from drypoint.knowledge.evidence.answers import Answer, is_pain
from drypoint.knowledge.evidence.certainty import Certainty
from drypoint.knowledge.evidence.questions import ReviewQuestion
from drypoint.knowledge.evidence.readings import (
    AlignedResult,
    Direction,
    Spread,
    Unit,
    in_points,
    reading_of_own,
)
from drypoint.knowledge.language import language_of
from drypoint.knowledge.measures.smallest_change import pain_range
from drypoint.public.library.evidence.words import COMPARISON, THAN, number

# GRADE's words for how sure a finding is (Santesso 2020): high says it plainly, moderate “probably”, low “may”, very
# low “very uncertain”; what nobody graded is said to be ungraded.
_BETTER_PAIN: dict[Certainty | None, Promise] = {
    Certainty.HIGH: _lazy("People have less pain with needling than %(than)s, %(size)s."),
    Certainty.MODERATE: _lazy("People probably have less pain with needling than %(than)s, %(size)s."),
    Certainty.LOW: _lazy("People may have less pain with needling than %(than)s, %(size)s."),
    Certainty.VERY_LOW: _lazy(
        "It is very uncertain whether people have less pain with needling than %(than)s, %(size)s."
    ),
    None: _lazy("Nobody has graded how sure this is: people had less pain with needling than %(than)s, %(size)s."),
}
_WORSE_PAIN: dict[Certainty | None, Promise] = {
    Certainty.HIGH: _lazy("People have more pain with needling than %(than)s, %(size)s."),
    Certainty.MODERATE: _lazy("People probably have more pain with needling than %(than)s, %(size)s."),
    Certainty.LOW: _lazy("People may have more pain with needling than %(than)s, %(size)s."),
    Certainty.VERY_LOW: _lazy(
        "It is very uncertain whether people have more pain with needling than %(than)s, %(size)s."
    ),
    None: _lazy("Nobody has graded how sure this is: people had more pain with needling than %(than)s, %(size)s."),
}
_BETTER_LIFE: dict[Certainty | None, Promise] = {
    Certainty.HIGH: _lazy("People get on better in daily life with needling than %(than)s, %(size)s."),
    Certainty.MODERATE: _lazy("People probably get on better in daily life with needling than %(than)s, %(size)s."),
    Certainty.LOW: _lazy("People may get on better in daily life with needling than %(than)s, %(size)s."),
    Certainty.VERY_LOW: _lazy(
        "It is very uncertain whether people get on better in daily life with needling than %(than)s, %(size)s."
    ),
    None: _lazy(
        "Nobody has graded how sure this is: people got on better in daily life with needling than %(than)s, %(size)s."
    ),
}
_WORSE_LIFE: dict[Certainty | None, Promise] = {
    Certainty.HIGH: _lazy("People get on less well in daily life with needling than %(than)s, %(size)s."),
    Certainty.MODERATE: _lazy("People probably get on less well in daily life with needling than %(than)s, %(size)s."),
    Certainty.LOW: _lazy("People may get on less well in daily life with needling than %(than)s, %(size)s."),
    Certainty.VERY_LOW: _lazy(
        "It is very uncertain whether people get on less well in daily life with needling than %(than)s, %(size)s."
    ),
    None: _lazy(
        "Nobody has graded how sure this is: people got on less well in daily life with needling than %(than)s, "
        "%(size)s."
    ),
}
_TOLD = {
    (Direction.BETTER, True): _BETTER_PAIN,
    (Direction.WORSE, True): _WORSE_PAIN,
    (Direction.BETTER, False): _BETTER_LIFE,
    (Direction.WORSE, False): _WORSE_LIFE,
}


def direction_sentence(direction: Direction, question: ReviewQuestion, certainty: Certainty | None, size: str) -> str:
    """Say who did better, in the words of the grade, with the size of the difference."""
    if direction is Direction.NO_DIFFERENCE:
        sentence = (
            _("No reliable difference in pain was found between needling and the comparison (%(comparison)s).")
            if is_pain(question.asked)
            else _(
                "No reliable difference in daily life was found between needling and the comparison (%(comparison)s)."
            )
        )
        return sentence % {"comparison": str(COMPARISON[question.against])}
    if direction is Direction.UNKNOWN:
        return _("What we have read gives no interval for this, so we do not say who did better.")
    told = _TOLD[direction, is_pain(question.asked)][certainty]
    return str(told) % {"than": str(THAN[question.against]), "size": size}


def answer_sentence(answer: Answer, spread: Spread | None = None) -> str:
    """Say what all results of an answer say together, or that they disagree.

    spread turns standard deviations of pain into points.
    """
    if answer.direction is Direction.DISAGREE:
        return disagreement(directions_of(answer))
    is_about_pain = is_pain(answer.question.asked)
    size = human_size(_said(answer), spread, is_pain=is_about_pain)
    return direction_sentence(answer.direction, answer.question, answer.certainty, size)


def _said(answer: Answer) -> list[AlignedResult]:
    """Return the results that the direction of an answer was read from, one for each finding, pool or trial."""
    if answer.findings:
        leads = [one.readings[one.lead] for one in answer.findings]
    elif answer.own_pools:
        leads = [reading_of_own(one) for one in answer.own_pools]
    else:
        leads = [reading for one in answer.trials for reading in one.readings if reading is not None]
    return [one for one in leads if one.direction is answer.direction and one.effect is not None]


def human_size(results: Iterable[AlignedResult], spread: Spread | None, *, is_pain: bool) -> str:
    """Say how large a difference is in points, beside the smallest change that people notice."""
    found = list(results)
    if not is_pain:
        return _size_elsewhere(found)
    inside = [one if one.unit is Unit.POINTS else in_points(one, spread) if spread else None for one in found]
    points = [abs(one.effect) for one in inside if one is not None and one.effect is not None]
    least, most = pain_range()
    noticed = {"least": number(least), "most": number(most)}
    if not points:
        return (
            _("by an amount not said in points (people notice a change of about %(least)s to %(most)s of 10)") % noticed
        )
    low, high = number(min(points)), number(max(points))
    by = _("by about %(low)s of 10 points") if low == high else _("by about %(low)s to %(high)s of 10 points")
    said = by % {"low": low, "high": high}
    if max(points) < least:
        beside = _("less than the %(least)s to %(most)s points that people notice")
    elif min(points) >= most:
        beside = _("more than the %(least)s to %(most)s points that people notice")
    else:
        beside = _("people notice a change of about %(least)s to %(most)s points")
    return f"{said} ({beside % noticed})"


def _size_elsewhere(found: list[AlignedResult]) -> str:
    sizes = [abs(one.effect) for one in found if one.unit is Unit.STANDARD_DEVIATIONS and one.effect is not None]
    if not sizes:
        return _("by an amount for which we know no smallest change that people notice")
    low, high = number(min(sizes)), number(max(sizes))
    by = _("by %(low)s standard deviations") if low == high else _("by %(low)s to %(high)s standard deviations")
    return by % {"low": low, "high": high} + " " + _("(what people notice of this is not known)")


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
