"""A sign-in that has the password and waits for the second factor: it holds only as long as that password does."""

from __future__ import annotations

from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from drypoint.foundation.accounts.models import User

_HASH = "auth_hash"


class SecondStage(AuthenticateStage):
    """Allauth's, which notes whose password it was."""

    def handle(self) -> tuple[object, bool]:
        """Ask for the second factor unless a passkey alone was enough."""
        response, goes_on = super().handle()
        if response is not None:
            self.state[_HASH] = self.login.user.get_session_auth_hash()
        return response, goes_on


def end_if_stale(request: HttpRequest) -> None:
    """Forget a half-way sign-in if its person was shut out since, or has another password."""
    login = unstash_login(request, peek=True)
    if login is None:
        return
    stages = login.state.get("stages", {})
    noted = stages.get(SecondStage.key, {}).get("data", {}).get(_HASH, "")
    user = login.user
    holds = isinstance(user, User) and user.is_active and constant_time_compare(noted, user.get_session_auth_hash())
    if not holds:
        clear_login(request)
