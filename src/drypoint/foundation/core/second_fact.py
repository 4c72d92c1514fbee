"""A private link opens to whoever also knows a second fact; how often it may be guessed is counted for all rooms alike.

A wrong fact costs the same queries as an unknown, expired or withdrawn link, so that no answer tells which it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from drypoint.foundation.core import limits, links
from drypoint.foundation.core.contact_details import is_same_code, is_same_fact


@dataclass(frozen=True)
class GuessLimits:
    """How often the fact of one link may be tried for now and in all, and how often one address may try any.

    of_renewed_links holds over all links that one thing ever had; of_year for a link that a year of birth opens, of
    which a few dozen cover most people.
    """

    of_link: limits.Limit
    of_link_in_all: limits.Limit
    of_address: limits.Limit
    of_renewed_links: limits.Limit | None = None
    of_year: limits.Limit | None = None


@dataclass
class Guess:
    """One try to open a link, in the caller's transaction: `count` it first, then ask whether it `is_right`."""

    allowed: GuessLimits
    purpose: str
    token: str
    address: str
    at: datetime
    _as_year: int = field(default=0, init=False)

    @property
    def subject(self) -> str:
        """Return what tries are counted by: this very link, or a forged token.

        A link that was renewed starts afresh, so that nobody who holds the old one can lock its owner out of the new.
        """
        link = self._link
        if link is None:
            return self.token
        return str(link.subject) if link.version == 1 else f"{link.subject} {link.version}"

    @property
    def _link(self) -> links.SignedLink | None:
        try:
            return links.read(self.purpose, self.token, self.at)
        except links.InvalidLinkError:
            return None

    @property
    def _by_link(self) -> list[tuple[limits.Limit, str]]:
        """Return what is counted by the link, and given back when the fact is right."""
        counted = [(self.allowed.of_link, self.subject), (self.allowed.of_link_in_all, self.subject)]
        if self.allowed.of_renewed_links is not None:
            link = self._link
            counted.append((self.allowed.of_renewed_links, str(link.subject) if link else self.token))
        return counted

    def count(self) -> None:
        """Count the try. Raises LimitReachedError."""
        limits.take(self.allowed.of_address, self.address, self.at)
        for limit, subject in self._by_link:
            limits.take(limit, subject, self.at)
        if self.allowed.of_year is not None:
            # Counted for every link and asked for some only, so that the queries do not tell what the fact is.
            self._as_year = limits.count(self.allowed.of_year, self.subject, self.at)

    def is_right(self, given: str, expected: str | None, *, is_year: bool = False, is_code: bool = False) -> bool:
        """Say whether the fact is right, and give the link's tries back if so; expected is None for no open link.

        A year is not taken any more once its own limit is used up, as if it were wrong. A code is compared whole, and
        not by its last four digits as a telephone number is.
        """
        of_year = self.allowed.of_year
        if is_year and of_year is not None and self._as_year > of_year.most:
            expected = None
        # Compared in any case, and to what no person can give, so that the time tells nothing.
        is_same = is_same_code if is_code else is_same_fact
        if not is_same(given, "none" if expected is None else expected) or expected is None:
            return False
        for limit, subject in self._by_link:
            limits.give_back(limit, subject, self.at)
        if of_year is not None:
            limits.give_back(of_year, self.subject, self.at)
        return True
