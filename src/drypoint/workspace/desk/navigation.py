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
    ("desk:enquiries", _("Enquiries"), "enquiries", "enquiries.read"),
    ("desk:people", _("Patients"), "person", "patients.read"),
    ("desk:claims", _("Claims"), "check", "claims.review"),
    ("desk:atlas", _("Atlas"), "body", "atlas.clinical"),
    ("desk:evidence", _("Evidence"), "search", "claims.review"),
    ("wagtailadmin_home", _("Website"), "website", "website.edit"),
    ("desk:outbox", _("Sent mail"), "outbox", "outbox.read"),
    ("desk:practice", _("Practice"), "practice", "practice.change"),
    ("desk:staff", _("Staff"), "staff", "staff.manage"),
    ("desk:audit", _("Audit trail"), "audit", "audit.read"),
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


def _account_items(request: HttpRequest) -> list[NavItem]:
    entries = (("account_overview", _("My account"), "key"), ("account_logout", _("Sign out"), "sign-out"))
    return [NavItem(str(title), reverse(name), icon, request.path == reverse(name)) for name, title, icon in entries]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates `nav`, worked out only by the pages that draw it."""
    return {
        "nav": lambda: _items(request),
        "account_nav": lambda: _account_items(request),
        "signed_in_as": getattr(request, "user", None),
    }
