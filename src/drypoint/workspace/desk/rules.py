"""Pure decisions of the desk."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
# The longest word of our own addresses that is shown; tokens are longer, and placeholders have a ~.
_LONGEST_SHOWN = 20


def masked(text: str) -> str:
    """Return a mail's text without what could open a door.

    Of every address each long part of the path, every value of a query and whatever follows a # is hidden, whatever
    kind of link it is: what is hidden needlessly harms nobody.
    """
    return _ADDRESS.sub(lambda found: _masked_address(found[0]), text)


def _masked_address(address: str) -> str:
    try:
        scheme, host, path, query, fragment = urlsplit(address)
    except ValueError:
        return "…"
    words = ["…" if len(word) > _LONGEST_SHOWN or "~" in word or ":" in word else word for word in path.split("/")]
    shown = re.sub(r"=[^&]*|^[^=&]+$", "=…", query)
    return urlunsplit((scheme, host.rpartition("@")[2], "/".join(words), shown, "…" if fragment else ""))


def masked_address(address: str) -> str:
    """Return the first letter and the domain: enough to recognise, too little to write to."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}" if domain else "…"
