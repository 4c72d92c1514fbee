"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "audit.age_out": _("Lines of this trail that were older than the practice keeps them were removed"),
    "demo.load": _("The demo practice was loaded"),
    "key.rotate": _("A new key was put in use, and everything sealed with it"),
    "outbox.send_again": _("A mail that had been given up was sent again"),
}
