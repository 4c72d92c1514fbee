"""Filters and tags of the staff's screens about enquiries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from drypoint.foundation.core import clock
from drypoint.foundation.worklist.opening import waited_since
from drypoint.public.enquiries import queue
from drypoint.public.enquiries.models import Enquiry

register = template.Library()


@register.simple_tag(takes_context=True)
def enquiry_rows(context: Context, enquiries: Iterable[Enquiry]) -> SafeString:
    """Return the rows of a table of enquiries; needs `practice` in the context."""
    at = clock.now()
    practice = context["practice"]
    promise = timedelta(hours=practice.answer_within_hours)
    return queue.rows(enquiries, at, waited_since(at, promise, practice))


@register.filter
def kind_of_file(media_type: str) -> str:
    """Return what a document is, in a word that patients use too."""
    return {"application/pdf": "PDF", "image/jpeg": _("photo (JPEG)"), "image/png": _("picture (PNG)")}.get(
        media_type, media_type
    )
