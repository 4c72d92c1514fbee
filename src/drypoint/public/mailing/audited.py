"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "mailing.confirm": _("Somebody confirmed the e-mail list"),
    "mailing.erase": _("An address of the e-mail list was erased by hand"),
    "mailing.erase_outdated": _("An address of the e-mail list was erased because its time was over"),
    "mailing.leave": _("Somebody left the e-mail list, or was taken off it"),
    "mailing.sign_up": _("Somebody signed up for the e-mail list"),
}
