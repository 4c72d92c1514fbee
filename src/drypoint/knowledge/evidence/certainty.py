"""How sure a result is: the GRADE checklist, proposed by rules and decided by a person.

The rules only propose. What they cannot know (whether trials were run well, whether they asked the question of this
practice) stays open until a person judges it, and nothing counts as certain before that person signs.
Sources: GRADE guidelines 3 to 8 (J Clin Epidemiol 2011;64:401–406 and 1277–1310, risk of bias to indirectness).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from drypoint.knowledge.evidence.bias import egger
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.pooling import Pool

OPTIMAL_PEOPLE = 400
VERY_FEW_PEOPLE = 100
_STUDIES_FOR_ASYMMETRY = 10
_HIGH_RISK_SHARE = 50.0


class Domain(StrEnum):
    """The five reasons to trust randomised trials less."""

    RISK_OF_BIAS = "risk of bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication bias"


class Certainty(StrEnum):
    """How sure the result is, in GRADE's words."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very low"


_FROM_THE_TOP = (Certainty.HIGH, Certainty.MODERATE, Certainty.LOW, Certainty.VERY_LOW)


@dataclass(frozen=True, slots=True)
class DomainJudgement:
    """Levels down (0 to 2) for one domain with the reason; None is not judged yet."""

    domain: Domain
    down: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole checklist. ``signed_by`` and ``signed_on`` are blank in a proposal."""

    judgements: tuple[DomainJudgement, ...]
    signed_by: str = ""
    signed_on: date | None = None

    @property
    def open_domains(self) -> tuple[Domain, ...]:
        """Return the domains that nobody judged yet."""
        return tuple(one.domain for one in self.judgements if one.down is None)

    @property
    def certainty(self) -> Certainty:
        """Return the certainty; open domains count as no reason, so that it is at most this."""
        down = sum(one.down or 0 for one in self.judgements)
        return _FROM_THE_TOP[min(down, len(_FROM_THE_TOP) - 1)]


def propose(
    pool: Pool,
    *,
    people: int | None,
    risk_of_bias: Sequence[str] = (),
    smallest_difference: float | None = None,
) -> Assessment:
    """Propose a checklist for a pool of randomised trials.

    ``people`` is how many were analysed in all, None where unknown; ``risk_of_bias`` holds low, some concerns, high or
    a blank for each study in the order of the pool; ``smallest_difference`` is the smallest change that matters, above
    0, on the analysis scale.
    """
    if risk_of_bias and len(risk_of_bias) != pool.k:
        raise EvidenceError(f"{len(risk_of_bias)} judgements of bias for {pool.k} studies.")
    return Assessment(
        (
            _risk_of_bias(pool, risk_of_bias),
            _inconsistency(pool, smallest_difference),
            DomainJudgement(
                Domain.INDIRECTNESS, None, "A person must judge whether people, treatment and outcome fit."
            ),
            _imprecision(pool, people, smallest_difference),
            _publication_bias(pool),
        )
    )


def decide(proposal: Assessment, decisions: Mapping[Domain, tuple[int, str]], *, by: str, on: date) -> Assessment:
    """Sign a checklist: ``decisions`` replace proposed judgements, each with its own reason.

    Raises EvidenceError when a domain stays open, a decision has no reason, or nobody signs.
    """
    if not by.strip():
        raise EvidenceError("A checklist needs the name of the person who judged.")
    judged = []
    for one in proposal.judgements:
        if one.domain in decisions:
            down, reason = decisions[one.domain]
            if down not in (0, 1, 2) or not reason.strip():
                raise EvidenceError(f"{one.domain}: give 0, 1 or 2 levels and a reason.")
            judged.append(DomainJudgement(one.domain, down, reason.strip()))
        else:
            judged.append(one)
    signed = replace(proposal, judgements=tuple(judged), signed_by=by.strip(), signed_on=on)
    if signed.open_domains:
        raise EvidenceError(f"Not judged yet: {', '.join(signed.open_domains)}.")
    return signed


def _risk_of_bias(pool: Pool, judged: Sequence[str]) -> DomainJudgement:
    domain = Domain.RISK_OF_BIAS
    if not judged or not all(judged):
        return DomainJudgement(domain, None, "The risk of bias of the trials has not been judged.")
    high = sum(float(weight) for weight, risk in zip(pool.weights, judged, strict=True) if risk == "high")
    some = sum(float(weight) for weight, risk in zip(pool.weights, judged, strict=True) if risk == "some concerns")
    if high >= _HIGH_RISK_SHARE:
        return DomainJudgement(domain, 2, f"Trials at high risk of bias carry {high:.0f} % of the weight.")
    if high + some >= _HIGH_RISK_SHARE:
        told = f"Trials at high risk or with some concerns carry {high + some:.0f} % of the weight."
        return DomainJudgement(domain, 1, told)
    return DomainJudgement(domain, 0, f"Trials at low risk of bias carry {100 - high - some:.0f} % of the weight.")


def _inconsistency(pool: Pool, smallest: float | None) -> DomainJudgement:
    domain = Domain.INCONSISTENCY
    if pool.k < 2:
        return DomainJudgement(domain, 0, "One study: nothing to compare.")
    told = f"I² is {pool.i2:.0f} %"
    edge = smallest or 0.0
    crosses = pool.pi_low is not None and pool.pi_high is not None and pool.pi_low < -edge and pool.pi_high > edge
    if pool.i2 >= 75 and crosses:
        return DomainJudgement(domain, 2, f"{told}, and a new study could show benefit or harm.")
    if pool.i2 >= 50:
        return DomainJudgement(domain, 1, f"{told}: the studies differ more than chance explains.")
    return DomainJudgement(domain, 0, f"{told}.")


def _imprecision(pool: Pool, people: int | None, smallest: float | None) -> DomainJudgement:
    domain = Domain.IMPRECISION
    reasons = []
    if pool.ci_low <= 0 <= pool.ci_high:
        reasons.append("the interval includes no difference")
    elif (smallest is not None and pool.ci_low < -smallest < pool.ci_high) or (
        smallest is not None and pool.ci_low < smallest < pool.ci_high
    ):
        reasons.append("the interval includes both more and less than the smallest change that matters")
    if people is None:
        reasons.append("the number of people is unknown")
    elif people < OPTIMAL_PEOPLE:
        reasons.append(f"only {people} people were analysed")
    if people is not None and people < VERY_FEW_PEOPLE:
        return DomainJudgement(domain, 2, f"{'; '.join(reasons).capitalize()}.")
    if not reasons:
        return DomainJudgement(domain, 0, "The interval is narrow and enough people were analysed.")
    return DomainJudgement(domain, min(len(reasons), 2), f"{'; '.join(reasons).capitalize()}.")


def _publication_bias(pool: Pool) -> DomainJudgement:
    domain = Domain.PUBLICATION_BIAS
    if pool.k < _STUDIES_FOR_ASYMMETRY:
        return DomainJudgement(domain, 0, f"{pool.k} studies are too few to test for missing ones.")
    try:
        found = egger(pool.yi, pool.vi)
    except EvidenceError as problem:
        return DomainJudgement(domain, 0, str(problem))
    if found.p < 0.1:
        return DomainJudgement(
            domain, 1, f"Small studies show other effects than large ones (Egger p = {found.p:.2g})."
        )
    return DomainJudgement(domain, 0, f"No sign that small studies differ (Egger p = {found.p:.2g}).")
