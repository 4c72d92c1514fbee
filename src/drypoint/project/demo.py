"""Fill an empty database with a practice that is evidently invented, once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import audit, audit_chain
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.core.registries.first_content import Founding, load_first_contents
from drypoint.foundation.core.writing import durable
from drypoint.foundation.practice.actions import found_practice
from drypoint.foundation.practice.queries import the_practice
from drypoint.knowledge.language import FALLBACK, languages
from drypoint.project.starting import CannotStartError

SIGN_INS = "demo-signins.txt"
LOADED = "demo.load"

PRACTICE: dict[str, object] = {
    "name": "Inkwell Dry Needling (demo)",
    "street": "Primjerova ulica 0",
    "postcode": "10000",
    "town": "Zagreb",
    "country": "HR",
    "email": "practice@inkwell.example",
    "phone": "+385 1 0000 000",
    "languages": list(languages()),
    "main_language": FALLBACK,
    "opening_hours": [{"day": day, "opens": "08:00", "closes": "16:00"} for day in ("mo", "tu", "we", "th", "fr")],
}
STAFF = {
    Role.OWNER: "Olga Owner (demo)",
    Role.CLINICIAN: "Clara Clinician (demo)",
    Role.RECEPTION: "Rudi Reception (demo)",
    Role.EDITOR: "Edo Editor (demo)",
    Role.AUDITOR: "Ana Auditor (demo)",
}


def sign_ins_file() -> Path:
    """Return where the demo's e-mail addresses and passwords stand."""
    return Path(settings.DATA) / SIGN_INS


def refuse_real_people() -> None:
    """Raise CannotStartError if the database holds a real practice, or staff before there is any practice.

    Never refuses what refuse_demo refuses: each names the other as the way out.
    """
    practice = the_practice()
    is_real = User.objects.exists() if practice is None else not practice.is_demo
    if is_real:
        raise CannotStartError(
            f"--demo fills an empty database only, and {settings.DATA} holds a real practice. Leave --demo out, or set "
            "DRYPOINT_DATA to another folder."
        )


def refuse_demo() -> None:
    """Raise CannotStartError if the database holds the demo: it must not be served as a real practice."""
    practice = the_practice()
    if practice is not None and practice.is_demo:
        raise CannotStartError(
            f"{settings.DATA} holds the demo practice. Start it with --demo, or set DRYPOINT_DATA to another folder."
        )


def fill() -> bool:
    """Load the demo unless it is there, and say whether anything was loaded.

    What a first try left unfinished is finished by the next; nothing that is there is changed.
    """
    refuse_real_people()
    with durable():
        # Whom the demo's owner invited was taken for a real person once.
        User.objects.filter(is_demo=False).update(is_demo=True)
    if audit_chain.has_aged_out() or AuditEntry.objects.filter(action=LOADED).exists():
        return False
    if the_practice() is None:
        passwords = _passwords()
        with durable():
            found_practice(actor=SYSTEM, is_demo=True, **PRACTICE)
            for role, name in STAFF.items():
                email = f"{role.value}@inkwell.example"
                User.objects.create_user(email, passwords[email], name=name, role=role, is_demo=True)
    staff = {user.role: actor_of_user(user) for user in User.objects.filter(is_demo=True)}
    load_first_contents(Founding(tuple(languages()), FALLBACK, is_demo=True, staff=staff))
    with durable():
        audit.record(SYSTEM, LOADED)
    return True


def _passwords() -> dict[str, str]:
    """Return a password for each demo address: those of the file if there is one, for it is never overwritten."""
    file = sign_ins_file()
    emails = [f"{role.value}@inkwell.example" for role in STAFF]
    if not file.exists():
        lines = [f"{email:<32}{secrets.token_urlsafe(12)}\n" for email in emails]
        draft = file.with_name(f".{SIGN_INS}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
            target.write("Demo sign-ins: random passwords, on this machine only.\n\n")
            target.writelines(lines)
        draft.rename(file)
    pairs = [line.split() for line in file.read_text().splitlines()]
    passwords = {words[0]: words[1] for words in pairs if len(words) == 2}
    if missing := [email for email in emails if email not in passwords]:
        raise CannotStartError(f"{file} has no password for {missing[0]}. Move the file away; a new one is written.")
    return passwords
