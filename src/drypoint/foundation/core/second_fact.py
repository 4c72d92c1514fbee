"""A private link opens to whoever also knows a second fact; how often it may be guessed is counted for all rooms alike.

A wrong fact costs the same queries as an unknown, expired or withdrawn link, so that no answer tells which it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drypoint.foundation.core import limits, links
from drypoint.foundation.core.contact_details import is_same_fact


@dataclass(frozen=True)
class GuessLimits:
    """How often the fact of one link may be tried for now and in all, and how often one address may try any."""

    of_link: limits.Limit
    of_link_in_all: limits.Limit
    of_address: limits.Limit


@dataclass(frozen=True)
class Guess:
    """One try to open a link, in the caller's transaction: `count` it first, then ask whether it `is_right`."""

    allowed: GuessLimits
    purpose: str
    token: str
    address: str
    at: datetime

    @property
    def subject(self) -> str:
        """Return what tries are counted by: this very link, or a forged token.

        A link that was renewed starts afresh, so that nobody who holds the old one can lock its owner out of the new.
        """
        try:
            link = links.read(self.purpose, self.token, self.at)
        except links.InvalidLinkError:
            return self.token
        return str(link.subject) if link.version == 1 else f"{link.subject} {link.version}"

    def count(self) -> None:
        """Count the try. Raises LimitReachedError."""
        limits.take(self.allowed.of_address, self.address, self.at)
        limits.take(self.allowed.of_link, self.subject, self.at)
        limits.take(self.allowed.of_link_in_all, self.subject, self.at)

    def is_right(self, given: str, expected: str | None) -> bool:
        """Say whether the fact is right, and give the link's tries back if so; expected is None for no open link."""
        # Compared in any case, and to what no person can give, so that the time tells nothing.
        if not is_same_fact(given, "none" if expected is None else expected) or expected is None:
            return False
        limits.give_back(self.allowed.of_link, self.subject, self.at)
        limits.give_back(self.allowed.of_link_in_all, self.subject, self.at)
        return True
