"""Pure decisions about what may be done to a record that must stay as it is."""

from __future__ import annotations

# What a restricted record allows: to be looked at, handed out, and to have its restriction dealt with. Tasks are the
# practice's own business.
_ROOMS_THAT_GO_ON = frozenset({"complaint", "consent", "release", "restraint", "task"})
_VERBS_THAT_CHANGE_NOTHING = frozenset(
    {"document_fault", "export", "open_document", "read", "read_document", "read_trail", "revoke_link"}
)
_VERBS_THAT_ERASE = frozenset({"discard", "erase"})


def changes_a_record(action: str) -> bool:
    """Say whether an action of the trail ("person.change") changes what is held about somebody."""
    room, _dot, verb = action.partition(".")
    return room not in _ROOMS_THAT_GO_ON and verb not in _VERBS_THAT_CHANGE_NOTHING


def erases(action: str) -> bool:
    """Say whether an action of the trail takes something away for good."""
    return action.rpartition(".")[2] in _VERBS_THAT_ERASE
