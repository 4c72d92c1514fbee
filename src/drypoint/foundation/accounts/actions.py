"""Every write about staff that allauth does not make itself."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from drypoint.foundation.accounts.invitations import address_in_mail, link_for, secret_link_of
from drypoint.foundation.accounts.models import DayCode, User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.accounts.rules import leaves_no_owner
from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import Actor, NotAllowedError
from drypoint.foundation.core.mail import outbox
from drypoint.foundation.core.writing import durable
from drypoint.knowledge.language import FALLBACK

INVITATION = "staff.invitation"


class AddressTakenError(ValueError):
    """Somebody has this e-mail address already."""


class LastOwnerError(ValueError):
    """The practice would be left without an owner."""


def create_member(
    *,
    actor: Actor,
    email: str,
    name: str,
    role: str,
    language: str = FALLBACK,
    password: str | None = None,
) -> User:
    """Create one member of staff in the caller's transaction, so that the set-up page and the demo come whole.

    Without a password nobody can sign in until a link has set one. Whoever comes to a demo is of the demo, so that it
    can be served again and is never taken for a real practice. Raises AddressTakenError, and ValidationError for
    a value that cannot be kept.
    """
    actor.require("staff.manage")
    if User.objects.filter(email=email.strip().lower()).exists():
        raise AddressTakenError(_("Somebody has the address %(email)s already.") % {"email": email})
    is_demo = User.objects.filter(is_demo=True).exists()
    user = User(email=email.strip().lower(), name=name, role=role, language=_language(language), is_demo=is_demo)
    user.set_password(password)
    user.full_clean()
    user.save()
    audit.record(actor, "staff.create", user, role=user.role, is_demo=is_demo)
    return user


def invite(*, actor: Actor, email: str, name: str, role: str, language: str = FALLBACK, by_mail: bool = True) -> str:
    """Create a member of staff and return the one-time link, which also goes out by mail unless by_mail is False."""
    actor.require("staff.manage")
    with durable():
        user = create_member(actor=actor, email=email, name=name, role=role, language=language)
        link = link_for(user)
        audit.record(actor, "staff.invite", user, by_mail=by_mail)
        if by_mail:
            _mail_link(user)
    return link


def renew_link(*, actor: Actor, user_id: int, by_mail: bool = True) -> str:
    """Return a fresh one-time link; the present password, older links and all sessions of the person end."""
    actor.require("staff.manage")
    with durable():
        user = User.objects.select_for_update().get(pk=user_id, is_active=True)
        user.set_unusable_password()
        user.link_version += 1
        user.save(update_fields=["password", "link_version"])
        link = link_for(user)
        ended = _end_sessions(user)
        audit.record(actor, "staff.renew_link", user, by_mail=by_mail, sessions_ended=ended)
        if by_mail:
            _mail_link(user)
    return link


def set_password(*, user: User, password: str) -> bool:
    """Set the password behind a one-time link; the link, and every session of the person, end with it.

    False, and nothing changed, if the link was used or replaced meanwhile.
    """
    with durable():
        unused = User.objects.filter(pk=user.pk, is_active=True, link_version=user.link_version)
        if unused.update(link_version=user.link_version + 1) != 1:
            return False
        user.set_password(password)
        user.save(update_fields=["password"])
        ended = _end_sessions(user)
        audit.record(Actor("staff", user.pk), "password.set", user, sessions_ended=ended)
    return True


def change_role(*, actor: Actor, user_id: int, role: str) -> User:
    """Give a colleague another role. Raises LastOwnerError if nobody would be owner any more."""
    actor.require("staff.manage")
    with durable():
        user = User.objects.select_for_update().get(pk=user_id)
        if role != Role.OWNER:
            _keep_an_owner(user)
        was, user.role = user.role, Role(role).value
        user.save(update_fields=["role"])
        audit.record(actor, "staff.change_role", user, was=was, role=user.role)
    return user


def deactivate(*, actor: Actor, user_id: int) -> User:
    """Shut a colleague out at once; the name stays in what they did. Raises LastOwnerError for the last owner."""
    actor.require("staff.manage")
    with durable():
        user = User.objects.select_for_update().get(pk=user_id)
        _keep_an_owner(user)
        user.is_active = False
        user.set_unusable_password()
        user.link_version += 1
        user.save(update_fields=["is_active", "password", "link_version"])
        DayCode.objects.filter(user=user).delete()
        audit.record(actor, "staff.deactivate", user, sessions_ended=_end_sessions(user))
    return user


def reactivate(*, actor: Actor, user_id: int) -> str:
    """Let a colleague back in: the second factor is set up anew, and the one-time link is returned and mailed."""
    actor.require("staff.manage")
    with durable():
        user = User.objects.select_for_update().get(pk=user_id, is_active=False)
        user.is_active = True
        user.set_unusable_password()
        user.link_version += 1
        user.save(update_fields=["is_active", "password", "link_version"])
        Authenticator.objects.filter(user=user).delete()
        link = link_for(user)
        audit.record(actor, "staff.reactivate", user)
        _mail_link(user)
    return link


def reset_second_factor(*, actor: Actor, user_id: int) -> int:
    """Remove every second factor of a colleague, who sets up a new one at the next sign-in, and return how many.

    Nobody resets their own: that is what recovery codes and another owner are for (docs/how-to/staff.md).
    """
    actor.require("staff.manage")
    if actor.user_id == user_id:
        raise NotAllowedError("Somebody else must reset your second factor.")
    with durable():
        user = User.objects.select_for_update().get(pk=user_id)
        removed: int = Authenticator.objects.filter(user=user).delete()[0]
        DayCode.objects.filter(user=user).delete()
        audit.record(actor, "second_factor.reset", user, removed=removed, sessions_ended=_end_sessions(user))
    return removed


def set_search_keys(*, actor: Actor, is_on: bool) -> None:
    """Have / and Ctrl-K lead the actor to the search of the desk, or not."""
    if actor.user_id is None:
        return
    with durable():
        changed = User.objects.filter(pk=actor.user_id).exclude(has_search_keys=is_on).update(has_search_keys=is_on)
        if changed:
            audit.record(actor, "staff.search_keys", User(pk=actor.user_id), is_on=is_on)


def end_session(*, actor: Actor, session_id: int) -> bool:
    """End one of the actor's own sessions and say whether there was one."""
    with durable():
        row = UserSession.objects.filter(pk=session_id, user_id=actor.user_id).first()
        if row is None or actor.user_id is None:
            return False
        Session.objects.filter(session_key=row.session_key).delete()
        row.delete()
        audit.record(actor, "session.end", ended=1)
    return True


