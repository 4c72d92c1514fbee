"""Alice and the others: one member of staff for each role, and how each signs in."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.test import Client, RequestFactory

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role

PASSWORD = "a long enough sentence"
SECRET = base64.b32encode(b"01234567890123456789").decode()


def member(role: Role = Role.OWNER, name: str = "Alice", **fields: Any) -> User:
    return User.objects.create_user(f"{name.lower()}@clinic.example", PASSWORD, name=name, role=role, **fields)


def enrol(user: User) -> None:
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)


def code_now(ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + ahead))


def give_password(client: Client, user: User, password: str = PASSWORD) -> HttpResponse:
    return client.post("/account/login/", {"login": user.email, "password": password})


def give_code(client: Client, code: str | None = None) -> HttpResponse:
    return client.post("/account/second-factor/authenticate/", {"code": code or code_now()})


def full_client(user: User) -> Client:
    """Sign in as far as it goes: password and second factor.

    By the last steps of the two forms alone: rendering them costs more than what most tests ask afterwards.
    test_sign_in.py walks through the forms, and compares.
    """
    if not Authenticator.objects.filter(user=user).exists():
        enrol(user)
    client = Client()
    request = RequestFactory().post("/account/login/")
    request.session, request.user = client.session, user
    record_authentication(request, user, method="password", email=user.email)
    post_authentication(request, Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP))
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    UserSession.objects.create_from_request(request)
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client


def walked_client(user: User) -> Client:
    """Sign in through the two forms, as people do."""
    if not Authenticator.objects.filter(user=user).exists():
        enrol(user)
    client = Client()
    give_password(client, user)
    assert give_code(client).status_code == 302
    return client
