"""The door of a view: who may come in, and what the others are told."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from drypoint.foundation.accounts.actors import actor_of
from drypoint.foundation.accounts.capabilities import CAPABILITIES, known

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# The gate asks every view of the desk for this; one without it is shut to all.
NEEDED = "needed_capability"


def refuse(request: HttpRequest, capability: str = "") -> HttpResponse:
    """Answer 403 with a sentence that says what is missing and whom to ask."""
    sentence = next((entry.sentence for entry in CAPABILITIES if entry.name == capability), "")
    return render(request, "accounts/refused.html", {"sentence": sentence, "title": _("Not for your role")}, status=403)


def needs(capability: str, *, hidden: bool = False) -> Callable[[View[P]], View[P]]:
    """Let only those into the view who hold the capability.

    Nobody signed in: to the sign-in page (the gate does that before). Staff without the right: 403 with a sentence,
    or 404 where even the existence of the page is not theirs to know (hidden). Raises KeyError at import for a
    capability that does not exist.
    """
    known(capability)

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if actor_of(request).may(capability):
                return view(request, *args, **kwargs)
            if hidden:
                raise Http404
            return refuse(request, capability)

        setattr(guarded, NEEDED, capability)
        return guarded

    return decorate


class Needs:
    """The same for a class-based view: `class Outbox(Needs, ListView): capability = "outbox.read"`."""

    capability: str
    hidden = False

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Return the view behind its door."""
        view: Callable[..., HttpResponseBase] = super().as_view(**initkwargs)  # type: ignore[misc]  # a mixin of View
        return needs(cls.capability, hidden=cls.hidden)(view)
