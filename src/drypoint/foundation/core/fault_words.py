"""Faults in the words of a practice: what does not work, and what to do. Doctor says the same in those of a server."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_KEEPER = _("Something on the server is not as it should be. Whoever keeps the server finds it with drypoint doctor.")
_WORDS: dict[str, Promise] = {
    "accounts.second_factor": _("An owner has no second factor yet. It is asked for at the next sign-in."),
    "address": _(
        "The website’s address or its encryption is not set up as it should be. Whoever keeps the server can mend it."
    ),
    "audit": _("The audit trail was changed behind Drypoint’s back. Call whoever keeps the server now."),
    "backup": _("There is no new backup. If the server broke today, what came in since the last one would be lost."),
    "backup.left": _(
        "A backup was broken off, and a copy of the database lies unencrypted on the server. It is removed by itself."
    ),
    "catalogues": _("Parts of the translations are missing. Whoever keeps the server can put them in place."),
    "clock": _("The server’s clock is wrong, and so are dates and times. Whoever keeps the server can set it."),
    "data": _("The folder with the practice’s data is not well guarded. Whoever keeps the server can mend it."),
    "database": _("The database did not answer. What people send may be lost until it does."),
    "database.integrity": _("The database is damaged. Stop working with it, and call whoever keeps the server now."),
    "database.writable": _("Nothing can be stored at present. Call whoever keeps the server now."),
    "debug": _("Error pages show the insides of the program to strangers. Whoever keeps the server can turn that off."),
    "disk": _("The disk is nearly full. When it is, no message and no report can be taken in."),
    "documents": _(
        "Files that people attached are missing, or belong to nobody. Whoever keeps the server can look into it."
    ),
    "evidence.own_rows": _("The studies that the practice added itself are not the ones that the pages show."),
    "files.place": _("Attached files and pictures are out of reach. Whoever keeps the server has to look at once."),
    "files.child": _("Attached files cannot be opened at present, and wait. Nothing is lost."),
    "key": _("The practice’s key is not guarded as well as it should be. Whoever keeps the server can move it."),
    "key.mark": _("The practice’s key is not the right one. Attached files cannot be read until it is back."),
    "key.rotation": _("A change of the practice’s key is not finished. Whoever keeps the server can finish it."),
    "machines": _("The practice’s servers do not run the same version or settings. Whoever keeps them can mend it."),
    "machines.silent": _(
        "One of the practice’s servers has fallen silent. The others go on; whoever keeps it should look."
    ),
    "mail.failed": _("Some mails could not be delivered. The list of sent mail says which and why."),
    "mail.sender": _("Mail cannot be sent from the practice’s sender address. All mail waits until it is mended."),
    "mail.server": _("No mail server is set, so that no mail goes out."),
    "mail.waiting": _("Mail has been waiting for long: it does not go out."),
    "migrations": _("The database and the program are not of the same version. Whoever keeps the server can mend it."),
    "proof": _("The backups have not been proven lately, or one could not be restored. Call whoever keeps the server."),
    "proxy.address": _("Limits may count all visitors as one. Whoever keeps the server can mend it."),
    "proxy.headers": _("Visitors can pretend to come from elsewhere. Whoever keeps the server can mend it."),
    "static": _("The look of the pages was not prepared. Whoever keeps the server can start Drypoint anew."),
    "website.hidden": _(
        "A page of the website stands at an address that Drypoint uses itself. Nobody sees it: give it another slug."
    ),
    "website.starter": _("A newer version brought pages that the website does not have yet."),
    "worker": _("Work in the background stands still: mail, clean-up, pages that are due."),
}


def in_plain_words(check_id: str) -> str:
    """Return what the fault of a check means for the practice, in the language that is active."""
    return str(_WORDS.get(check_id, _KEEPER))
