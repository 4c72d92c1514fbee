"""What each role may do: one pure table. docs/reference/roles.md is printed from it, and a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.roles import Role


@dataclass(frozen=True)
class Capability:
    """One thing that somebody may do. Its name is "room.verb"; the sentence says it to people."""

    name: str
    sentence: str | Promise
    roles: frozenset[str]


def _held_by(*roles: Role) -> frozenset[str]:
    # The owner holds everything, so that no practice can lock itself out of a room.
    return frozenset({Role.OWNER.value, *(role.value for role in roles)})


CAPABILITIES: tuple[Capability, ...] = (
    Capability(
        "desk.see",
        _("see the desk and what waits there"),
        _held_by(Role.CLINICIAN, Role.RECEPTION, Role.AUDITOR),
    ),
    Capability(
        "enquiries.read",
        _("read enquiries and the conversation that follows"),
        _held_by(Role.CLINICIAN, Role.RECEPTION),
    ),
    Capability("enquiries.answer", _("answer an enquiry"), _held_by(Role.CLINICIAN, Role.RECEPTION)),
    Capability(
        "enquiries.documents",
        _("open the reports that a person attached"),
        _held_by(Role.CLINICIAN, Role.RECEPTION),
    ),
    Capability("enquiries.revoke", _("withdraw the link to a conversation"), _held_by()),
    Capability("enquiries.erase", _("erase an enquiry with everything that was sent"), _held_by()),
    Capability(
        "patients.read",
        _("see who the patients are and how they are reached"),
        _held_by(Role.CLINICIAN, Role.RECEPTION),
    ),
    Capability(
        "patients.write",
        _("add a patient and change name, birth or contacts"),
        _held_by(Role.CLINICIAN, Role.RECEPTION),
    ),
    Capability("patients.export", _("export all that is held about a patient"), _held_by(Role.CLINICIAN)),
    Capability("patients.erase", _("erase a patient with all that is held"), _held_by()),
    Capability(
        "intake.hand_over",
        _("hand this device to a patient for a pain drawing, without seeing what is drawn"),
        _held_by(Role.CLINICIAN, Role.RECEPTION),
    ),
    Capability("intake.read", _("read pain drawings and what they suggest"), _held_by(Role.CLINICIAN)),
    Capability(
        "intake.draw", _("draw together with a patient, and discard an unfinished drawing"), _held_by(Role.CLINICIAN)
    ),
    Capability("intake.judge", _("confirm or reject a suggested muscle"), _held_by(Role.CLINICIAN)),
    Capability("intake.counts", _("see and export how often muscles were confirmed here"), _held_by(Role.CLINICIAN)),
    Capability(
        "outbox.read",
        _("see which mails went out and which did not"),
        _held_by(Role.CLINICIAN, Role.RECEPTION, Role.AUDITOR),
    ),
    Capability("website.edit", _("write pages and use pictures"), _held_by(Role.EDITOR)),
    Capability("website.publish", _("publish pages and take them down"), _held_by(Role.EDITOR)),
    Capability("website.allow_word", _("allow a word that no evidence carries, with a reason"), _held_by()),
    Capability("claims.review", _("review a claim about a treatment and sign for it"), _held_by(Role.CLINICIAN)),
    Capability(
        "atlas.clinical",
        _("look up how a muscle is needled, and what lies near it"),
        _held_by(Role.CLINICIAN),
    ),
    Capability("practice.change", _("change what the practice says of itself"), _held_by()),
    Capability("staff.manage", _("invite colleagues, change roles, help after a lost second factor"), _held_by()),
    Capability("audit.read", _("read who did or saw what"), _held_by(Role.AUDITOR)),
)

_NAMES = {capability.name for capability in CAPABILITIES}
_BY_ROLE = {
    role.value: frozenset(capability.name for capability in CAPABILITIES if role.value in capability.roles)
    for role in Role
}


def capabilities_of(role: str) -> frozenset[str]:
    """Return the names of what the role may do; nothing for a role that does not exist."""
    return _BY_ROLE.get(role, frozenset())


def may(role: str, capability: str) -> bool:
    """Say whether the role holds the capability. Raises KeyError for a capability that is not in the table."""
    if capability not in _NAMES:
        raise KeyError(capability)
    return capability in capabilities_of(role)


def known(capability: str) -> str:
    """Return the name unchanged. Raises KeyError unless it is in the table, so that a misspelt one fails at import."""
    if capability not in _NAMES:
        raise KeyError(f"There is no capability {capability!r}; capabilities.py lists them.")
    return capability


def table() -> str:
    """Return the table role × capability as Markdown, as docs/reference/roles.md shows it."""
    roles = list(Role)
    lines = [
        "| capability | allows to | " + " | ".join(role.value for role in roles) + " |",
        "| --- | --- | " + " | ".join("---" for _role in roles) + " |",
    ]
    for capability in CAPABILITIES:
        marks = " | ".join("yes" if role.value in capability.roles else "" for role in roles)
        lines.append(f"| `{capability.name}` | {capability.sentence} | {marks} |")
    return "\n".join(line.replace("  |", " |") for line in lines)
