"""What a drawing says to the network: painfulness and weight of each region."""

from typing import Final

from drypoint.knowledge.atlas.findings import Finding, Findings
from drypoint.knowledge.atlas.network import Evidence

# Half of this share of a region drawn is half of the evidence that the region hurts; a dot on the border says little.
_HALF_COVERAGE: Final = 0.12
# From this intensity on a pain counts in full; weaker pain counts in proportion.
_FULL_INTENSITY: Final = 3.0
# Tingling and numbness point to nerves; for a muscle they are neither pain nor its absence.
_ALTERED_FEELING_SHARE: Final = 0.5


def painfulness(finding: Finding) -> float:
    """How far a region counts as painful, from 0 to 1; grows with coverage and with intensity."""
    covered = finding.coverage * (1 + _HALF_COVERAGE) / (finding.coverage + _HALF_COVERAGE)
    strength = 1.0 if finding.intensity is None else min(1.0, finding.intensity / _FULL_INTENSITY)
    share = _ALTERED_FEELING_SHARE if finding.is_altered_feeling else 1.0
    return covered * strength * share


def evidence_of(findings: Findings, spread_power: float) -> dict[str, Evidence]:
    """Translate findings; a region that shares one coarse answer with others weighs less than one drawn itself."""
    return {
        finding.region: Evidence(painfulness(finding), finding.spread ** (spread_power - 1))
        for finding in findings.findings
    }
