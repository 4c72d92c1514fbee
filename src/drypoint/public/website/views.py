"""Public answers: pages, search, robots, sitemap, feed, pictures."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils._os import safe_join
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_safe
from wagtail.views import serve as serve_by_wagtail

from drypoint.foundation.core.front.pace import Pace
from drypoint.foundation.core.front.page_store import mark_storable
from drypoint.foundation.core.limits import address_of
from drypoint.foundation.practice.rules import open_times
from drypoint.knowledge.language import languages
from drypoint.public.website import presenters
from drypoint.public.website.drawn import answer_with, draw
from drypoint.public.website.extensions import Address, Alternate, further_addresses
from drypoint.public.website.furniture import absolute
from drypoint.public.website.links import TextRenderer, enquiry_url, placeholders
from drypoint.public.website.machines.presenters import feed as news_feed
from drypoint.public.website.machines.presenters import site_map_file
from drypoint.public.website.models import PAGE_TYPES, SitePage
from drypoint.public.website.published import Published, as_published
from drypoint.public.website.rendering import body_of
from drypoint.public.website.searching import results_for
from drypoint.public.website.site_map import Node

LONGEST_QUERY = 100
# Of one address in a minute: more than people type, less than keeps a processor busy.
searches = Pace(most=120, seconds=60)
_MODELS = {model.__name__.lower(): model for model in PAGE_TYPES}


def _live_page(node: Node) -> SitePage | None:
    """Return the page as it is now; it may have gone since the map was read. Without the ordering that first() adds."""
    return next(iter(_MODELS[node.kind].objects.live().filter(pk=node.id)), None)


@require_safe
def show_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer with the live page at the path; what is not in the site map goes the long way through Wagtail."""
    address = f"/{get_language()}/{path}"
    site = as_published()
    node = site.site_map.by_url.get(address)
    page = _live_page(node) if node and address.endswith("/") else None
    answer: HttpResponse = page.serve(request, site=site) if page else serve_by_wagtail(request, path)
    return answer


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search the live pages of one language. Nothing is noted about who searched for what."""
    if not searches.takes(address_of(request)):
        refusal = render(request, "look/too_often.html", {"minutes": 1}, status=429)
        refusal.headers["Retry-After"] = "60"
        refusal.headers["Cache-Control"] = "no-store"
        return refusal
    language = get_language() or settings.LANGUAGE_CODE
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]
    site = as_published()
    furniture = site.furniture_of(language, None)
    found = results_for(words, language, site.site_map, site.search_index(language))
    prices, prices_url = _prices(language, site) if found.answered == "prices" else (SafeString(), "")
    response = answer_with(
        presenters.SiteSearchPage(
            furniture,
            words,
            results=tuple(found.links),
            answered=found.answered,
            leads_on=tuple(found.leads_on),
            hours=presenters.open_ranges(open_times(site.practice.opening_hours)) if site.practice else (),
            prices=prices,
            prices_url=prices_url,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _prices(language: str, site: Published) -> tuple[SafeString, str]:
    """Return the table of prices and the address of its page, "" where there is none."""
    node = site.site_map.by_key("prices", language)
    page = _live_page(node) if node else None
    if node is None or page is None:
        return SafeString(), ""
    text = TextRenderer(site.site_map, language, placeholders(site.practice, lazy(site.price_range, str)(language)))
    return body_of(page, text, site).first_prices(), node.url


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what is for them."""
    worded = (f"/*/{one.path(word)}/" for word in ("conversation", "search") for one in languages().values())
    closed = ("/desk/", "/edit/", "/account/", "/setup/", *dict.fromkeys(worded))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {absolute('/sitemap.xml')}"]
    return mark_storable(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every live page with its translations."""
    site_map = as_published().site_map
    urls = {language: absolute(enquiry_url(language)) for language in site_map.languages if enquiry_url(language)}
    forms = tuple(Alternate(language, url) for language, url in urls.items())
    further = [*further_addresses(site_map), *(Address(url, forms) for url in urls.values())]
    text = draw(site_map_file(site_map, further))
    return mark_storable(HttpResponse(text, content_type="application/xml"))


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the articles of one language as RSS, the newest first."""
    language = get_language() or settings.LANGUAGE_CODE
    site = as_published()
    name = site.practice.name if site.practice else ""
    text = draw(news_feed(name, language, request.path, site.site_map.nodes))
    return mark_storable(HttpResponse(text, content_type="application/rss+xml; charset=utf-8"))


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """Give a rendition of a picture of the site; originals are not public, their metadata could tell too much."""
    path = safe_join(str(settings.MEDIA_ROOT), "images", name)
    try:
        file = open(path, "rb")  # noqa: SIM115, PTH123 (FileResponse closes it)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, and name pages that look like what was asked for."""
    language = get_language() or settings.LANGUAGE_CODE
    words = request.path.replace("-", " ").replace("/", " ").split()[1:]
    site = as_published()
    furniture = site.furniture_of(language, None)
    page = presenters.not_found_page(furniture, " ".join(words)[:LONGEST_QUERY], site.site_map)
    return answer_with(page, status=404)


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Send a visitor of the bare host name to the language that the browser asks for, of those that the site has."""
    of_site = as_published().site_map.languages
    if not of_site:
        return redirect("/setup/")
    asked = get_language_from_request(request)
    response = redirect(f"/{asked if asked in of_site else of_site[0]}/")
    response.headers["Vary"] = "Accept-Language"
    return response
