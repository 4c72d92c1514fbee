"""The tables under the figures: every published result and every trial, as printed, with its source."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from drypoint.knowledge.evidence.answers import ResultsOfTrial, ReviewResult, is_pain
from drypoint.knowledge.evidence.data import PublishedPool, TrialResult
from drypoint.knowledge.evidence.data.plausibility import Anomaly
from drypoint.knowledge.evidence.questions import Asked
from drypoint.knowledge.evidence.readings import AlignedResult, Direction, published_certainty
from drypoint.knowledge.figures.scales import minus
from drypoint.public.library.evidence.words import (
    CERTAINTY,
    LOOKS_WRONG,
    ORIGINS,
    SHORTLY,
    Printed,
    figure_words,
    printed,
)


@dataclass(frozen=True)
class PublishedRow:
    """A result of a review. certainty is the grade the review gave; authors_words is what is no grade."""

    id: str
    name: Printed
    year: str
    link: str
    how_read: Printed
    origin: str
    people: Printed
    comparison: Printed
    outcome: Printed
    when: Printed
    result: str
    direction: str
    certainty: str
    authors_words: Printed
    size: str
    remark: Printed
    looks_wrong: tuple[str, ...]


@dataclass(frozen=True)
class TrialRow:
    """A result of a trial of our table; n is who was randomised, "" where it was not seen."""

    id: str
    name: str
    year: str
    link: str
    how_read: Printed
    origin: str
    people: Printed
    needled: Printed
    others: Printed
    n: str
    outcome: Printed
    instrument: Printed
    when: Printed
    result: str
    direction: str
    remark: Printed
    looks_wrong: tuple[str, ...]


def local(cell: str) -> str:
    """Write a printed number with a true minus sign and the decimal sign of the reader's language."""
    return minus(cell).replace(".", figure_words().decimal)


def published_rows(
    findings: tuple[ReviewResult, ...], looks_wrong: dict[str, tuple[Anomaly, ...]], asked: Asked | None
) -> tuple[PublishedRow, ...]:
    """Return a row for each printed result."""
    return tuple(
        published_row(pool, reading, looks_wrong.get(pool.id, ()), asked)
        for finding in findings
        for pool, reading in zip(finding.pools, finding.readings, strict=True)
    )


def published_row(
    pool: PublishedPool, reading: AlignedResult | None, looks_wrong: tuple[Anomaly, ...], asked: Asked | None
) -> PublishedRow:
    """Return a printed result; without a question nothing is said of its direction."""
    grade = published_certainty(pool)
    return PublishedRow(
        id=pool.id,
        name=printed(pool["review"]),
        year=pool["year"],
        link=pool["source"],
        how_read=printed(pool["how_read"]),
        origin=str(ORIGINS.get(pool.origin, "")),
        people=printed(pool["condition_reported"]),
        comparison=printed(pool["comparison"]),
        outcome=printed(pool["outcome_reported"]),
        when=printed(pool["time_reported"]),
        result=_pool_result(pool),
        direction=_shortly(reading.direction if reading else Direction.UNKNOWN, asked),
        certainty=str(CERTAINTY[grade]),
        authors_words=printed(pool["certainty"]) if pool["certainty_scheme"] != "GRADE" else Printed(""),
        size=_size(pool),
        remark=printed(pool["remark"]),
        looks_wrong=tuple(str(LOOKS_WRONG[one.kind]) for one in looks_wrong),
    )


def _shortly(direction: Direction, asked: Asked | None) -> str:
    if asked is None or direction is Direction.UNKNOWN:
        return ""
    return str(SHORTLY[direction, is_pain(asked)])


def _pool_result(pool: PublishedPool) -> str:
    return _effect(str(printed(pool["measure_reported"] or pool["measure"]).text), pool["estimate"], pool)


def _effect(measure: str, estimate: str, record: PublishedPool | TrialResult) -> str:
    low, high = local(record["ci_low"]), local(record["ci_high"])
    interval = f"({low or '?'}; {high or '?'})" if low or high else ""
    return " ".join(part for part in (measure, local(estimate), interval) if part) if estimate or interval else ""


def _size(pool: PublishedPool) -> str:
    """Say how large the pool is as far as it was seen; the size of its review is another thing and says so."""
    parts = []
    if pool["k"]:
        parts.append(_("%(count)s trials in this result") % {"count": pool["k"]})
    if pool["n"]:
        parts.append(_("%(count)s people in this result") % {"count": pool["n"]})
    if pool["review_k"] and not pool["k"]:
        parts.append(
            _("%(count)s trials in the whole review; how many in this result, we have not seen")
            % {"count": pool["review_k"]}
        )
    return "; ".join(parts)


def trial_rows(
    trials: tuple[ResultsOfTrial, ...], looks_wrong: dict[str, tuple[Anomaly, ...]], asked: Asked | None
) -> tuple[TrialRow, ...]:
    """Return a row for each result of the trials."""
    return tuple(
        trial_row(row, reading, looks_wrong.get(row.id, ()), asked)
        for trial in trials
        for row, reading in zip(trial.rows, trial.readings, strict=True)
    )


def trial_row(
    row: TrialResult, reading: AlignedResult | None, looks_wrong: tuple[Anomaly, ...], asked: Asked | None
) -> TrialRow:
    """Return one result of a trial."""
    return TrialRow(
        id=row.id,
        name=row["author"] or row["trial"].replace("_", " "),
        year=row["year"],
        link=row["source"],
        how_read=printed(row["how_read"]),
        origin=str(ORIGINS.get(row.origin, "")),
        people=printed(row["condition_reported"]),
        needled=printed(row["arm_1"]),
        others=printed(row["arm_2"]),
        n=row["n_randomised"],
        outcome=printed(row["outcome_reported"]),
        instrument=printed(row["instrument"]),
        when=printed(row["time_reported"]),
        result=_trial_result(row),
        direction=_shortly(reading.direction if reading else Direction.UNKNOWN, asked),
        remark=printed(row["remark"]),
        looks_wrong=tuple(str(LOOKS_WRONG[one.kind]) for one in looks_wrong),
    )


def _trial_result(row: TrialResult) -> str:
    if row["effect"]:
        return _effect(row["effect_type"], row["effect"], row)
    if row["events1"] and row["events2"]:
        first = _("%(events)s of %(people)s") % {"events": row["events1"], "people": row["n1"] or "?"}
        second = _("%(events)s of %(people)s") % {"events": row["events2"], "people": row["n2"] or "?"}
    else:
        first, second = _arm(row, "1"), _arm(row, "2")
    if not first and not second:
        return ""
    return _("%(needled)s against %(others)s") % {"needled": first or "?", "others": second or "?"}


def _arm(row: TrialResult, place: str) -> str:
    mean, spread = local(row[f"mean{place}"]), local(row[f"sd{place}"])
    low, high = local(row[f"mean{place}_ci_low"]), local(row[f"mean{place}_ci_high"])
    if spread:
        return f"{mean} ± {spread}"
    return f"{mean} ({low}; {high})" if mean and low and high else mean
