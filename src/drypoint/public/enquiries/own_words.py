"""What a visitor's own words say that matters for needling: the same reading as that of reports."""

from __future__ import annotations

import logging

from drypoint.knowledge.screening import ReportMark, read
from drypoint.public.enquiries.rules import MOST_TEXT

log = logging.getLogger(__name__)


def marks_in(text: str) -> tuple[ReportMark, ...] | None:
    """Return what is marked in a message; None where it could not be read, which is logged without a word of it.

    A message is no longer than its form lets it be; what came in by another door is read by a person.
    """
    if len(text) > 2 * MOST_TEXT:
        return None
    try:
        return read(text).marks
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a rule, what somebody wrote is shown
        log.error("A message could not be read by the rules (%s)", type(error).__name__)  # noqa: TRY400
        return None
