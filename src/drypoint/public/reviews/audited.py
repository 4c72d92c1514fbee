"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "reviews.ask": _("Somebody was asked for a review"),
    "reviews.erase_outdated": _(
        "The address of somebody who was asked for a review was erased because its time was over"
    ),
    "reviews.google": _("What the practice says of its place at Google was changed"),
    "reviews.refuse": _("A review is not shown, for a stated reason"),
    "reviews.reply": _("A review was answered, or its answer taken away"),
    "reviews.show": _("A review is shown"),
    "reviews.take_back": _("Somebody took their review back"),
    "reviews.write": _("Somebody wrote a review"),
}
