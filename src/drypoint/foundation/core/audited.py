"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "demo.load": _("The demo practice was loaded"),
    "outbox.send_again": _("A mail that had been given up was sent again"),
}
