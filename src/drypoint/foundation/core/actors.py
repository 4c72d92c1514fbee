"""Who acts: a value that every action takes, whatever door the person came through."""

from __future__ import annotations

from dataclasses import dataclass, field


class NotAllowedError(PermissionError):
    """The actor lacks the capability; to a stranger the answer is 404, to staff 403."""


class HeldBackError(NotAllowedError):
    """The actor may do this, but not to this patient now; the sentence says why, in the language of the page."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Actor:
    """Somebody (or the system itself) who reads or writes, with what they may do.

    kind is "staff", "visitor" or "system"; capabilities are the names that the rooms registered.
    """

    kind: str
    user_id: int | None = None
    capabilities: frozenset[str] = field(default_factory=frozenset)

    def may(self, capability: str) -> bool:
        """Say whether the actor holds the capability."""
        return self.kind == "system" or capability in self.capabilities

    def require(self, capability: str) -> None:
        """Raise NotAllowedError unless the actor holds the capability."""
        if not self.may(capability):
            raise NotAllowedError(f"This needs the permission “{capability}”.")


VISITOR = Actor(kind="visitor")
SYSTEM = Actor(kind="system")
