"""What each role may do, as the rooms registered it.

docs/reference/roles.md is printed from it, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.registries import Registry


@dataclass(frozen=True)
class Capability:
    """One thing that somebody may do. Its name is "room.verb"; the sentence says it to people."""

    name: str
    sentence: str | Promise
    roles: frozenset[str]


def held_by(*roles: Role) -> frozenset[str]:
    """Return the roles that hold a capability by default: these, and the owner.

    The owner holds everything, so that no practice can lock itself out of a room.
    """
    return frozenset({Role.OWNER.value, *(role.value for role in roles)})


@dataclass(frozen=True)
class RoomsCapabilities:
    """The capabilities of a room, in the order in which they are listed."""

    name: str
    order: int
    capabilities: tuple[Capability, ...]


_registered: Registry[RoomsCapabilities] = Registry("list of capabilities")


def register_capabilities(name: str, order: int, *capabilities: Capability) -> None:
    """Let roles hold a room's capabilities. A view that needs one which nobody registered fails at import."""
    _registered.register(RoomsCapabilities(name, order, capabilities))


def all_capabilities() -> tuple[Capability, ...]:
    """Return every capability, room by room."""
    return tuple(capability for room in _registered for capability in room.capabilities)


def _names() -> set[str]:
    return {capability.name for capability in all_capabilities()}


def capabilities_of(role: str) -> frozenset[str]:
    """Return the names of what the role may do; nothing for a role that does not exist."""
    return frozenset(capability.name for capability in all_capabilities() if role in capability.roles)


def may(role: str, capability: str) -> bool:
    """Say whether the role holds the capability. Raises KeyError for a capability that no room registered."""
    if capability not in _names():
        raise KeyError(capability)
    return capability in capabilities_of(role)


def known(capability: str) -> str:
    """Return the name unchanged. Raises KeyError unless a room registered it: a misspelt one fails at import."""
    if capability not in _names():
        raise KeyError(f"There is no capability {capability!r}; a room registers its own in apps.py.")
    return capability


def table() -> str:
    """Return the table role × capability as Markdown, as docs/reference/roles.md shows it."""
    roles = list(Role)
    lines = [
        "| capability | allows to | " + " | ".join(role.value for role in roles) + " |",
        "| --- | --- | " + " | ".join("---" for _role in roles) + " |",
    ]
    for capability in all_capabilities():
        marks = " | ".join("yes" if role.value in capability.roles else "" for role in roles)
        lines.append(f"| `{capability.name}` | {capability.sentence} | {marks} |")
    return "\n".join(line.replace("  |", " |") for line in lines)
