"""What a drawing says to the network: the places that hurt, and how painful each is."""

from collections.abc import Sequence
from typing import Final

from drypoint.knowledge.atlas.findings import Finding, Findings
from drypoint.knowledge.atlas.network import PainfulPlace, PainfulPlaces

# With 0.2 a seventh of a region drawn is half of the evidence that the region hurts. Less is often a stroke that ran
# over the border of the region beside it, and must not call for a muscle of its own; but some people draw faintly.
_HALF_COVERAGE: Final = 0.2
# What the largest mark of a drawing stands for at least, as a share of a region.
_LEAST_LARGEST: Final = 0.3
# Some people make dots and no areas: where no mark reaches the first share of what it was made on, each stands for as
# much as the largest. From the second share on the marks are areas, and keep their proportion: a smudge stays small.
# In between the one goes over into the other, because no hair of ink may turn an answer round.
_DOTS: Final = 0.05
_AREAS: Final = 0.1
# From this intensity on a pain counts in full; weaker pain counts in proportion.
_FULL_INTENSITY: Final = 3.0
# Tingling and numbness point to nerves; for a muscle they are neither pain nor its absence.
_ALTERED_FEELING_SHARE: Final = 0.5


def painfulness(finding: Finding, coverage: float, size: int = 1) -> float:
    """How far a place of some regions counts as painful, from 0 to 1; grows with coverage and with intensity.

    coverage is how much of the place the mark stands for (0 to 1). A segment of n regions hurts as soon as one of them
    does, so a mark on it counts like one n times as large.
    """
    half = _HALF_COVERAGE / size
    covered = coverage * (1 + half) / (coverage + half)
    strength = 1.0 if finding.intensity is None else min(1.0, finding.intensity / _FULL_INTENSITY)
    share = _ALTERED_FEELING_SHARE if finding.is_altered_feeling else 1.0
    return covered * strength * share


def evidence_of(findings: Findings) -> PainfulPlaces:
    """Translate findings: a fine region is a place of its own, the regions of a coarse answer are one together."""
    answers = findings.answers()
    return PainfulPlaces(
        PainfulPlace(
            tuple(one.region for one in together),
            painfulness(together[0], coverage, len(together)),
            together[0].quality,
        )
        for together, coverage in zip(answers, _coverages(answers), strict=True)
    )


def _coverages(answers: Sequence[Sequence[Finding]]) -> list[float]:
    """How much of its place each mark stands for, by how large the marks of the drawing are; continuous in all."""
    drawn = [together[0].coverage for together in answers]
    sizes = [len(together) for together in answers]
    largest = max(coverage * size for coverage, size in zip(drawn, sizes, strict=True))
    scale = max(1.0, _LEAST_LARGEST / largest)
    dots = min(1.0, max(0.0, (_AREAS - max(drawn)) / (_AREAS - _DOTS)))
    stood_for = []
    for coverage, size in zip(drawn, sizes, strict=True):
        as_area = coverage * scale
        as_dot = max(as_area, _LEAST_LARGEST / size) if coverage else 0.0
        stood_for.append(as_area + dots * (as_dot - as_area))
    return stood_for
