"""Forms of the editor's screens."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AllowWordForm(forms.Form):
    """Let a word stand on this page, with the reason."""

    word = forms.CharField(max_length=120, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why may it stand?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "required": True})
    )
