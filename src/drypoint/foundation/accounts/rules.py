"""Pure decisions about staff and their devices."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# The first that is found names the thing: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES: tuple[tuple[str, str | Promise], ...] = (
    ("iPhone", _("an iPhone")),
    ("iPad", _("an iPad")),
    ("Android", _("an Android device")),
    ("Windows", _("a Windows computer")),
    ("Macintosh", _("a Mac")),
    ("CrOS", _("a Chromebook")),
    ("Linux", _("a Linux computer")),
)


def device_of(user_agent: str) -> str:
    """Return in plain words what somebody signed in with: "Firefox on a Windows computer"."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    device = next((name for mark, name in _DEVICES if mark in user_agent), None)
    if browser and device:
        return gettext("%(browser)s on %(device)s") % {"browser": browser, "device": device}
    return browser or gettext("an unknown device")


def leaves_no_owner(user_id: int, owners: Iterable[int]) -> bool:
    """Say whether the practice would be left without an owner if this one were no longer one of these."""
    return set(owners) == {user_id}
