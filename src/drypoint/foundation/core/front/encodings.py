"""Which encodings of an answer a browser takes (RFC 9110, 12.5.3). Pure."""

from __future__ import annotations

import re

# A weight of nought refuses, however it is written.
_REFUSED = re.compile(r";\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)", re.IGNORECASE)


def accepted_encodings(header: str) -> tuple[str, ...]:
    """Return the names in an Accept-Encoding header that are not refused by a weight of nought."""
    return tuple(
        name
        for entry in header.split(",")
        if (name := entry.partition(";")[0].strip().lower()) and not _REFUSED.search(entry)
    )
