"""Answer what no program of ours and no person sends: control characters in paths, numbers beyond any id."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase

from drypoint.foundation.core.text_input import LARGEST_ID, has_control_characters

logger = logging.getLogger(__name__)


class BadInputMiddleware:
    """Refuse such requests with 400 or 404, for our views and for those of Wagtail and allauth alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse a path with a control character: file names, headers and PostgreSQL take none."""
        if has_control_characters(request.path_info):
            return _refusal("This address holds a character that no address has.")
        return self.get_response(request)

    def process_view(
        self,
        _request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> None:
        """Say that there is nothing under a number that no row can have."""
        if any(isinstance(value, int) and value > LARGEST_ID for value in kwargs.values()):
            raise Http404

    def process_exception(self, _request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a number too large for the database, or JSON nested too deep, that a view of others read unbounded."""
        if not isinstance(exception, OverflowError | RecursionError | DataError):
            return None
        logger.warning("Bad input reached a view.", exc_info=exception)
        return _refusal("What was sent holds a number that is too large, or is nested too deep.")


def _refusal(sentence: str) -> HttpResponse:
    return HttpResponseBadRequest(f"{sentence}\n", content_type="text/plain; charset=utf-8")
