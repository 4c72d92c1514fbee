"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "practice.change": _("What the practice says of itself was changed"),
    "practice.credential": _("What somebody may do by a course or a register was added or removed"),
    "practice.exception": _("A day off or with other hours was added or removed"),
    "practice.found": _("The practice was set up"),
    "practice.holidays": _("It was decided on which public holidays the practice is closed or open"),
    "practice.hours": _("Somebody’s working hours were changed"),
    "practice.practitioner": _("Who treats here was added or changed"),
    "practice.room": _("A room was added or changed"),
    "practice.service": _("What can be booked was added or changed"),
}
