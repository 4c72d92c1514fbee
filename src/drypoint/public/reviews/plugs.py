"""What this room shows in others: what waits on the desk, and a part of the website's pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.public.reviews import presenters, queries
from drypoint.public.reviews.models import Review


@dataclass(frozen=True)
class SitePart:
    """A part of a page of the website: its heading and what stands below it."""

    heading: str
    html: SafeString


def what_waits(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say how many reviews wait for a decision."""
    count = queries.counts(viewing.actor).get(Review.State.WAITING, 0)
    if count:
        sentence = ngettext("%(count)d review waits for a decision.", "%(count)d reviews wait for a decision.", count)
        yield WaitingLine(sentence % {"count": count}, f"{reverse('reviews_desk:list')}?state=waiting", "plain")


def on_site(language: str) -> SitePart | None:
    """Return what the home page and that of the team show, None where there is nothing to show."""
    found = queries.published()
    if not found.latest and (found.google is None or not found.google.link):
        return None
    with override(language):
        page = presenters.ReviewsOnSite(
            shown=presenters.all_shown(found, has_key=bool(settings.CONFIG.google_places_key)),
            all_url=reverse("reviews:all"),
            google_url=reverse("reviews:google"),
        )
        names = {field.name: getattr(page, field.name) for field in fields(page)}
        html = get_template(page.template).render(names)
        return SitePart(_("What people say of us"), mark_safe(html))  # noqa: S308 (a template's)


def all_address(language: str) -> str:
    """Return the path of all reviews in a language."""
    with override(language):
        return reverse("reviews:all")
