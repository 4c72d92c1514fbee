"""Safety screening: questions, findings, drugs, and the reading of reports. Nothing marked is no clearance."""

from drypoint.knowledge.screening.load import load
from drypoint.knowledge.screening.model import ReportMark, ReportReading, ScreeningError
from drypoint.knowledge.screening.reading import read

__all__ = ["ReportMark", "ReportReading", "ScreeningError", "load", "read"]
