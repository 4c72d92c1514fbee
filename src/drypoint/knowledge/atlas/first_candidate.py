"""How far the first candidate can be believed: log and Brier score, calibration, and paired comparison of rankings."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

# Stated probabilities are told apart in fifths; from a half on a candidate is more likely than not.
_FIFTHS: Final = 5
_LIKELY: Final = 0.5
# A probability of 0 or 1 that turned out wrong would cost without end.
_LEAST: Final = 1e-6
# Two standard errors, 95 % of a normal distribution.
_TWO_ERRORS: Final = 1.96

# What was stated of a first candidate, from 0 to 1, and whether it was one of the causes.
Judged = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Bin:
    """Mean of what was stated, share that was true, and of how many."""

    stated: float
    true: float
    count: int


@dataclass(frozen=True, slots=True)
class FirstCandidateScore:
    """Scores of the first candidate, and those of somebody who always states the share that is right.

    The log score is the mean of -ln of the probability given to what was true, the Brier score the mean squared error;
    less is better for both.
    """

    all: Bin
    likely: Bin
    fifths: tuple[Bin, ...]
    log_score: float
    log_score_of_share: float
    brier: float
    brier_of_share: float


def _bin(judged: Sequence[Judged]) -> Bin:
    count = len(judged)
    if not count:
        return Bin(0.0, 0.0, 0)
    return Bin(math.fsum(stated for stated, _ in judged) / count, sum(right for _, right in judged) / count, count)


def _log_loss(judged: Iterable[Judged]) -> float:
    losses = [-math.log(min(1.0, max(_LEAST, stated if right else 1 - stated))) for stated, right in judged]
    return math.fsum(losses) / len(losses)


def _squared(judged: Sequence[Judged]) -> float:
    return math.fsum((stated - right) ** 2 for stated, right in judged) / len(judged)


def score_first(judged: Sequence[Judged]) -> FirstCandidateScore:
    """Score what was stated of first candidates; raise ValueError where there are none."""
    if not judged:
        raise ValueError("There is no first candidate to score.")
    whole = _bin(judged)
    share = [(whole.true, right) for _, right in judged]
    fifths = [
        _bin([one for one in judged if min(_FIFTHS - 1, int(one[0] * _FIFTHS)) == number]) for number in range(_FIFTHS)
    ]
    return FirstCandidateScore(
        all=whole,
        likely=_bin([one for one in judged if one[0] >= _LIKELY]),
        fifths=tuple(fifths),
        log_score=_log_loss(judged),
        log_score_of_share=_log_loss(share),
        brier=_squared(judged),
        brier_of_share=_squared(share),
    )


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Two rankings on the same patients: how often one alone was right, and by how much the first is ahead.

    The difference is in shares of patients; low and high are its 95 % interval.
    """

    first_alone: int
    second_alone: int
    difference: float
    low: float
    high: float


def paired(first: Sequence[bool], second: Sequence[bool]) -> PairedDifference:
    """Compare which patients two rankings got right; raise ValueError where these are not the same patients."""
    if len(first) != len(second) or not first:
        raise ValueError("Two rankings are compared on the same patients.")
    count = len(first)
    ahead = sum(one and not other for one, other in zip(first, second, strict=True))
    behind = sum(other and not one for one, other in zip(first, second, strict=True))
    difference = (ahead - behind) / count
    error = math.sqrt((ahead + behind) / count - difference**2) / math.sqrt(count)
    return PairedDifference(
        ahead, behind, difference, difference - _TWO_ERRORS * error, difference + _TWO_ERRORS * error
    )
