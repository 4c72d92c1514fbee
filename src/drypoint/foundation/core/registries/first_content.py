"""What rooms put into a practice that was just founded: pages to begin with, and in the demo invented people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import Registry


@dataclass(frozen=True)
class Founding:
    """The practice that is filled: its languages, and in the demo its staff by role."""

    languages: tuple[str, ...]
    main_language: str
    is_demo: bool
    staff: Mapping[str, Actor] = field(default_factory=dict)


@dataclass(frozen=True)
class FirstContent:
    """What a room loads. It is safe to run again: what is there is left alone, what is missing is added."""

    name: str
    order: int
    load: Callable[[Founding], None]
    is_for_demo_only: bool = True


first_contents: Registry[FirstContent] = Registry("first content")


def register_first_content(content: FirstContent) -> None:
    """Have a room's content loaded into a new practice, or into the demo alone."""
    first_contents.register(content)


def load_first_contents(founding: Founding) -> None:
    """Load what the rooms have for this practice, in their order."""
    for content in first_contents:
        if founding.is_demo or not content.is_for_demo_only:
            content.load(founding)
