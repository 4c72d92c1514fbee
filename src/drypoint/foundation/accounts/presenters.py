"""What one's own pages show: frozen values, made by pure functions. What allauth draws by itself is not among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from drypoint.foundation.accounts.capabilities import Capability
from drypoint.foundation.accounts.forms import InvitationForm
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.queries import SignedIn


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """Who one is, and what one may do, in words."""

    template: ClassVar = "accounts/overview.html"
    name: str
    email: str
    role: str
    allowed: tuple[str | Promise, ...]
    has_search_keys: bool


def overview_page(user: User, capabilities: Iterable[Capability]) -> OverviewPage:
    """Return a user's own page; of the capabilities it names those that the role holds."""
    allowed = tuple(entry.sentence for entry in capabilities if user.role in entry.roles)
    return OverviewPage(user.name, user.email, user.get_role_display(), allowed, user.has_search_keys)


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """Where one is signed in."""

    template: ClassVar = "accounts/sessions.html"
    sessions: tuple[SignedIn, ...]


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """A one-time link that still works: whose it is, and the form for a password."""

    template: ClassVar = "accounts/invitation.html"
    form: InvitationForm
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class InvitationOverPage:
    """A one-time link that no longer works. Nothing says whose it was, or whether it ever was one."""

    template: ClassVar = "accounts/invitation_over.html"


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A page that is not for one's role; sentence says what one would have to be allowed, "" where it is not said."""

    template: ClassVar = "accounts/refused.html"
    sentence: str | Promise


def refused_page(capability: str, capabilities: Iterable[Capability]) -> RefusedPage:
    """Return the refusal for want of a capability, which need not be a registered one."""
    return RefusedPage(next((entry.sentence for entry in capabilities if entry.name == capability), ""))


@dataclass(frozen=True, slots=True)
class HeldBackPage:
    """What one may do, but not to this patient now."""

    template: ClassVar = "accounts/held_back.html"
    sentence: str


@dataclass(frozen=True, slots=True)
class ClosedScreenPage:
    """Where Wagtail would manage users besides ours."""

    template: ClassVar = "accounts/closed.html"
