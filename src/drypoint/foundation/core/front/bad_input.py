"""Answer what no program of ours and no person sends: control characters in paths, numbers beyond any id."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import FieldError, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.handlers import base
from django.db import DatabaseError, DataError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from drypoint.foundation.core.text_input import LARGEST_ID, has_control_characters

# Where Wagtail reads a form's fields, JSON among them, and the ids in the address of an action on many pages.
_READERS = {"value_from_datadict", "get_actionable_objects"}
# How views of Wagtail and allauth that look at nothing end when a field is missing, is no number or names nothing.
_STUMBLES = (
    *(ValueError, TypeError, AttributeError, LookupError, AssertionError, ValidationError),
    *(FieldError, ObjectDoesNotExist, NoReverseMatch),
)
# How SQLite's full text search refuses quotation marks that Wagtail's lists hand on as they were typed.
_SEARCH_REFUSALS = ("unterminated string", "fts5: ")
_HANDLER = base.__file__
_OURS = str(Path(__file__).resolve().parents[3])
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

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view of others does not expect: endless numbers, JSON nested too deep, a row still needed."""
        if isinstance(exception, ProtectedError | RestrictedError):
            return _refusal(
                _("This is still in use and was not removed. Take it out of everything that names it first."),
                status=409,
            )
        is_endless = isinstance(exception, OverflowError | RecursionError | DataError)
        is_search = isinstance(exception, OperationalError) and str(exception).startswith(_SEARCH_REFUSALS)
        if (
            not is_endless
            and not is_search
            and not _is_about_input(exception)
            and not _is_of_others(request, exception)
        ):
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


def _is_of_others(request: HttpRequest, exception: Exception) -> bool:
    """Say whether a view of others stumbled over something that was sent, without any line of ours having run.

    An address with numbers alone, asked for without more, holds nothing to stumble over: that is a fault.
    """
    if not isinstance(exception, _STUMBLES):
        return False
    match = request.resolver_match
    words = [value for value in match.kwargs.values() if isinstance(value, str)] if match is not None else []
    if request.method in {"GET", "HEAD"} and not request.META.get("QUERY_STRING") and not words:
        return False
    files = [frame.f_code.co_filename for frame, _line in traceback.walk_tb(exception.__traceback__)]
    # Up to the handler that calls the view, middlewares of ours have run; a traceback begins with some of them.
    begun = max((place for place, file in enumerate(files) if file == _HANDLER), default=None)
    return begun is not None and not any(file.startswith(_OURS) for file in files[begun + 1 :])


def _refusal(sentence: str, *, status: int = 400) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
