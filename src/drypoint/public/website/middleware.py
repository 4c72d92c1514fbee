"""Tell the editor why a page was not published or not taken down, whichever of Wagtail's screens was used."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from drypoint.public.website.gate import PublishingRefused
from drypoint.public.website.standing_pages import TakingDownRefused


class PublishingRefusedMiddleware:
    """Turn a refusal of the gate into messages and the way to the page that was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; everything else is for others."""
        if not isinstance(exception, PublishingRefused | TakingDownRefused):
            return None
        messages.error(request, str(exception))
        if exception.page.pk:
            return redirect("wagtailadmin_pages:edit", exception.page.pk)
        return redirect("wagtailadmin_home")
