"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "complaint.close": _("A complaint was closed"),
    "complaint.open": _("A complaint was written down"),
    "complaint.read": _("A complaint was looked at"),
    "consent.note": _("It was noted what the patient said of being written to or rung up"),
    "release.make": _("Parts of the record were given to somebody outside the practice"),
    "release.read": _("What had been given to somebody outside the practice was looked at"),
    "restraint.lift": _("A restriction or a legal hold was lifted"),
    "restraint.set": _("The record was restricted or put under a legal hold"),
}
