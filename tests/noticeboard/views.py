"""The one screen of the room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from drypoint.foundation.accounts.actors import needs
from tests.noticeboard.plugs import PINNED, Notices


@needs("noticeboard.read")
def notices(request: HttpRequest) -> HttpResponse:
    return render(request, "noticeboard/_notices.html", {"shown": Notices("Notices", tuple(PINNED))})


def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Umbrella found")
