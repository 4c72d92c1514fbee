"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "drawing.discard": _("An unfinished pain drawing was discarded"),
    "drawing.episode": _("Somebody said which problem a drawing tells of"),
    "drawing.hand_in": _("A pain drawing was handed in"),
    "drawing.judge": _("A suggested muscle was confirmed or rejected"),
    "drawing.open": _("A pain drawing was begun for a patient"),
    "drawing.read": _("A pain drawing was looked at"),
    "drawing.remove_empty": _("An empty pain drawing was removed by itself"),
    "drawing.save": _("A pain drawing was saved as far as it had come"),
    "drawing.withdraw_judgement": _("A verdict on a suggested muscle was withdrawn"),
}
