"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "task.done": _("A task was done"),
    "task.escalate": _("A task was passed on, for it was not done in time"),
    "task.free": _("A task of somebody who is gone was given back to all"),
    "task.hand_over": _("A task was handed over"),
    "task.open": _("A task was written down"),
    "task.put_back": _("A task was put back"),
    "task.take": _("A task was taken"),
}
