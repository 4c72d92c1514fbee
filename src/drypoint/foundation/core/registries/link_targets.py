"""Where a text of the website may lead besides its own pages: "enquiry:" for the form of the enquiries, say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from drypoint.foundation.core.registries import Registry


@dataclass(frozen=True)
class LinkTarget:
    """A place that texts name by "name:". title says what it is; address takes a language and returns a path.

    foot is what its link at the foot of every page of the website says, "" for none.
    """

    name: str
    order: int
    title: str | Promise
    address: Callable[[str], str]
    foot: str | Promise = ""


link_targets: Registry[LinkTarget] = Registry("link target")


def register_link_target(target: LinkTarget) -> None:
    """Let texts of the website lead to a room's page."""
    link_targets.register(target)


def address_of_target(name: str, language: str) -> str:
    """Return the path of a target in a language; "" where no room has registered it."""
    target = link_targets.get(name)
    return target.address(language) if target else ""
