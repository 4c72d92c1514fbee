"""From a pain drawing to trigger points, with reasons: knowledge for a clinician, never a diagnosis."""

from drypoint.knowledge.atlas.answer import rank
from drypoint.knowledge.atlas.findings import DrawingError
from drypoint.knowledge.atlas.load import load

__all__ = ["DrawingError", "load", "rank"]
