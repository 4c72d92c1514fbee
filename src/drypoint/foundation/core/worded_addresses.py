"""Addresses below a language, in the words of that language; by the English ones of the URLconf they go on answering.

The words are data (`path_words` of a language), so that a language without any has the English addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.urls.resolvers import RoutePattern
from django.utils.functional import lazy
from django.utils.translation import get_language

from drypoint.knowledge.language import language_of

View = Callable[..., HttpResponse]


def _spoken(route: str) -> str:
    return language_of(get_language()).path(route)


# Django asks such a route anew in each language, when it reads an address and when it makes one.
_in_own_words: Callable[[str], str] = lazy(_spoken, str)


def in_words_of_the_language(urlconf: str) -> tuple[list[URLPattern | URLResolver], str]:
    """Return a URLconf and its app_name, as include() takes them, with each address in the language that is spoken."""
    module = import_module(urlconf)
    app_name: str = getattr(module, "app_name", "")
    return [one for entry in module.urlpatterns for one in _worded(entry, app_name)], app_name


def _worded(entry: URLPattern | URLResolver, app_name: str) -> Iterator[URLPattern | URLResolver]:
    if not (isinstance(entry, URLPattern) and isinstance(entry.pattern, RoutePattern) and entry.name):
        yield entry
        return
    route, view = str(entry.pattern), entry.callback
    yield path(_in_own_words(route), view, entry.default_args, entry.name)
    yield path(route, _moved(view, f"{app_name}:{entry.name}" if app_name else entry.name), entry.default_args)


def _moved(view: View, name: str) -> View:
    """Return a view that sends whoever reads to the address of today, with the query; what is posted it takes in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponsePermanentRedirect(
            reverse(name, args=args, kwargs=kwargs) + (f"?{query}" if query else "")
        )
        # The address may open something for one person: nothing on the way keeps it or hands it on.
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer
