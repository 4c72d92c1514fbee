"""Where allauth asks the house: limits, sentences, redirects, secrets."""
# ruff: noqa: ARG002 (the signatures are allauth's)

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts import sessions
from drypoint.foundation.accounts.capabilities import may
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import audit, clock, limits
from drypoint.foundation.core.actors import VISITOR
from drypoint.foundation.core.limits import Limit, LimitReachedError
from drypoint.foundation.core.writing import durable

# Counted per attempt, right or wrong: a limit that success gives back can be reset by signing in to another account.
BY_ADDRESS = Limit("sign-in address", 60, timedelta(minutes=10))
BY_ACCOUNT = Limit("sign-in account", 50, timedelta(hours=1))
BY_BOTH = Limit("sign-in both", 10, timedelta(minutes=5))
SECOND_FACTOR = Limit("second factor", 10, timedelta(minutes=10))
ONE_CODE = Limit("authenticator code", 1, timedelta(minutes=2))

_DONE = {
    "account/messages/password_changed.txt": _("Your password is changed. Your other devices are signed out."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes. Older ones no longer work."),
}


def account_digest(email: str) -> str:
    """Return what the audit trail keeps of an address that somebody tried to sign in with."""
    return limits.digest_of("account", email.strip().lower())


def count_second_factor(user: User) -> None:
    """Count an attempt at the second factor. Raises the sentence that there were too many."""
    try:
        with durable():
            limits.take(SECOND_FACTOR, str(user.pk), clock.now())
    except LimitReachedError:
        raise AccountAdapter().validation_error("too_many_login_attempts") from None


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail and password."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not belong together."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Wait for the next one and try again."),
        "too_many_login_attempts": _("There were too many attempts. Please wait ten minutes and try again."),
        "rate_limited": _("There were too many attempts. Please wait ten minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: staff are invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address as the limits see it, without the span of a network."""
        address = limits.address_of(request)
        return "0.0.0.0" if address == "unknown" else address.partition("/")[0]  # noqa: S104 (stands for "unknown")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the desk, and whoever has nothing there to the pages."""
        user = request.user
        if isinstance(user, User) and may(user.role, "website.edit") and not may(user.role, "desk.see"):
            return reverse("wagtailadmin_home")
        return str(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the sign-in page."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to one's own page."""
        return reverse("account_overview")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponseRedirect:
        """Say of a deactivated account only that the sign-in failed."""
        messages.error(request, str(self.error_messages["email_password_mismatch"]))
        return HttpResponseRedirect(reverse("account_login"))

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count the attempt per address, per account and per both, in rows that all processes share."""
        address, account, now = limits.address_of(request), str(credentials.get("email", "")).lower(), clock.now()
        try:
            with durable():
                limits.take(BY_ADDRESS, address, now)
                limits.take(BY_ACCOUNT, account, now)
                limits.take(BY_BOTH, f"{address} {account}", now)
        except LimitReachedError:
            raise self.validation_error("too_many_login_attempts") from None

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """Write the failure down with a keyed digest of the address, whether or not anybody has it."""
        audit.record(VISITOR, "staff.sign_in_failed", account=account_digest(str(credentials.get("email", ""))))

    def reauthenticate(self, user: User, password: str) -> bool:
        """Ask for the password again; allauth would look in its own table of addresses, which stays empty here."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask for the password again unless the sign-in is only minutes old."""
        return not sessions.is_fresh(context.request.session, clock.now())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, object] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Show an error as it is, and of allauth's notices only those for which the house has its own words."""
        text = message or _DONE.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Refuse: mail leaves through the outbox only."""
        raise RuntimeError(f"Mail leaves through the outbox, not through allauth ({template_prefix}).")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys, recovery codes."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("This is your only second factor. Set up another one first."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """Keep secrets of apps and seeds of recovery codes encrypted in the database."""
        return Fernet(settings.SECOND_FACTOR_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Undo encrypt()."""
        return Fernet(settings.SECOND_FACTOR_KEY).decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last one: a member of staff without a second factor reaches nothing."""
        return self.has_another(authenticator)

    @staticmethod
    def has_another(authenticator: Authenticator) -> bool:
        """Say whether the owner of this authenticator has another one that is no recovery code."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def get_totp_issuer(self) -> str:
        """Name the host, so that a person with two practices tells the two codes apart."""
        return f"Drypoint {super().get_totp_issuer()}"

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 (allauth's name)
        """Suggest nothing but the thing itself; its owner may write where it lies."""
        return str(_("Passkey"))
