"""Rates of harm with their uncertainty, and in the words people use: about 1 in so many."""

import math
from dataclasses import dataclass

from drypoint.knowledge.evidence.data.loading import HarmRate
from drypoint.knowledge.evidence.distributions import tail_of
from drypoint.knowledge.evidence.errors import EvidenceError

_COUNTABLE = ("treatments", "patients")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share from 0 to 1 with its exact interval; ``per`` is treatments or patients, which are never mixed.

    ``is_rounded`` says that the events were taken from a printed percentage.
    """

    share: float
    low: float
    high: float
    per: str
    out_of: int
    is_rounded: bool


def exact_interval(events: float, out_of: int, *, level: float = 95.0) -> tuple[float, float]:
    """Return the Clopper–Pearson interval of a share; without events the lower end is 0, with nothing else the upper 1.

    >>> [round(end, 6) for end in exact_interval(0, 7629)]
    [0.0, 0.000483]
    """
    from scipy.special import betainccinv, betaincinv

    if out_of <= 0 or not 0 <= events <= out_of:
        raise EvidenceError(f"{events:g} events in {out_of} cannot be.")
    tail = tail_of(level)
    low = float(betaincinv(events, out_of - events + 1, tail)) if events > 0 else 0.0
    high = float(betainccinv(events + 1, out_of - events, tail)) if events < out_of else 1.0
    return low, high


def rate_of(record: HarmRate) -> Rate | None:
    """Return the rate of a record, None where it is no share of treatments or patients of a known number.

    Shares of therapists and of incident reports are no rates, and case reports have no denominator.
    """
    out_of, count, percent = (record.number(name) for name in ("n", "count", "percent"))
    if record["per"] not in _COUNTABLE or not out_of:
        return None
    if count is None and percent is None:
        return None
    # Of something that happens there are whole numbers; the percentage was rounded when it was printed.
    events = count if count is not None else round((percent or 0.0) / 100 * out_of)
    low, high = exact_interval(events, int(out_of))
    return Rate(events / out_of, low, high, record["per"], int(out_of), count is None)


def one_in(share: float) -> int | None:
    """Return N for “about 1 in N”, with two significant digits; None for a share of 0 or of more than a half.

    >>> one_in(0.00097)
    1000
    >>> one_in(0.1918)
    5
    """
    if not 0 < share <= 0.5:
        return None
    whole = 1 / share
    step = 10.0 ** max(0, math.floor(math.log10(whole)) - 1)
    return round(round(whole / step) * step)
