"""Sign the demo's owner in without a browser."""

from __future__ import annotations


def owner_session() -> tuple[str, str]:
    """Return the cookie's name and the key of a session that has shown its second factor."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from drypoint.foundation.accounts import sessions
    from drypoint.foundation.accounts.models import User
    from drypoint.foundation.accounts.roles import Role
    from drypoint.foundation.core import clock

    owner = User.objects.get(role=Role.OWNER)
    if not sessions.has_second_factor(owner):
        TOTP.activate(owner, generate_totp_secret())
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    sessions.begin(session, clock.now())
    sessions.mark_second_factor(session, owner)
    session.create()
    return settings.SESSION_COOKIE_NAME, str(session.session_key)
