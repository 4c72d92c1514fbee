"""Who may come in before there is a practice: nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse

from drypoint.foundation.practice.queries import the_practice

P = ParamSpec("P")


def needs_practice(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Answer 404 until the set-up page has been filled in: there is nobody yet who could read what is sent."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if the_practice() is None:
            raise Http404
        return view(request, *args, **kwargs)

    return answer
