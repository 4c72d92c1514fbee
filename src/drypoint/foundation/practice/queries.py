"""Named reads about the practice."""

from __future__ import annotations

from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.language import FALLBACK, languages
from drypoint.knowledge.language.languages import language_of_country


def the_practice() -> Practice | None:
    """Return the practice, or None before the set-up page has been filled in."""
    return Practice.objects.filter(pk=1).first()


def languages_of_site() -> tuple[str, ...]:
    """Return the languages that the practice chose for its site; before set-up, all that there are."""
    practice = the_practice()
    return tuple(practice.languages) if practice and practice.languages else tuple(languages())


def alphabet_of_names() -> str:
    """Return the language whose alphabet lists of names follow: that of the practice's country, else its main one."""
    practice = the_practice()
    if practice is None:
        return FALLBACK
    spoken_there = language_of_country(practice.country)
    return spoken_there.code if spoken_there else practice.main_language


def mail_sender() -> tuple[str, str]:
    """Return the name and the address that mails come from unless the mail server's settings name another address."""
    practice = the_practice()
    return (practice.name, practice.email) if practice else ("", "")
