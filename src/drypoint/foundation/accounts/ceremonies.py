"""Challenges that a passkey answers: one for each purpose and person, for five minutes, answered once.

Purposes do not share a challenge, so that an answer given for one opens nothing of another; and an answer counts only
from the practice's own address, not from another port, a sub-domain or a page that frames ours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import CollectedClientData, PublicKeyCredentialRpEntity

from drypoint.foundation.accounts.addresses import is_on_this_machine

LIFETIME = timedelta(minutes=5)
_CHALLENGES = "drypoint_challenges"


class Purpose(StrEnum):
    """What a passkey is asked for."""

    ALONE = "alone"
    SECOND = "second"
    AGAIN = "again"
    ADDING = "adding"


def keep(request: HttpRequest, purpose: Purpose, user_id: int | None, at: datetime) -> None:
    """Put the challenge that allauth has just made under its purpose, in place of an older one.

    user_id says who may answer it; None for whoever signs in by passkey alone, who is not known yet.
    """
    made = request.session.pop(STATE_SESSION_KEY)
    until = int((at + LIFETIME).timestamp())
    kept = {**request.session.get(_CHALLENGES, {}), purpose.value: {**made, "user": user_id, "until": until}}
    request.session[_CHALLENGES] = kept


def take(request: HttpRequest, purpose: Purpose, user_id: int | None, at: datetime) -> dict[str, object] | None:
    """Use the challenge up and return it, or None if there is none for this purpose and person, or its time is over."""
    kept = dict(request.session.get(_CHALLENGES, {}))
    challenge = kept.pop(purpose.value, None)
    request.session[_CHALLENGES] = kept
    if challenge is None or challenge["user"] != user_id or at.timestamp() >= challenge["until"]:
        return None
    return dict(challenge)


def server_for(request: HttpRequest) -> Fido2Server:
    """Return what compares an answer with its challenge; of origins it takes one."""
    own = origin_of(request)
    return Fido2Server(
        PublicKeyCredentialRpEntity(name="", id=site_of(request)), verify_origin=lambda said: said == own
    )


def is_framed(client_data: CollectedClientData) -> bool:
    """Say whether the browser was showing our page within another site's. Anything but a plain no counts as yes."""
    said = client_data._data  # noqa: SLF001 (fido2 keeps topOrigin nowhere else)
    return said.get("crossOrigin", False) is not False or "topOrigin" in said


def origin_of(request: HttpRequest) -> str:
    """Return the one origin whose passkeys count, as browsers write it: the practice's configured address.

    At this very machine it is also localhost at the port that is served: a passkey cannot belong to 127.0.0.1.
    """
    if _is_local(request):
        port = int(request.META.get("SERVER_PORT") or 80)
        return "http://localhost" + ("" if port == 80 else f":{port}")
    address = urlsplit(settings.CONFIG.url)
    is_usual = address.port in {None, {"http": 80, "https": 443}[address.scheme]}
    return f"{address.scheme}://{_host(address.hostname)}" + ("" if is_usual else f":{address.port}")


def site_of(request: HttpRequest) -> str:
    """Return the host name that passkeys are made for."""
    return "localhost" if _is_local(request) else _host(urlsplit(settings.CONFIG.url).hostname)


def _host(name: str | None) -> str:
    return (name or "").encode("idna").decode()


def _is_local(request: HttpRequest) -> bool:
    is_by_name = request.get_host().partition(":")[0] == "localhost"
    return is_by_name and request.scheme == "http" and is_on_this_machine(request)
