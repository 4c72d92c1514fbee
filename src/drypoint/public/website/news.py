"""The list of news, in parts: a practice that has written for years keeps a light page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpResponse

from drypoint.foundation.core.front.page_store import mark_storable
from drypoint.public.website.drawn import answer_with
from drypoint.public.website.extensions import Visit
from drypoint.public.website.furniture import absolute
from drypoint.public.website.models import SitePage
from drypoint.public.website.presenters import NewsPage, part_of_news
from drypoint.public.website.published import as_published
from drypoint.public.website.rendering import view_of

NEWS_KIND = "newsindexpage"
_MOST_DIGITS = 4


def number_below(_page: SitePage, path: Sequence[str]) -> int | None:
    """Return the number of a part after the first, as the address below the list writes it."""
    number = path[0] if len(path) == 1 else ""
    is_number = number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS and not number.startswith("0")
    return int(number) if is_number and number != "1" else None


def answer_with_news(visit: Visit) -> HttpResponse:
    """Answer with a part of the list; raises Http404 where there is no such part."""
    site = visit.site or as_published()
    number = visit.below if isinstance(visit.below, int) else 1
    view, furniture, until = view_of(visit.page, site, is_preview=visit.is_preview)
    node = site.site_map.by_id.get(visit.page.pk)
    address = node.url if node else f"/{furniture.page_language}/"
    part = part_of_news(view.children, address, number)
    if part is None:
        raise Http404
    if number > 1:  # other languages have other news, so that their parts do not say the same
        view = replace(view, canonical=absolute(f"{address}{number}/"), alternates=())
    response = answer_with(NewsPage(furniture, view, part))
    return response if visit.is_preview else mark_storable(response, until)
