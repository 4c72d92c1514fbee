"""What this room shows in others: where texts and the foot of the website lead."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import override


def form_address(language: str) -> str:
    """Return the path of the sign-up in a language."""
    with override(language):
        return reverse("mailing:sign_up")
