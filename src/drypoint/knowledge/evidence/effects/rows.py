"""Turn columns into arrays and name the first row that cannot be."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from drypoint.knowledge.evidence.errors import EvidenceError, ImpossibleRowError, NoEffectError
from drypoint.knowledge.evidence.sentences import Counted

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


# Fourth powers of what passes still fit into a float, and so do those of one over it.
_LARGEST = 1e30
_SMALLEST = 1e-30
# What no formula divides by may be as small as it likes.
_NO_DIVISORS = frozenset({"yi", "m1", "m2", "ri"})


@dataclass(frozen=True, slots=True)
class EffectSizes:
    """Effects with their sampling variances, on the scale on which they are pooled.

    ``measure`` is the code (SMD, RR …), ``yi`` and ``vi`` are the effects and variances, ``notes`` are sentences on
    what was done to the data (zero cells), and ``sizes`` are the people (or other units) in each study, None where
    unknown.
    """

    measure: str
    yi: FloatArray
    vi: FloatArray
    notes: tuple[str, ...] = ()
    sizes: FloatArray | None = None


def columns(**named: ArrayLike) -> list[FloatArray]:
    """Return the named columns as arrays of one length; refuse gaps and what no study measures."""
    arrays = {name: np.atleast_1d(np.asarray(values, dtype=np.float64)) for name, values in named.items()}
    lengths = {name: len(values) for name, values in arrays.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise EvidenceError("Every column needs one value for each study; found {told}.", told=told)
    for name, values in arrays.items():
        refuse(~np.isfinite(values), "{name} is missing or not finite.", name=name)
        refuse(np.abs(values) > _LARGEST, "{name} is too large to be meant.", name=name)
        too_small = (values != 0) & (np.abs(values) < _SMALLEST)
        if name not in _NO_DIVISORS:
            refuse(too_small, "{name} is too close to 0 to be meant; write 0 if it is.", name=name)
    return list(arrays.values())


def refuse(impossible: BoolArray, reason: str, /, **parts: object) -> None:
    """Raise for the first row marked as impossible."""
    if impossible.any():
        raise ImpossibleRowError(int(np.argmax(impossible)), reason, **parts)


def refuse_without_effect(undefined: BoolArray, reason: str) -> None:
    """Raise for rows whose zero cells leave no effect on this scale; whoever asks may leave them out."""
    if undefined.any():
        raise NoEffectError(np.flatnonzero(undefined).tolist(), reason)


def refuse_uncountable(named: dict[str, FloatArray]) -> None:
    """Raise where a number of people or events is negative or not whole."""
    for name, values in named.items():
        refuse(values < 0, "{name} is below 0.", name=name)
        refuse(values != np.floor(values), "{name} must be a whole number.", name=name)


def studies_of(marked: BoolArray) -> Counted:
    """Return how many studies are marked, with their noun."""
    return Counted(int(marked.sum()), "{count} study", "{count} studies")


def above_zero(found: float) -> float:
    """Return a standard deviation or variance. Raises EvidenceError where rounding left nothing of it, or no end."""
    if not 0 < found < math.inf:
        raise EvidenceError("These numbers are too large or too small to calculate with.")
    return found
