"""The kind of task that a complaint is: the owner's alone."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.worklist.kinds import TaskKind


def _address(complaint_id: int) -> str:
    return reverse("rights_desk:complaint", args=[complaint_id])


# Closing the complaint settles it: ticked off, it would be forgotten while the complaint goes on holding the record.
COMPLAINT = TaskKind("rights.complaint", 20, _("Answer a complaint"), "rights.manage", _address, is_ticked_off=False)
