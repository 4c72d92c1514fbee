"""What a browser sends of a passkey, read within bounds: it comes from whoever likes to send something."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.cose import CoseKey
from fido2.webauthn import AuthenticationResponse, AuthenticatorData, RegistrationResponse

from drypoint.foundation.accounts import ceremonies
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.adapters import AccountAdapter, SecondFactorAdapter
from drypoint.foundation.accounts.ceremonies import Purpose
from drypoint.foundation.accounts.devices import known_device
from drypoint.foundation.core import audit, clock, limits
from drypoint.foundation.core.actors import VISITOR
from drypoint.foundation.core.limits import Limit
from drypoint.foundation.core.writing import durable

# The largest that telephones and keys send is an attestation with its certificates, some 6 kB.
MOST_CREDENTIAL_LETTERS = 20_000
# What fido2 and its CBOR reader raise for bytes that are no credential.
NO_CREDENTIAL = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
)
# A signature cannot be guessed; what is counted is the work and the lines of the trail. Only wrong ones count.
WRONG = Limit("wrong passkey", 20, timedelta(minutes=10))
# Kept beside what the browser sent when the passkey was made.
_ALONE, _SIGNATURES = "alone", "signatures"


class CredentialField(forms.JSONField):
    """A credential as the page's script sends it: one object, not too long and not too deep."""

    def __init__(self) -> None:
        super().__init__(required=True, widget=forms.HiddenInput)

    def to_python(self, value: object) -> Any:
        """Return the credential. Raises the sentence of a wrong code for anything else."""
        if isinstance(value, str) and len(value) > MOST_CREDENTIAL_LETTERS:
            raise refusal()
        try:
            credential = json.loads(value) if isinstance(value, str) and value else None
        except (ValueError, RecursionError):
            raise refusal() from None
        if credential is not None and not isinstance(credential, dict):
            raise refusal()
        return credential

    def bound_data(self, data: object, initial: object) -> None:
        """Give nothing back into a form that is shown again: a credential is good for one try."""


def refusal() -> ValidationError:
    """Return the sentence for every passkey that is not taken; it tells nobody what was wrong with it."""
    error: ValidationError = SecondFactorAdapter().validation_error("incorrect_code")
    return error


def may_sign_in_alone(passkey: Authenticator) -> bool:
    """Say whether its owner chose to sign in with it instead of the password."""
    return passkey.data.get(_ALONE) is True


def is_known(credential_id: bytes) -> bool:
    """Say whether anybody's passkey has this id already."""
    others = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    kept = (_data_of(other).credential_data for other in others)
    return any(data is not None and data.credential_id == credential_id for data in kept)


def keep_choice(passkey: Authenticator, *, alone: bool) -> None:
    """Write down what a new passkey is for, and how often it has signed so far."""
    passkey.data |= {_ALONE: alone, _SIGNATURES: _data_of(passkey).counter}
    passkey.save(update_fields=["data"])


def _data_of(passkey: Authenticator) -> AuthenticatorData:
    data: AuthenticatorData = passkey.wrap().authenticator_data
    return data


