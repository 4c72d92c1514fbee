"""What every template knows of the practice, and the languages in which a page of a room stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override

from drypoint.foundation.practice.queries import languages_of_site, the_practice
from drypoint.knowledge.language import language_of


@dataclass(frozen=True)
class PageInLanguage:
    """This page in a language of the site. address is what search engines are told, "" for a link of one person."""

    code: str
    name: str
    url: str
    address: str
    is_current: bool


def practice(request: HttpRequest) -> dict[str, object]:
    """Give templates `practice`: the row, or None before set-up. One query a request, wherever it was made first."""
    known = getattr(request, "practice", None)
    return {"practice": known if known is not None else SimpleLazyObject(the_practice)}


def languages(request: HttpRequest) -> dict[str, object]:
    """Give templates `languages`, the page that is read in each language of the site, and `home_url` in this one."""
    found = in_languages(request)
    return {"languages": found, "home_url": f"/{get_language()}/"} if found else {}


def in_languages(request: HttpRequest) -> Sequence[PageInLanguage]:
    """Return a page below a language in each language of the site; none for what is sent, which a link would lose."""
    match, spoken = request.resolver_match, get_language()
    if match is None or not match.url_name or request.method not in ("GET", "HEAD"):
        return ()
    if request.path_info.split("/")[1] != spoken:
        return ()
    is_for_all = not {"token", "when"} & set(match.kwargs)
    # As it came: read into fields it may be refused, also on the page that says so.
    typed = iri_to_uri(request.META.get("QUERY_STRING", ""))
    query = f"?{typed}" if typed else ""
    found = []
    for code in languages_of_site():
        with override(code):
            url = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        address = f"{settings.CONFIG.url}{url}" if is_for_all else ""
        found.append(PageInLanguage(code, language_of(code).name, url + query, address, code == spoken))
    # A list is no key of `{% kept %}`: nothing of a link of one person stays in the memory of the process, and no
    # query: a visitor can ask so many of them that every real header is thrown out.
    return tuple(found) if is_for_all and not query else found
