"""The desk's navigation: what each member of staff may open, as the rooms registered it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.actors import actor_of
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.navigation import NavEntry, nav_entries_for


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation, as templates/look/work_base.html draws it. A count of 0 is not shown."""

    title: str
    url: str
    icon: str
    is_current: bool
    group: str = ""
    count: int = 0


def nav_item(entry: NavEntry, viewing: Viewing, path: str) -> NavItem:
    """Return the line for an entry on the page of this path."""
    url = reverse(entry.to)
    is_current = path == url or (entry.covers_below and path.startswith(url))
    count = entry.count(viewing) if entry.count else 0
    return NavItem(str(entry.title), url, entry.icon, is_current, str(entry.group), count)


def _items(request: HttpRequest) -> list[NavItem]:
    viewing = Viewing(actor_of(request), clock.now())
    return [nav_item(entry, viewing, request.path) for entry in nav_entries_for(viewing)]


def _account_items(request: HttpRequest) -> list[NavItem]:
    entries = (("account_overview", _("My account"), "key"), ("account_logout", _("Sign out"), "sign-out"))
    return [NavItem(str(title), reverse(name), icon, request.path == reverse(name)) for name, title, icon in entries]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give templates `nav` and the address of the search, worked out only by the pages that draw it."""
    return {
        "nav": lambda: _items(request),
        "desk_search_url": lambda: reverse("desk:search") if actor_of(request).may("desk.see") else "",
        "desk_search_keys": lambda: isinstance(request.user, User) and request.user.has_search_keys,
        "account_nav": lambda: _account_items(request),
        "signed_in_as": getattr(request, "user", None),
    }
