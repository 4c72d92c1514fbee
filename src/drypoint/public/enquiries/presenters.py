"""What the pages of this room show: frozen values, made by pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from drypoint.public.enquiries.models import Enquiry


@dataclass(frozen=True, slots=True)
class LongestWaiting:
    """The table on the desk's first screen (enquiries/desk/_longest.html)."""

    template: ClassVar = "enquiries/desk/_longest.html"

    enquiries: tuple[Enquiry, ...]
