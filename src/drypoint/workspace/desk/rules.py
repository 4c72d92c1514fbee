"""Pure decisions of the desk."""

from __future__ import annotations

import re

_SECRET_PATH = re.compile(r"(?P<head>https?://\S+/(?:conversation|join|invite|link)/)[^\s/]+")


def masked(text: str) -> str:
    """Return a mail's text with the secret part of each link hidden, so that reading it opens no door."""
    return _SECRET_PATH.sub(r"\g<head>…", text)


def masked_address(address: str) -> str:
    """Return the first letter and the domain: enough to recognise, too little to write to."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}" if domain else "…"
