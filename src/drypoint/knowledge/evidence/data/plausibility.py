"""Report rows that look wrong in their source; nothing is mended silently."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from drypoint.knowledge.evidence.data.loading import Library, PublishedPool, TrialResult
from drypoint.knowledge.evidence.distributions import normal_p, normal_quantile, t_p

Kind = Literal["off centre", "outside", "p", "spread", "size", "events"]

# Beyond what the rounding of the printed numbers explains, in standard errors.
_OFF_CENTRE_SE = 0.05
_P_SLACK = 2.0
_SPREAD_SHARE = 0.3
_SPREADS_NEEDED = 5
_RATIOS = ("RR", "OR")


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One thing that looks wrong: the row, the kind of check, and a sentence."""

    id: str
    kind: Kind
    sentence: str


def anomalies(library: Library) -> list[Anomaly]:
    """Check every trial result and published pool; return what looks wrong, in the order of the tables."""
    found: list[Anomaly] = []
    for pool in library.pools:
        found += interval_anomalies(pool)
    for trial in library.trials:
        found += interval_anomalies(trial)
    found += _means_anomalies(library.trials)
    found += _spread_anomalies(library.trials)
    found += _size_anomalies(library.trials)
    return found


def interval_anomalies(record: TrialResult | PublishedPool) -> list[Anomaly]:
    """Check that an estimate lies in the middle of its interval and that p follows from it."""
    measure = record["measure"] if isinstance(record, PublishedPool) else record["effect_type"]
    printed = record["estimate"] if isinstance(record, PublishedPool) else record["effect"]
    low, high = record.number("ci_low"), record.number("ci_high")
    if low is None or high is None or measure == "NNT":
        return []
    ratio = measure in _RATIOS
    if ratio and (low <= 0 or high <= 0):
        return [Anomaly(record.id, "outside", "A limit of a ratio is not above 0.")]
    if low >= high:
        return [Anomaly(record.id, "outside", f"The lower limit {low:g} is not below the upper limit {high:g}.")]
    bottom, top = (math.log(low), math.log(high)) if ratio else (low, high)
    se = (top - bottom) / (2 * normal_quantile(0.975))
    middle = (top + bottom) / 2
    estimate = record.number("estimate" if isinstance(record, PublishedPool) else "effect")
    found = []
    if estimate is not None and printed:
        value = math.log(estimate) if ratio else estimate
        rounding = _rounding(printed, ratio=ratio)
        rounding += (_rounding(record["ci_low"], ratio=ratio) + _rounding(record["ci_high"], ratio=ratio)) / 2
        found += _centre_anomalies(record.id, value, middle, se, rounding, ratio=ratio)
    found += _p_anomalies(record, estimate, middle, se, ratio=ratio)
    return found


def _rounding(printed: str, *, ratio: bool) -> float:
    """Return by how much a printed number may have been rounded, on the log scale for ratios."""
    half = 0.5 * 10.0 ** -len(printed.partition(".")[2])
    return half / abs(float(printed)) if ratio else half


def _centre_anomalies(
    record_id: str, estimate: float, middle: float, se: float, rounding: float, *, ratio: bool
) -> list[Anomaly]:
    offset = (estimate - middle) / se
    told = f"{math.exp(middle) if ratio else middle:.3g}"
    if abs(offset) > normal_quantile(0.975):
        return [Anomaly(record_id, "outside", f"The estimate lies outside its interval; the middle is {told}.")]
    if abs(offset) > _OFF_CENTRE_SE + rounding / se:
        sentence = f"The estimate lies {abs(offset):.2f} standard errors off the middle of its interval ({told})."
        return [Anomaly(record_id, "off centre", sentence)]
    return []


def _p_anomalies(
    record: TrialResult | PublishedPool, estimate: float | None, middle: float, se: float, *, ratio: bool
) -> list[Anomaly]:
    if not record["p"]:
        return []
    value = middle if estimate is None else math.log(estimate) if ratio else estimate
    implied = normal_p(value / se)
    if p_agrees(record["p"], implied):
        return []
    return [Anomaly(record.id, "p", f"p {_told(record['p'])} is printed, but the interval gives about {implied:.2g}.")]


