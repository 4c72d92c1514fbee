"""What people fill in, in the house's words: allauth's forms with our labels and limits, and those of the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts import day_codes, sessions
from drypoint.foundation.accounts.adapters import ONE_CODE, SecondFactorAdapter, counting_wrong_factors
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.writing import durable
from drypoint.foundation.look.contact_fields import AddressField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _say(field: forms.Field, label: StrOrPromise, help_text: StrOrPromise = "") -> None:
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """E-mail and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], _("E-mail"))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        _say(self.fields["password"], _("Password"))


class AgainForm(PasswordAgainForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Password"))


class PasswordForm(ChangePasswordForm):
    """The present password and twice the new one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["oldpassword"], _("Present password"))
        _say(self.fields["password1"], _("New password"), _("At least 12 characters. A short sentence is good."))
        _say(self.fields["password2"], _("New password once more"))

    def clean_oldpassword(self) -> str:
        """Count a wrong one, because this too is a place to guess a password."""
        with counting_wrong_factors(self.user):
            return str(super().clean_oldpassword())


def _spend_step(user: User, secret: str, code: str) -> None:
    """Take the time step that a right code stands for, once for all forms and however the code was written.

    Raises the form's error if it was taken before: a code that somebody saw opens nothing any more.
    """
    steps = (step for step in totp.yield_hotp_counters_from_time() if _is_of_step(secret, code, step))
    step = next(steps, None)
    now = clock.now()
    with durable():
        before = limits.count(ONE_CODE, f"{user.pk} {step}", now - ONE_CODE.per)
        spent = limits.count(ONE_CODE, f"{user.pk} {step}", now)
    if step is None or spent > 1 or before > 1:
        raise SecondFactorAdapter().validation_error("incorrect_code")


def _is_of_step(secret: str, code: str, step: int) -> bool:
    expected = totp.format_hotp_value(totp.hotp_value(secret, step))
    return bool(compare_user_code(actual=code, expected=expected))


class _CodeForm(BaseAuthenticateForm):
    """Count wrong codes, and take a code of an authenticator app once only, also in two processes at once."""

    hint: ClassVar[StrOrPromise] = _("Six digits from your authenticator app, or one of your recovery codes.")

    def _prepare(self, field: forms.Field) -> None:
        _say(field, _("Code"), self.hint)
        field.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})

    def clean_code(self) -> str:
        """Return the code. Raises the form's error for a wrong, spent or too often guessed one."""
        user: User = self.user
        with counting_wrong_factors(user):
            code: str = super().clean_code()
            if self.authenticator.type == Authenticator.Type.TOTP:
                _spend_step(user, SecondFactorAdapter().decrypt(self.authenticator.data["secret"]), code)
        return code


class SecondFactorForm(_CodeForm, AuthenticateForm):
    """The second step of signing in."""

    hint = _("Six digits from your authenticator app, one of your recovery codes, or the code for today from an owner.")
    is_by_day_code = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._prepare(self.fields["code"])

    def clean_code(self) -> str:
        """Take a code for one day too; a wrong one is counted as any other."""
        user: User = self.user
        if day_codes.opens(user, self.cleaned_data["code"], clock.now()):
            with counting_wrong_factors(user):
                self.is_by_day_code = True
                return str(self.cleaned_data["code"])
        return super().clean_code()

    def save(self) -> None:
        """Let the session in; by a code for one day without confirming anything."""
        if self.is_by_day_code:
            sessions.mark_day_code(context.request.session, self.user)
        else:
            super().save()


class SecondFactorAgainForm(_CodeForm, ReauthenticateForm):
    """The second factor once more, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._prepare(self.fields["code"])


class AppForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code"), _("Six digits that the app shows now."))
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})

    def clean_code(self) -> str:
        """Let allauth compare, count a wrong one, and let the code open nothing else."""
        with counting_wrong_factors(self.user):
            code: str = super().clean_code()
            _spend_step(self.user, self.secret, code)
        return code


class InvitationForm(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A first, or a new, password behind a one-time link."""

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__(user, data)
        _say(self.fields["new_password1"], _("New password"), _("At least 12 characters. A short sentence is good."))
        _say(self.fields["new_password2"], _("New password once more"))


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = AddressField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class RoleForm(forms.Form):
    """Another role for a colleague."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
