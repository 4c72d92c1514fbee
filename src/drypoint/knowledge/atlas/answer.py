"""The answers of the atlas as plain structures, in the shape that scripts rely on."""

from drypoint.knowledge.atlas.findings import Findings, read_drawing
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import Atlas, Fact, Muscle, Strength
from drypoint.knowledge.atlas.referral import Candidate, Counts, Ranking, Weight, infer
from drypoint.knowledge.atlas.voices import Ask
from drypoint.knowledge.bodymap import MAP_VERSION, regions
from drypoint.knowledge.bodymap.choir import to_redcap
from drypoint.knowledge.language import FALLBACK, Text
from drypoint.knowledge.language.phrases import phrases
from drypoint.knowledge.plain import Json, Raw


def rank(drawing: Raw, *, counts: Counts | None = None, atlas: Atlas | None = None) -> Json:
    """Rank the muscles that could cause a pain drawing, with reasons; red flags are said first.

    drawing has the form of docs/reference/atlas.md; raise findings.DrawingError with a sentence when it has not.
    counts holds what a practice confirmed and rejected, by muscle; without it every muscle starts alike. atlas may
    carry a practice's corrections (see load.load_with). Probabilities are the model's and not validated on patients.
    """
    return ranking_as_dict(infer(read_drawing(drawing), atlas=atlas, counts=counts))


def rank_findings(findings: Findings) -> Json:
    """Rank a drawing that has been read already."""
    return ranking_as_dict(infer(findings))


def ranking_as_dict(ranking: Ranking) -> Json:
    """Return a ranking in the shape of the contract."""
    return {
        "map_version": MAP_VERSION,
        "red_flags": [
            {
                "id": flag.danger.id,
                "reason": _english(flag.danger.reason),
                "urgency": flag.urgency,
                "sources": list(flag.danger.sources),
            }
            for flag in ranking.voices.flags
        ],
        "ask_first": [_ask(one) for one in ranking.voices.asks],
        "clearance": False,
        "candidates": [_candidate(one) for one in ranking.candidates],
        "unexplained": list(ranking.unexplained),
        "remarks": [{"id": key, "text": remark(key)} for key in ranking.remarks],
        "ask_next": [
            {
                "region": question.region,
                "bits": round(question.bits, 4),
                "separates": [{"muscle": muscle, "side": side} for muscle, side in question.separates],
            }
            for question in ranking.questions
        ],
        "look_alikes": [
            {
                "id": fit.look_alike.id,
                "kind": fit.look_alike.kind,
                "side": fit.side,
                "probability": round(fit.probability, 6),
                "reason": _english(fit.look_alike.reason),
                "sources": list(fit.look_alike.sources),
            }
            for fit in ranking.look_alikes
        ],
    }


def _ask(one: Ask) -> Json:
    sources = load().sources
    return {
        "id": one.id,
        "danger": "; ".join(_english(danger.name) for danger in one.dangers),
        "question": _english(one.question.ask),
        "urgency": one.urgency,
        "regions": list(one.regions),
        "source": "; ".join(sources[key].cite for key in one.sources),
    }


def _candidate(one: Candidate) -> Json:
    return {
        "muscle": one.muscle.id,
        "side": one.side,
        "trigger_point": one.point,
        "probability": round(one.probability, 6),
        "needling": one.muscle.needling,
        "hazards": [
            {
                "structure": _english(hazard.structure),
                "kind": hazard.kind,
                "what_to_do": _english(hazard.what_to_do),
            }
            for hazard in one.muscle.hazards
        ],
        "for": [_weight(weight) for weight in one.speaks_for],
        "against": [_weight(weight) for weight in one.speaks_against],
        "sources": list(one.muscle.sources),
    }


def _weight(weight: Weight) -> Json:
    return {"region": weight.region, "weight": round(weight.bits, 4)}


def list_muscles() -> list[Json]:
    """Return every muscle in short, by id."""
    return [
        {
            "id": one.id,
            **_names(one.name),
            "name_la": one.name_la,
            "region": one.region,
            "difficulty": one.difficulty,
            "needling": one.needling,
        }
        for one in sorted(load().muscles.values(), key=lambda muscle: muscle.id)
    ]


