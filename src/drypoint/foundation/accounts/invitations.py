"""One-time links by which somebody sets a password: signed, over after 72 hours, dead as soon as the password is set.

The version of the link stands with the person. Setting a password, making a newer link and letting somebody go raise
it, so that every older link is dead, and no row holds one that works.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock, links
from drypoint.foundation.core.mail.outbox import PLACEHOLDER, SecretLink

PURPOSE = "invitation"
LIFETIME = timedelta(hours=72)


def secret_link_of(user: User) -> SecretLink:
    """Return what a mail's link is to open."""
    return SecretLink(PURPOSE, uuid.UUID(int=user.pk), user.link_version, LIFETIME)


def address_in_mail(user: User) -> str:
    """Return the whole address as a mail's row holds it."""
    return _address(user, PLACEHOLDER)


def link_for(user: User) -> str:
    """Return the whole address that lets this person set a password, from now on for 72 hours."""
    token = links.make(PURPOSE, uuid.UUID(int=user.pk), user.link_version, clock.now() + LIFETIME)
    return _address(user, token)


def _uid_of(user_id: int) -> str:
    return urlsafe_base64_encode(str(user_id).encode())


def _address(user: User, token: str) -> str:
    return f"{settings.CONFIG.url}{reverse('account_invitation', args=[_uid_of(user.pk), token])}"


def invited(uid: str, token: str, at: datetime) -> User | None:
    """Return whose link this is, or None if it is forged, used, replaced, over, or its person deactivated."""
    link = links.read_or_nobody(PURPOSE, token, at)
    if uid != _uid_of(link.subject.int):
        return None
    return User.objects.filter(pk=link.subject.int, is_active=True, link_version=link.version).first()
