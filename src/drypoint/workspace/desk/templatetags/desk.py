"""Filters of the desk's templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from drypoint.foundation.core import clock
from drypoint.public.enquiries.models import Enquiry

register = template.Library()


@register.filter
def short_moment(moment: datetime, at: datetime) -> str:
    """Return the time of a moment of today, else its date; in the practice's time zone."""
    local, today = timezone.localtime(moment), timezone.localtime(at).date()
    if local.date() == today:
        return formats.time_format(local, "H:i")
    return formats.date_format(local, "SHORT_DATE_FORMAT")


@register.filter
def is_late(enquiry: Enquiry, answer_within_hours: int) -> bool:
    """Say whether the person has waited longer than the practice promises."""
    return enquiry.is_late(clock.now(), answer_within_hours)


@register.filter
def dialled(phone: str) -> str:
    """Return the digits of a telephone number, and its plus, as a tel: link wants them."""
    return "".join(sign for sign in phone if sign in "+0123456789")


@register.filter
def kind_of_file(media_type: str) -> str:
    """Return what a document is, in a word that patients use too."""
    return {"application/pdf": "PDF", "image/jpeg": _("photo (JPEG)"), "image/png": _("picture (PNG)")}.get(
        media_type, media_type
    )
