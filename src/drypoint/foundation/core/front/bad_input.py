"""Answer what no program of ours and no person sends: control characters in paths, numbers beyond any id."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase

from drypoint.foundation.core.text_input import LARGEST_ID, has_control_characters

# Where Wagtail reads a form's fields, JSON among them, and the ids in the address of an action on many pages.
_READERS = {"value_from_datadict", "get_actionable_objects"}
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
        if not isinstance(exception, OverflowError | RecursionError | DataError) and not _is_about_input(exception):
            return None
        logger.warning("Bad input reached a view.", exc_info=exception)
        return _refusal(
            "What was sent cannot be read: a number is too large or none, or a text is not as an editor sends it."
        )


def _is_about_input(exception: Exception) -> bool:
    """Say whether the editor stumbled over what was sent while it turned that into values, and not over our pages."""
    if isinstance(exception, Http404 | PermissionDenied | DatabaseError):
        return False
    return any(frame.f_code.co_name in _READERS for frame, _line in traceback.walk_tb(exception.__traceback__))


def _refusal(sentence: str) -> HttpResponse:
    return HttpResponseBadRequest(f"{sentence}\n", content_type="text/plain; charset=utf-8")