def end_other_sessions(*, actor: Actor, kept_key: str | None) -> int:
    """End all of the actor's own sessions but one, and return how many."""
    if actor.user_id is None:
        return 0
    with durable():
        user = User.objects.get(pk=actor.user_id)
        ended = _end_sessions(user, kept_key=kept_key)
        audit.record(actor, "session.end", user, ended=ended)
    return ended


def _language(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


def _keep_an_owner(user: User) -> None:
    # The rows are locked, so that two owners cannot step down at the same moment.
    owners = User.objects.select_for_update().filter(role=Role.OWNER, is_active=True)
    if leaves_no_owner(user.pk, [owner.pk for owner in owners]):
        raise LastOwnerError(_("This is the only owner. Make somebody else owner first."))


def _end_sessions(user: User, *, kept_key: str | None = None) -> int:
    rows = UserSession.objects.filter(user=user).exclude(session_key=kept_key or "")
    ended: int = Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()[0]
    rows.delete()
    return ended


def _mail_link(user: User) -> None:
    with translation.override(user.language):
        facts = {"user": user, "link": address_in_mail(user), "host": settings.CONFIG.url}
        outbox.queue_mail(
            kind=INVITATION,
            to_address=user.email,
            language=user.language,
            subject=_("Your way in to the practice’s desk"),
            text=render_to_string("accounts/mail/invitation.txt", facts),
            cause=user,
            link=secret_link_of(user),
        )
