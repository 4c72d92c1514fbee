"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "episode.change": _("What is noted of a problem was changed"),
    "episode.open": _("A problem of a patient was opened"),
    "episode.read": _("A problem of a patient was looked at"),
    "episode.state": _("A problem was put on hold, ended or taken up again"),
    "person.add": _("A patient was added"),
    "person.change": _("What is noted of a patient was changed"),
    "person.erase": _("A patient was erased with all that was held"),
    "person.export": _("All that is held about a patient was exported"),
    "person.finish_merge": _("A merge of two records of a patient can be undone no more"),
    "person.follow_merge": _("What was written to a merged record was moved to the one that was kept"),
    "person.merge": _("Two records of a patient were made one"),
    "person.read_trail": _("Somebody asked who saw the patient"),
    "person.undo_merge": _("Two records of a patient that had been made one were taken apart"),
    "person.read": _("A patient’s page was looked at"),
    "referral.add": _("A referral was noted"),
    "referral.change": _("A referral was corrected"),
    "referral.count": _("A session was counted against a referral, or taken back"),
}
