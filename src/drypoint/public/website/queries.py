"""Named reads of the website, for the desk too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wagtail.models import Page

from drypoint.public.claims.faults import Fault
from drypoint.public.website import gate
from drypoint.public.website.models import SitePage


@dataclass(frozen=True)
class WaitingPage:
    """A page with what speaks against it: a draft that cannot go live, or a live page that could not go live again."""

    page: SitePage
    faults: tuple[Fault, ...]
    is_live: bool


def pages_waiting(today: date) -> list[WaitingPage]:
    """Return the pages that the gate refuses, drafts as they were last saved and live pages as they stand."""
    found = []
    for page in Page.objects.filter(content_type__app_label="website").order_by("path").specific():
        for is_live, version in _versions(page):
            faults = gate.faults_of(version, today)
            if faults:
                found.append(WaitingPage(page, faults, is_live))
                break
    return found


def _versions(page: SitePage) -> list[tuple[bool, SitePage]]:
    versions = [(True, page)] if page.live else []
    if not page.live or page.has_unpublished_changes:
        versions.append((False, page.get_latest_revision_as_object()))
    return versions
