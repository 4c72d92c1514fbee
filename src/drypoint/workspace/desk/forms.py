"""The forms of the set-up page."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import setup_code
from drypoint.foundation.core.mail.smtp import SmtpServer
from drypoint.foundation.look.contact_fields import AddressField
from drypoint.foundation.practice.forms import PracticeForm


class SetUpPracticeForm(PracticeForm):
    """The practice, before it exists: what a page and a mail need. The rest has good defaults and is changed later."""

    LATER = ("answer_within_hours", "enquiry_kept_days", "uses_own_counts")
    has_hours = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in self.LATER:
            del self.fields[name]


class OwnerForm(forms.Form):
    """The person who owns the practice's account, and the proof that they may."""

    code = forms.CharField(
        label=_("Set-up code"),
        max_length=80,
        help_text=_("The server printed it when it started, and wrote it into setup-code.txt in its data folder."),
    )
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = AddressField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    language = forms.ChoiceField(label=_("Language of your screens"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters. Four words that do not belong together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_code(self) -> str:
        """Compare with the code that the server wrote down."""
        code: str = self.cleaned_data["code"].strip()
        if not setup_code.is_open(code):
            raise ValidationError(_("This is not the set-up code. Look into setup-code.txt in the data folder."))
        return code

    def clean(self) -> dict[str, object]:
        """Hold the password to the rules, and both entries to each other."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password and password != cleaned.get("password_again"):
            self.add_error("password_again", _("The two passwords differ."))
        if password:
            try:
                validate_password(password, User(email=cleaned.get("email", ""), name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def keep_typed_passwords(self) -> None:
        """Show the passwords again as they were typed, dots as before, where a page comes back before it is sent."""
        for name in ("password", "password_again"):
            _keep_typed(self.fields[name])

    def values(self) -> dict[str, object]:
        """Return what the action takes, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "language", "password")}


def _keep_typed(field: forms.Field) -> None:
    if isinstance(field.widget, forms.PasswordInput):
        field.widget.render_value = True


class MailServerForm(forms.Form):
    """Where mail goes out; may be left empty and given later in the settings of the server."""

    host = forms.CharField(
        label=_("Mail server"), required=False, max_length=253, help_text=_("Such as mail.example.com")
    )
    port = forms.IntegerField(label=_("Port"), required=False, min_value=1, max_value=65535)
    security = forms.ChoiceField(
        label=_("Security"),
        required=False,
        choices=[("starttls", "STARTTLS (587)"), ("tls", "TLS (465)"), ("none", _("none (a server on this machine)"))],
    )
    user = forms.CharField(label=_("User name"), required=False, max_length=254)
    password = forms.CharField(
        label=_("Password of the mail server"), required=False, strip=False, widget=forms.PasswordInput
    )
    sender = AddressField(label=_("Sender's address"), required=False, help_text=_("What patients see as the sender."))

    def clean(self) -> dict[str, object]:
        """Ask for the sender where there is a server."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("host") and not cleaned.get("sender"):
            self.add_error("sender", _("Give the address that mail is sent from."))
        return cleaned

    def keep_typed_password(self) -> None:
        """Show the password again as it was typed, dots as before."""
        _keep_typed(self.fields["password"])

    def server(self) -> SmtpServer | None:
        """Return the server, or None where nothing was filled in."""
        cleaned = self.cleaned_data
        if not cleaned.get("host"):
            return None
        security = cleaned["security"] or "starttls"
        port = cleaned["port"] or {"starttls": 587, "tls": 465, "none": 25}[security]
        return SmtpServer(cleaned["host"], port, cleaned["user"], cleaned["password"], security)
