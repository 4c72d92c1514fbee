"""Pages that a site must always have: the first page of each of its languages, and the legal pages of the set-up.

A legal page that an editor adds has no short name, so that nothing leads to it by one, and may go like any other.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from drypoint.foundation.practice.queries import languages_of_site
from drypoint.public.website.models import HomePage, LegalPage


class TakingDownRefused(ValidationError):  # noqa: N818 (a refusal, in the words of the domain)
    """A page was about to go that the site must have; nothing was changed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__(
            _(
                "“%(page)s” cannot be taken down: the site must have it. Change its text instead, or publish a copy of "
                "it first, which then takes its place."
            )
            % {"page": page}
        )

    def __str__(self) -> str:
        return str(self.message)


def would_be_missed(page: Page) -> bool:
    """Say whether a page is live, must be there in a language of the site, and has no live copy."""
    kind = page.specific_class
    if kind not in (HomePage, LegalPage):
        return False
    stored = kind.objects.filter(pk=page.pk, live=True).first()
    if stored is None or stored.locale.language_code not in languages_of_site():
        return False
    alike = {} if kind is HomePage else {"key": stored.key}
    has_copy = kind.objects.filter(live=True, locale=stored.locale, **alike).exclude(pk=page.pk).exists()
    return not has_copy and (kind is HomePage or bool(stored.key))


def require_not_missed(page: Page, *, with_those_below: bool = False) -> None:
    """Raise TakingDownRefused where the page, or one below it that would go too, must stay."""
    below = page.get_descendants().type(LegalPage) if with_those_below else ()
    for one in (page, *below):
        if would_be_missed(one):
            raise TakingDownRefused(one)
