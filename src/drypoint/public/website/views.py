"""Public answers: pages, search, robots, sitemap, feed, pictures."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils._os import safe_join
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page
from wagtail.views import serve as serve_by_wagtail

from drypoint.foundation.core.front.page_store import mark_storable
from drypoint.public.website.extensions import Link, found, further_addresses
from drypoint.public.website.furniture import absolute, alternates_of
from drypoint.public.website.models import PAGE_TYPES, SitePage
from drypoint.public.website.published import Published, as_published
from drypoint.public.website.search_index import as_asked
from drypoint.public.website.site_map import Node

RESULTS = 20
LONGEST_QUERY = 100
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


def _found(words: str, language: str, site: Published) -> list[Node]:
    words = as_asked(words)
    if not words:
        return []
    locale = Locale.objects.filter(language_code=language).first()
    results = Page.objects.live().filter(locale=locale).search(words)[:RESULTS] if locale else ()
    nodes = (site.site_map.by_id.get(page.pk) for page in results)
    return [node for node in nodes if node is not None]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search the live pages of one language. Nothing is noted about who searched for what."""
    language = get_language() or settings.LANGUAGE_CODE
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]
    site = as_published()
    furniture = site.furniture_of(language, None)
    beside = found(words, site.site_map, language)
    pages = [Link(node.title, node.url, node.description) for node in _found(words, language, site)]
    results = [*beside.named, *pages, *beside.described][:RESULTS]
    answer = get_template("website/search.html").render({**furniture.context(), "words": words, "results": results})
    response = HttpResponse(answer)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what is for them."""
    closed = ("/desk/", "/edit/", "/account/", "/setup/", "/*/conversation/", "/*/search/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {absolute('/sitemap.xml')}"]
    return mark_storable(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every live page with its translations."""
    site_map = as_published().site_map
    entries = [
        {"url": absolute(node.url), "changed_at": node.changed_at, "alternates": alternates_of(site_map, node)}
        for node in site_map.nodes
    ]
    entries += [
        {"url": one.url, "changed_at": None, "alternates": one.alternates} for one in further_addresses(site_map)
    ]
    text = get_template("website/sitemap.xml").render({"entries": entries})
    return mark_storable(HttpResponse(text, content_type="application/xml"))


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the articles of one language as RSS, the newest first."""
    language = get_language() or settings.LANGUAGE_CODE
    site = as_published()
    articles = [node for node in site.site_map.nodes if node.kind == "articlepage" and node.language == language]
    articles.sort(key=lambda node: node.published_at.timestamp() if node.published_at else 0.0, reverse=True)
    context = {
        "name": site.practice.name if site.practice else "",
        "language": language,
        "home": absolute(f"/{language}/"),
        "address": absolute(request.path),
        "articles": [(node, absolute(node.url)) for node in articles[:RESULTS]],
    }
    text = get_template("website/feed.xml").render(context)
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
    words = " ".join(request.path.replace("-", " ").replace("/", " ").split()[1:])[:LONGEST_QUERY]
    site = as_published()
    suggestions = _alike(words, language, site) or [
        node for node in site.site_map.menu(language) if node.kind != "homepage"
    ]
    context = {**site.furniture_of(language, None).context(), "suggestions": suggestions}
    return HttpResponse(get_template("website/404.html").render(context), status=404)


def _alike(words: str, language: str, site: Published) -> list[Node]:
    """Return pages whose title or address shares a word with what was asked for."""
    asked = {word for word in as_asked(words).split() if len(word) > 3}
    return [
        node
        for node in site.site_map.nodes
        if node.language == language and asked & set(as_asked(f"{node.title} {node.url}".replace("-", " ")).split())
    ][:6]


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Send a visitor of the bare host name to the language that the browser asks for, of those that the site has."""
    languages = as_published().site_map.languages
    if not languages:
        return redirect("/setup/")
    asked = get_language_from_request(request)
    response = redirect(f"/{asked if asked in languages else languages[0]}/")
    response.headers["Vary"] = "Accept-Language"
    return response
