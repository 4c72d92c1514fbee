"""What a browser sends of a passkey, read within bounds: it comes from whoever likes to send something."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from drypoint.foundation.accounts.adapters import SecondFactorAdapter

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


class _AssertionForm(AuthenticateWebAuthnForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Return the passkey that signed. Raises the form's error for anything else."""
        try:
            return super().clean_credential()
        except NO_CREDENTIAL:
            raise refusal() from None


class PasskeySecondForm(_AssertionForm):
    """A passkey as the second step of signing in."""


class PasskeyAloneForm(_AssertionForm, LoginWebAuthnForm):
    """A passkey instead of the password."""


class PasskeyAgainForm(_AssertionForm, ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""
