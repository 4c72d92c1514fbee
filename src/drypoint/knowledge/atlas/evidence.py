"""What a drawing says to the network: the places that hurt, and how painful each is."""

from typing import Final

from drypoint.knowledge.atlas.findings import Finding, Findings
from drypoint.knowledge.atlas.network import PainfulPlace, PainfulPlaces

# With 0.2 a seventh of a region drawn is half of the evidence that the region hurts. Less is often a stroke that ran
# over the border of the region beside it, and must not call for a muscle of its own; but some people draw faintly.
_HALF_COVERAGE: Final = 0.2
# Some people make dots and no areas: where no mark reaches this coverage, each stands for so much of its region.
_DOT: Final = 0.3
# From this intensity on a pain counts in full; weaker pain counts in proportion.
_FULL_INTENSITY: Final = 3.0
# Tingling and numbness point to nerves; for a muscle they are neither pain nor its absence.
_ALTERED_FEELING_SHARE: Final = 0.5


def painfulness(finding: Finding, size: int = 1, least: float = 0.0) -> float:
    """How far a place of some regions counts as painful, from 0 to 1; grows with coverage and with intensity.

    A segment of n regions hurts as soon as one of them does, so a mark on it counts like one n times as large. least is
    the coverage of one region for which any mark stands.
    """
    half = _HALF_COVERAGE / size
    coverage = max(finding.coverage, least / size) if finding.coverage else 0.0
    covered = coverage * (1 + half) / (coverage + half)
    strength = 1.0 if finding.intensity is None else min(1.0, finding.intensity / _FULL_INTENSITY)
    share = _ALTERED_FEELING_SHARE if finding.is_altered_feeling else 1.0
    return covered * strength * share


def evidence_of(findings: Findings) -> PainfulPlaces:
    """Translate findings: a fine region is a place of its own, the regions of a coarse answer are one together."""
    answers = findings.answers()
    has_dots = all(together[0].coverage * len(together) < _DOT for together in answers)
    least = _DOT if has_dots else 0.0
    return PainfulPlaces(
        PainfulPlace(
            tuple(one.region for one in together), painfulness(together[0], len(together), least), together[0].quality
        )
        for together in answers
    )
