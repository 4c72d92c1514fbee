"""Fields of forms that every room uses: text without what nobody types."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.text_input import has_control_characters, without_invisible_marks


class CleanLineField(forms.CharField):
    """One line of text without control characters or marks that turn or hide letters."""

    def to_python(self, value: object) -> str:
        """Return the line. Raises ValidationError for a line break, NUL or any other control character."""
        text = str(super().to_python(value) or "")
        if has_control_characters(text):
            raise ValidationError(
                _("This holds a line break or a character that cannot be shown. Please type it again."),
                code="control",
            )
        return without_invisible_marks(text)


class CleanTextField(forms.CharField):
    """Several lines of text; line ends are made one character, so that they count once."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        """Return the text. Raises ValidationError for NUL or another control character."""
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        if has_control_characters(text, lines=True):
            raise ValidationError(
                _("This holds a character that cannot be shown. Please type the text again."), code="control"
            )
        return text
