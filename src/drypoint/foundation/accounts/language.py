"""Which language a page speaks, without leading people astray."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """Django's, except that a view's own 404 stays a 404.

    Django would send every 404 outside a language to the same path below one, because Wagtail's pages match any path
    there: a missing enquiry of the desk would become a redirect to a page of the website.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Redirect only a path that leads to no view at all."""
        if request.resolver_match is None:
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response
