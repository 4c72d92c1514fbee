"""The desk's navigation: what each member of staff may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.actors import actor_of


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation, as templates/look/work_base.html draws it."""

    title: str
    url: str
    icon: str
    is_current: bool


_ITEMS = (
    ("desk:today", _("Today"), "today", "desk.see"),
    ("desk:enquiries", _("Enquiries"), "letter", "enquiries.read"),
    ("wagtailadmin_home", _("Website"), "page", "website.edit"),
    ("desk:outbox", _("Sent mail"), "send", "outbox.read"),
    ("desk:practice", _("Practice"), "house", "practice.change"),
    ("desk:staff", _("Staff"), "people", "staff.manage"),
    ("desk:audit", _("Audit trail"), "eye", "audit.read"),
)


def _items(request: HttpRequest) -> list[NavItem]:
    actor = actor_of(request)
    items = []
    for name, title, icon, capability in _ITEMS:
        if actor.may(capability):
            url = reverse(name)
            is_current = request.path == url or (name != "desk:today" and request.path.startswith(url))
            items.append(NavItem(str(title), url, icon, is_current))
    return items


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates `nav`, worked out only by the pages that draw it."""
    return {"nav": lambda: _items(request)}
