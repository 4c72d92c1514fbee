"""One-time links by which somebody sets a password: signed, over after 72 hours, dead as soon as the password is set.

Django's own token is made of the password's hash and the last sign-in, so that using it, or making a newer one
(which first replaces the password), ends it without a row to keep.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from drypoint.foundation.accounts.models import User


class _InvitationTokens(PasswordResetTokenGenerator):
    key_salt = "drypoint.accounts.invitation"


_tokens = _InvitationTokens()


def link_for(user: User) -> str:
    """Return the whole address that lets this person set a password now."""
    uid = urlsafe_base64_encode(str(user.pk).encode())
    return f"{settings.CONFIG.url}{reverse('account_invitation', args=[uid, _tokens.make_token(user)])}"


def invited(uid: str, token: str) -> User | None:
    """Return whose link this is, or None if it is forged, used, replaced, over, or its person deactivated."""
    try:
        key = int(force_str(urlsafe_base64_decode(uid)))
    except ValueError:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user is not None and _tokens.check_token(user, token) else None
