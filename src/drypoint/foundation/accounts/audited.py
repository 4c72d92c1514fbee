"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "day_code.issue": _("An owner gave a colleague a code for one day in place of the second factor"),
    "day_code.use": _("A code for one day was used in place of the second factor"),
    "day_code.withdraw": _("A code for one day was withdrawn"),
    "password.change": _("A password was changed"),
    "password.set": _("A password was set through a one-time link"),
    "recovery_codes.renew": _("New recovery codes were made"),
    "recovery_codes.use": _("A recovery code was used in place of the second factor"),
    "second_factor.add": _("A second factor was set up"),
    "second_factor.fail": _("A wrong code was given for the second factor"),
    "second_factor.remove": _("A second factor was removed"),
    "second_factor.reset": _("An owner removed the second factors of a colleague"),
    "second_factor.use": _("The second factor was accepted"),
    "session.end": _("Somebody ended their own sessions"),
    "session.expire": _("A session ended by itself"),
    "staff.change_role": _("The role of a member of staff was changed"),
    "staff.create": _("A member of staff was added"),
    "staff.deactivate": _("A member of staff was shut out"),
    "staff.invite": _("A member of staff was invited"),
    "staff.reactivate": _("A member of staff was let back in"),
    "staff.renew_link": _("A new one-time link was made for a member of staff"),
    "staff.search_keys": _("Somebody turned the keys of the search on or off for themselves"),
    "staff.sign_in": _("Somebody signed in"),
    "staff.sign_in_failed": _("Somebody failed to sign in"),
    "staff.sign_out": _("Somebody signed out"),
    "website.log": _("Something was done in the editor of the website"),
}
