"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "person.add": _("A patient was added"),
    "person.change": _("What is noted of a patient was changed"),
    "person.erase": _("A patient was erased with all that was held"),
    "person.export": _("All that is held about a patient was exported"),
    "person.read": _("A patient’s page was looked at"),
}
