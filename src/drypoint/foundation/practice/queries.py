"""Named reads about the practice."""

from __future__ import annotations

from drypoint.foundation.practice.models import Practice


def the_practice() -> Practice | None:
    """Return the practice, or None before the set-up page has been filled in."""
    return Practice.objects.filter(pk=1).first()


def mail_sender() -> tuple[str, str]:
    """Return the name and the address that mails come from unless the mail server's settings name another address."""
    practice = the_practice()
    return (practice.name, practice.email) if practice else ("", "")
