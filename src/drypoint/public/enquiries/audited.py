"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "enquiry.answer": _("An enquiry was answered"),
    "enquiry.call": _("A call to the person who had asked was noted"),
    "enquiry.close": _("An enquiry was closed"),
    "enquiry.document_fault": _("A report could not be handed out"),
    "enquiry.erase": _("An enquiry was erased by hand"),
    "enquiry.erase_outdated": _("An enquiry was erased because its time was over"),
    "enquiry.forget_link": _("The visitor closed the link to the conversation"),
    "enquiry.join": _("An enquiry was joined to a patient"),
    "enquiry.open_by_visitor": _("The visitor opened the conversation"),
    "enquiry.open_document": _("An attached report was opened"),
    "enquiry.read": _("A conversation was looked at"),
    "enquiry.read_document": _("The text of an attached report was read"),
    "enquiry.receive": _("An enquiry arrived"),
    "enquiry.renew_link": _("A new link to the conversation was sent"),
    "enquiry.reopen": _("A closed enquiry was opened again"),
    "enquiry.revoke_link": _("The link to the conversation was withdrawn"),
    "enquiry.write_again": _("The visitor wrote again"),
    "enquiry.wrong_fact": _("Somebody tried to open a conversation with a wrong answer"),
}