def _told(p: str) -> str:
    return p if p.startswith("<") else f"= {p}"


def p_agrees(printed: str, implied: float) -> bool:
    """Tell whether a printed p (0.03 or <0.001) could come from the p that the interval implies.

    Rounding of the printed p counts fully; rounding of the limits, t instead of z, and adjustment get a factor of two,
    in p for small p and in 1 − p for large ones.
    """
    bound = printed.startswith("<")
    digits = printed.lstrip("< ")
    value = float(digits)
    if bound:
        return implied <= _P_SLACK * value
    half = 0.5 * 10.0 ** -len(digits.partition(".")[2])
    low, high = max(value - half, 0.0), min(value + half, 1.0)
    lowest = min(low / _P_SLACK, 1 - _P_SLACK * (1 - low)) if low > 0.5 else low / _P_SLACK
    return lowest <= implied <= max(high * _P_SLACK, 1e-12)


def _means_anomalies(trials: Iterable[TrialResult]) -> list[Anomaly]:
    """Check a printed p against the means and standard deviations beside it."""
    found = []
    for row in trials:
        m1, s1, m2, s2 = (row.number(name) for name in ("mean1", "sd1", "mean2", "sd2"))
        n1, n2, total = (row.number(name) for name in ("n1", "n2", "n_randomised"))
        if m1 is None or s1 is None or m2 is None or s2 is None or not row["p"]:
            continue
        assumed = n1 is None or n2 is None
        if n1 is None or n2 is None:
            if total is None:
                continue
            n1 = n2 = total / 2
        pooled = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)
        implied = t_p((m1 - m2) / math.sqrt(pooled * (1 / n1 + 1 / n2)), n1 + n2 - 2)
        if not p_agrees(row["p"], implied):
            halves = " (with half of the people in each group)" if assumed else ""
            sentence = f"p {_told(row['p'])} is printed, but the means give about {implied:.2g}{halves}."
            found.append(Anomaly(row.id, "p", sentence))
    return found


def _spread_anomalies(trials: Sequence[TrialResult]) -> list[Anomaly]:
    """Compare each standard deviation with the others of its instrument: a standard error is several times smaller."""
    spreads: dict[str, list[float]] = {}
    for row in trials:
        for name in ("sd1", "sd2"):
            value = row.number(name)
            if value is not None:
                spreads.setdefault(row["instrument"], []).append(value)
    found = []
    for row in trials:
        others = spreads.get(row["instrument"], [])
        if not row["instrument"] or len(others) < _SPREADS_NEEDED:
            continue
        usual = median(others)
        for name in ("sd1", "sd2"):
            value = row.number(name)
            if value is not None and value < _SPREAD_SHARE * usual:
                sentence = f"{name} is {value:g}, where {row['instrument']} usually spreads by {usual:g}"
                sentence += ": is it a standard error?"
                found.append(Anomaly(row.id, "spread", sentence))
    return found


def _size_anomalies(trials: Iterable[TrialResult]) -> list[Anomaly]:
    """Check that the group sizes of a trial agree, do not exceed who was randomised, and hold the events."""
    first: dict[tuple[str, str, str, str], tuple[str, str]] = {}
    found = []
    for row in trials:
        for place in ("1", "2"):
            size = row["n" + place]
            if not size:
                continue
            key = (row["trial"], row["arm_1"], row["arm_2"], place)
            known = first.setdefault(key, (size, row.id))
            if known[0] != size:
                found.append(Anomaly(row.id, "size", f"n{place} is {size}, but {known[0]} in {known[1]}."))
            events = row.number("events" + place)
            if events is not None and events > float(size):
                found.append(Anomaly(row.id, "events", f"{events:g} events in {size} people of group {place}."))
        n1, n2, total = row.number("n1"), row.number("n2"), row.number("n_randomised")
        if n1 is not None and n2 is not None and total is not None and n1 + n2 > total:
            found.append(Anomaly(row.id, "size", f"{n1:g} + {n2:g} people in the groups, {total:g} randomised."))
    return found