class _AssertionForm(AuthenticateWebAuthnForm):
    purpose: ClassVar[Purpose]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Return the passkey that signed. Raises the form's error for anything else, and counts it."""
        subject, now = self._counted_by(), clock.now()
        if limits.is_used_up(WRONG, subject, now):
            raise AccountAdapter().validation_error("too_many_login_attempts")
        try:
            return self._signed_by(self.cleaned_data["credential"])
        except (*NO_CREDENTIAL, ValidationError) as error:
            with durable():
                limits.count(WRONG, subject, now)
                self._write_down()
            raise error if isinstance(error, ValidationError) else refusal() from None

    def _counted_by(self) -> str:
        address = limits.address_of(context.request)
        if self.user is None:
            return address
        return f"{self.user.pk} {known_device(context.request, self.user.email) or address}"

    def _write_down(self) -> None:
        if self.user is None:
            audit.record(VISITOR, "staff.sign_in_failed", kind="passkey")
        else:
            audit.record(actor_of_user(self.user), "second_factor.fail", self.user, kind="passkey")

    def _signed_by(self, credential: dict[str, object]) -> Authenticator:
        request = context.request
        challenge = ceremonies.take(request, self.purpose, self.user.pk if self.user else None, clock.now())
        sent = AuthenticationResponse.from_dict(credential)
        user = self.user or webauthn.extract_user_from_response(credential)
        if challenge is None or ceremonies.is_framed(sent.response.client_data):
            raise refusal()
        server = ceremonies.server_for(request)
        signer = server.authenticate_complete(challenge, webauthn.get_credentials(user), credential)
        passkey = webauthn.get_authenticator_by_credential_id(user, signer.credential_id)
        if passkey is None:
            raise refusal()
        self._check(passkey, sent.response.authenticator_data)
        _count_signature(passkey, sent.response.authenticator_data.counter)
        return passkey

    def _check(self, passkey: Authenticator, signed: AuthenticatorData) -> None:
        """Raise the form's error for a passkey that is not enough for the purpose."""


def _count_signature(passkey: Authenticator, counted: int) -> None:
    """Keep how often the passkey has signed. Raises the form's error for a number that was there before: a copy.

    Most passkeys that are kept in the cloud do not count, and say 0 always.
    """
    with durable():
        kept = Authenticator.objects.select_for_update().get(pk=passkey.pk)
        before = kept.data.get(_SIGNATURES, 0)
        if (counted or before) and counted <= before:
            raise refusal()
        kept.data[_SIGNATURES] = counted
        kept.save(update_fields=["data"])
    passkey.data = kept.data


class PasskeySecondForm(_AssertionForm):
    """A passkey as the second step of signing in."""

    purpose = Purpose.SECOND


class PasskeyAloneForm(_AssertionForm, LoginWebAuthnForm):
    """A passkey instead of the password: of a finger, a face or a PIN, and only if its owner chose so."""

    purpose = Purpose.ALONE

    def _check(self, passkey: Authenticator, signed: AuthenticatorData) -> None:
        if not signed.is_user_verified():
            raise refusal()
        if not may_sign_in_alone(passkey):
            raise ValidationError(
                _("This passkey is a second factor: give your e-mail address and password first, then use it.")
            )


class PasskeyAgainForm(_AssertionForm, ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""

    purpose = Purpose.AGAIN


class PasskeyForm(AddWebAuthnForm):
    """A new passkey."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("For you, to tell it from others: “phone”, “key on the ring”.")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = _("Sign in with it alone")
        self.fields["passwordless"].help_text = _(
            "The device then asks for your finger, face or PIN instead of the password."
        )
        self.fields["credential"] = CredentialField()

    def clean(self) -> dict[str, object]:
        """Return what was sent. Raises the form's error for what is no credential, or is known already."""
        credential: dict[str, object] | None = self.cleaned_data.get("credential")
        if credential:
            try:
                self._check(credential, alone=bool(self.cleaned_data.get("passwordless")))
            except NO_CREDENTIAL:
                raise refusal() from None
        return dict(self.cleaned_data)

    def _check(self, credential: dict[str, object], *, alone: bool) -> None:
        challenge = ceremonies.take(context.request, Purpose.ADDING, self.user.pk, clock.now())
        sent = RegistrationResponse.from_dict(credential)
        if challenge is None or ceremonies.is_framed(sent.response.client_data):
            raise refusal()
        made = ceremonies.server_for(context.request).register_complete(challenge, credential)
        data = made.credential_data
        if data is None or data.public_key.ALGORITHM not in CoseKey.supported_algorithms():
            raise refusal()
        if (alone and not made.is_user_verified()) or is_known(data.credential_id):
            raise refusal()


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].max_length = 60

    def save(self) -> Authenticator:
        """Keep the name alone: what the passkey has signed meanwhile stays counted."""
        with durable():
            passkey: Authenticator = Authenticator.objects.select_for_update().get(pk=self.instance.pk)
            passkey.data["name"] = self.cleaned_data["name"]
            passkey.save(update_fields=["data"])
        return passkey