def show_muscle(muscle: Muscle) -> Json:
    """Return all that the atlas knows of a muscle, with the full citations of its sources."""
    return {
        "id": muscle.id,
        **_names(muscle.name),
        "name_la": muscle.name_la,
        "region": muscle.region,
        "indications": list(muscle.indications),
        "nerve": {**_fact(muscle.nerve), "segments": list(muscle.segments)},
        "pattern": {
            "felt": felt_sentence(muscle),
            "confidence": muscle.pattern.confidence,
            "sources": list(muscle.pattern.sources),
            "zone": [
                {
                    "region": part.key,
                    "side": "opposite" if part.opposite else "same",
                    "strength": part.strength,
                    "coarse": part.coarse,
                    "confidence": part.confidence,
                    "reason": part.reason,
                }
                for part in muscle.zone
            ],
        },
        "trigger_points": {
            **_fact(muscle.point_count),
            "placed": [
                {
                    "id": point.id,
                    "label": _english(point.label),
                    "zone": [
                        {
                            "region": part.key,
                            "side": "opposite" if part.opposite else "same",
                            "strength": part.strength,
                        }
                        for part in point.zone
                    ],
                    "confidence": point.confidence,
                    "sources": list(point.sources),
                }
                for point in muscle.points
            ],
        },
        "needling": muscle.needling,
        "difficulty": muscle.difficulty,
        "position": _fact(muscle.position),
        "depth": _fact(muscle.depth) if muscle.depth else None,
        "hazards": [
            {
                "structure": _english(hazard.structure),
                "kind": hazard.kind,
                "what_to_do": _english(hazard.what_to_do),
                "confidence": hazard.confidence,
                "sources": list(hazard.sources),
            }
            for hazard in muscle.hazards
        ],
        "synergists": list(muscle.synergists),
        "antagonists": list(muscle.antagonists),
        "look_alikes": list(muscle.look_alikes),
        "stretch": {**muscle.stretch.text.as_dict(), "confidence": muscle.stretch.confidence}
        if muscle.stretch
        else None,
        "sources": [
            {"id": key, "cite": load().sources[key].cite, "read": load().sources[key].read} for key in muscle.sources
        ],
        "changed_here": muscle.changed_here,
    }


def _fact(fact: Fact) -> Json:
    return {"text": _english(fact.text), "confidence": fact.confidence, "sources": list(fact.sources)}


def remark(key: str, language: str = FALLBACK) -> str:
    """Say of a drawing as a whole what one of its remarks says."""
    return phrases("drypoint.knowledge.atlas")[key].in_(language)


def no_clearance(language: str = FALLBACK) -> str:
    """Say that nothing marked is no clearance: it stands wherever dangers are told."""
    return phrases("drypoint.knowledge.atlas")["no_clearance"].in_(language)


def uncounted(language: str = FALLBACK) -> str:
    """Say that what is no muscle was not counted and is not ruled out by its place: it stands wherever it is listed."""
    return phrases("drypoint.knowledge.atlas")["uncounted"].in_(language)


def _english(said: Text) -> str:
    """Return what scripts read, whatever the language of the reader."""
    return said.in_(FALLBACK)


def _names(name: Text) -> dict[str, str]:
    return {f"name_{code}": words for code, words in name.written}


def felt_sentence(muscle: Muscle, language: str = FALLBACK) -> str:
    """Say in everyday words where a muscle's pain is felt."""

    def sentence(phrase: str, strength: Strength) -> str:
        places = [regions()[f"{key}_left"].name.in_(language).lower() for key in muscle.keys(strength)]
        return phrases(__package__)[phrase].in_(language).format(places=", ".join(places)) if places else ""

    said = (sentence("felt_mostly", "essential"), sentence("felt_sometimes", "spill_over"))
    return " ".join(filter(None, said))


def list_regions() -> list[Json]:
    """Return every fine region of the body map, left side first, head to foot."""
    return [
        {
            "id": one.id,
            "side": one.side,
            "views": list(one.views),
            **_names(one.name),
            "anatomical": one.anatomical,
            "choir": one.choir,
            "redcap": to_redcap(one.choir),
            "zone": one.zone,
        }
        for one in regions().values()
    ]
