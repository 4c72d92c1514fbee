"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "mailing.campaign_add": _("A letter to the e-mail list was written"),
    "mailing.campaign_change": _("A letter to the e-mail list was changed"),
    "mailing.campaign_end": _("A letter to the e-mail list has gone to everybody"),
    "mailing.campaign_erase": _("A draft of a letter to the e-mail list was erased"),
    "mailing.campaign_pause": _("A letter to the e-mail list was paused"),
    "mailing.campaign_resume": _("A letter to the e-mail list was resumed"),
    "mailing.campaign_schedule": _("A letter to the e-mail list was scheduled"),
    "mailing.campaign_start": _("A letter to the e-mail list began to go out"),
    "mailing.campaign_stop": _("A letter to the e-mail list was stopped"),
    "mailing.campaign_take_back": _("A scheduled letter to the e-mail list was taken back"),
    "mailing.campaign_trial": _("A letter to the e-mail list was sent to a member of staff as a trial"),
    "mailing.confirm": _("Somebody confirmed the e-mail list"),
    "mailing.delivery_again": _("A letter in doubt was sent to its reader again"),
    "mailing.delivery_let_be": _("A letter in doubt was not sent again"),
    "mailing.erase": _("An address of the e-mail list was erased by hand"),
    "mailing.erase_outdated": _("An address of the e-mail list was erased because its time was over"),
    "mailing.export": _("The e-mail list was handed out as a table"),
    "mailing.import": _("People were taken over into the e-mail list from a table"),
    "mailing.leave": _("Somebody left the e-mail list, or was taken off it"),
    "mailing.prefer": _("Somebody on the e-mail list chose topics or language"),
    "mailing.sign_up": _("Somebody signed up for the e-mail list"),
    "mailing.suppress": _("An address is written to no more: letters came back, or one was called spam"),
    "mailing.topic_add": _("A topic of the e-mail list was added"),
    "mailing.topic_change": _("A topic of the e-mail list was changed"),
}
