"""Answers for one person's eyes, and the cookie by which a browser that gave the second fact is known again."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from drypoint.foundation.core import limits, links

P = ParamSpec("P")


def private(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Answer for one person's eyes: not stored anywhere, not told to any other site; too often becomes 429."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except limits.LimitReachedError as reached:
            seconds = math.ceil(reached.retry_after.total_seconds())
            response = render(request, "look/too_often.html", {"minutes": math.ceil(seconds / 60)}, status=429)
            response["Retry-After"] = str(seconds)
        patch_cache_control(response, no_store=True, private=True)
        response["Referrer-Policy"] = "no-referrer"
        response.setdefault("X-Robots-Tag", "noindex")
        return response

    return answer


@dataclass(frozen=True)
class OpenedCookie:
    """Lets one browser into one thing, at the thing's own path, for a while after it gave the second fact.

    purpose is that of the signed value within, other than the purpose of the link that it stands for.
    """

    name: str
    purpose: str
    lifetime: timedelta

    def remember(
        self, response: HttpResponse, *, subject: uuid.UUID, version: int, path: str, at: datetime
    ) -> HttpResponse:
        """Let this browser in for the lifetime, from now on."""
        response.set_cookie(
            self.name,
            links.make(self.purpose, subject, version, at + self.lifetime),
            max_age=self.lifetime,
            path=path,
            secure=settings.CONFIG.is_https,
            httponly=True,
            samesite="Strict",
        )
        return response

    def is_for(self, request: HttpRequest, link: links.SignedLink, at: datetime) -> bool:
        """Say whether this browser was let in by this very version of the link, not too long ago."""
        try:
            opened = links.read(self.purpose, request.COOKIES.get(self.name, ""), at)
        except links.InvalidLinkError:
            return False
        return (opened.subject, opened.version) == (link.subject, link.version)

    def forget(self, response: HttpResponse, *, path: str) -> HttpResponse:
        """Close the door behind this browser."""
        response.delete_cookie(self.name, path=path, samesite="Strict")
        return response
