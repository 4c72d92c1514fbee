"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "claim.review": _("A claim was reviewed and signed"),
    "claim.withdraw_review": _("The signature under a claim was withdrawn"),
    "evidence.load": _("Own rows of evidence were put in use"),
    "website.allow_word": _("A word that no evidence carries was allowed"),
    "website.forbid_word": _("The permission for a word was withdrawn"),
}
