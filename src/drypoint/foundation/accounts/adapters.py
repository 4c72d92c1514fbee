"""Where allauth asks the house: limits, sentences, redirects, secrets."""
# ruff: noqa: ARG002 (the signatures are allauth's)

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts import ceremonies, sealed_secrets, sessions
from drypoint.foundation.accounts.capabilities import may
from drypoint.foundation.accounts.devices import known_device, remember
from drypoint.foundation.accounts.half_way import SecondStage
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import audit, clock, limits
from drypoint.foundation.core.actors import VISITOR
from drypoint.foundation.core.limits import Limit, LimitReachedError
from drypoint.foundation.core.writing import durable

# An attempt is counted before the password is looked at, so that many at once do not slip through; a right one gives
# back its own count and no more. A browser that this account was opened in before has a bucket of its own (devices.py).
BY_ADDRESS = Limit("sign-in address", 60, timedelta(minutes=10))
BY_ACCOUNT = Limit("sign-in account", 50, timedelta(hours=1))
BY_BOTH = Limit("sign-in both", 10, timedelta(minutes=5))
BY_DEVICE = Limit("sign-in device", 10, timedelta(minutes=5))
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


Counted = list[tuple[Limit, str]]


def _buckets(request: HttpRequest, email: str) -> Counted:
    account, address = email.strip().lower(), limits.address_of(request)
    if device := known_device(request, account):
        return [(BY_DEVICE, f"{device} {account}")]
    return [(BY_ADDRESS, address), (BY_ACCOUNT, account), (BY_BOTH, f"{address} {account}")]


def _count(buckets: Counted, sentence: str = "too_many_login_attempts") -> None:
    now = clock.now()
    try:
        with durable():
            for limit, subject in buckets:
                limits.take(limit, subject, now)
    except LimitReachedError:
        raise AccountAdapter().validation_error(sentence) from None


def _give_back(buckets: Counted) -> None:
    now = clock.now()
    with durable():
        for limit, subject in buckets:
            limits.give_back(limit, subject, now)


@contextmanager
def counting_wrong_factors(user: User) -> Iterator[None]:
    """Count what the block raises an error for as a wrong second factor.

    Raises the sentence that there were too many. A browser that the user signed in with before is counted by itself:
    whoever has the password alone uses up nothing of the user's.
    """
    device = known_device(context.request, user.email)
    buckets = [(SECOND_FACTOR, f"{user.pk} {device}" if device else str(user.pk))]
    _count(buckets)
    yield
    _give_back(buckets)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail and password."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not belong together."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Wait for the next one and try again."),
        "too_many_login_attempts": _("There were too many attempts. Please wait ten minutes and try again."),
        "too_many_sign_ins": _(
            "There were too many attempts. Please try again in an hour, or sign in with a passkey, or in a browser in "
            "which you have signed in before."
        ),
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

    def authenticate(self, request: HttpRequest, **credentials: object) -> User | None:
        """Return whom e-mail and password belong to. Wrong ones are counted, in rows that all processes share."""
        buckets = _buckets(request, str(credentials.get("email", "")))
        _count(buckets, "too_many_login_attempts" if buckets[0][0] is BY_DEVICE else "too_many_sign_ins")
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            _give_back(buckets)
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        """Let the browser remember whose account was opened in it."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember(request, response, user.email)
        return response

    def get_login_stages(self) -> list[str]:
        """Bind what lies between password and second factor to the password."""
        stages: list[str] = super().get_login_stages()
        own = f"{SecondStage.__module__}.{SecondStage.__qualname__}"
        return [own if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in stages]

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
        return sealed_secrets.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Undo encrypt()."""
        return sealed_secrets.unsealed(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last one: a member of staff without a second factor reaches nothing."""
        return self.has_another(authenticator)

    @staticmethod
    def has_another(authenticator: Authenticator) -> bool:
        """Say whether the owner of this authenticator has another one that is no recovery code."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Make passkeys for the practice's configured address, by whatever name the site was asked."""
        return {"id": ceremonies.site_of(context.request), "name": self._get_site_name()}

    def get_totp_issuer(self) -> str:
        """Name the host, so that a person with two practices tells the two codes apart."""
        return f"Drypoint {super().get_totp_issuer()}"

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 (allauth's name)
        """Suggest nothing but the thing itself; its owner may write where it lies."""
        return str(_("Passkey"))
