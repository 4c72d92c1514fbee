"""Write into the audit trail what allauth and Wagtail tell of themselves, and keep a session's marks in step.

Receivers only write down; nothing is decided here, except that a session's clocks start when it is signed in to.
"""

from __future__ import annotations

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save
from django.http import HttpRequest
from wagtail.models import ModelLogEntry, PageLogEntry

from drypoint.foundation.accounts import actions, sessions
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import SYSTEM

_KINDS = {
    Authenticator.Type.TOTP: "app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


def _on_sign_in(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    sessions.begin(request.session, clock.now())
    audit.record(actor_of_user(user), "staff.sign_in", user)


def _on_sign_out(sender: object, request: HttpRequest, user: User | None, **kwargs: object) -> None:
    if user is not None:
        audit.record(actor_of_user(user), "staff.sign_out", user)
        UserSession.objects.filter(session_key=request.session.session_key).delete()


def _on_factor_added(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        sessions.mark_second_factor(request.session, user)
    audit.record(actor_of_user(user), "second_factor.add", user, kind=_KINDS[authenticator.type])


def _on_factor_removed(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    if not sessions.has_second_factor(user):
        sessions.unmark_second_factor(request.session)
    audit.record(actor_of_user(user), "second_factor.remove", user, kind=_KINDS[authenticator.type])


def _on_codes_renewed(sender: object, user: User, **kwargs: object) -> None:
    audit.record(actor_of_user(user), "recovery_codes.renew", user)


def _on_factor_used(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    sessions.mark_second_factor(request.session, user)
    sessions.confirm(request.session, user, clock.now())
    is_recovery = authenticator.type == Authenticator.Type.RECOVERY_CODES
    action = "recovery_codes.use" if is_recovery else "second_factor.use"
    audit.record(
        actor_of_user(user), action, user, kind=_KINDS[authenticator.type], again=bool(kwargs["reauthenticated"])
    )


def _on_factor_failed(sender: object, user: User, **kwargs: object) -> None:
    audit.record(actor_of_user(user), "second_factor.fail", user)


def _on_password_changed(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    audit.record(actor_of_user(user), "password.change", user)
    actions.end_other_sessions(actor=actor_of_user(user), kept_key=request.session.session_key)


def _on_website_log(sender: object, instance: PageLogEntry | ModelLogEntry, **kwargs: object) -> None:
    if kwargs["created"]:
        actor = actor_of_user(instance.user) if isinstance(instance.user, User) else SYSTEM
        audit.record(actor, "website.log", instance, event=instance.action, object=str(instance.object_id))


def connect() -> None:
    """Connect every receiver, once; called when the apps are ready."""
    for signal, receiver in (
        (user_logged_in, _on_sign_in),
        (user_logged_out, _on_sign_out),
        (account.password_changed, _on_password_changed),
        (mfa.authenticator_added, _on_factor_added),
        (mfa.authenticator_removed, _on_factor_removed),
        (mfa.authenticator_reset, _on_codes_renewed),
        (mfa.authenticator_used, _on_factor_used),
        (mfa.authentication_failed, _on_factor_failed),
    ):
        signal.connect(receiver, dispatch_uid=f"drypoint.{receiver.__name__}")
    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(_on_website_log, sender=model, dispatch_uid=f"drypoint.{model.__name__}")
