"""What holds at every save, whichever door it came through: the gate, and the freshness of kept pages.

These are signal receivers because Wagtail writes pages, claims and redirects itself; none of them starts any work.
"""

from __future__ import annotations

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from drypoint.foundation.core.front.page_store import raise_generation
from drypoint.foundation.practice.models import Practice
from drypoint.public.claims.models import Claim, ClaimSource, Source
from drypoint.public.website import gate, standing_pages
from drypoint.public.website.models import SitePage

_PUBLIC = (Page, Claim, ClaimSource, Source, AbstractImage, Redirect, Site, Locale, Practice, PageViewRestriction)
# What Wagtail notes on the row of a page when a draft is saved beside it.
_OF_DRAFTS = {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "locked"}


def refuse_what_may_not_go_live(
    sender: type[Model], instance: Model, update_fields: frozenset[str] | None = None, **_kwargs: object
) -> None:
    """Raise gate.PublishingRefused where a save would make a page live that the gate refuses.

    Moving a page saves it through the base class and changes nothing that is shown: a page that is live already may be
    moved.
    """
    if not isinstance(instance, Page) or not instance.live:
        return
    if isinstance(instance, SitePage):
        if update_fields is None or update_fields - _OF_DRAFTS - {"live_revision", "numchild"}:
            gate.require_publishable(instance)
    elif issubclass(instance.specific_class or Page, SitePage) and not _is_live_already(instance):
        gate.require_publishable(instance.specific)


def _is_live_already(page: Page) -> bool:
    return bool(Page.objects.filter(pk=page.pk, live=True).exists())


def refuse_what_may_not_be_taken_down(
    sender: type[Model], instance: Model, update_fields: frozenset[str] | None = None, **_kwargs: object
) -> None:
    """Raise TakingDownRefused where a save would take down a page that the site must have."""
    if isinstance(instance, Page) and not instance.live and (update_fields is None or "live" in update_fields):
        standing_pages.require_not_missed(instance)


def refuse_what_may_not_be_deleted(sender: type[Model], instance: Model, **_kwargs: object) -> None:
    """Raise TakingDownRefused where a page that the site must have would go."""
    if isinstance(instance, Page):
        standing_pages.require_not_missed(instance)


def make_kept_pages_old(
    sender: type[Model],
    instance: Model | None = None,
    *,
    update_fields: frozenset[str] | None = None,
    **_kwargs: object,
) -> None:
    """Raise the generation of the kept pages in the transaction that changes something public."""
    if update_fields and update_fields <= _OF_DRAFTS:
        return
    if isinstance(instance, _PUBLIC) and not isinstance(instance, AbstractRendition):
        raise_generation()


def connect() -> None:
    """Stand at every save; called once, when the room is ready."""
    pre_save.connect(refuse_what_may_not_go_live, dispatch_uid="website.gate")
    pre_save.connect(refuse_what_may_not_be_taken_down, dispatch_uid="website.standing")
    pre_delete.connect(refuse_what_may_not_be_deleted, dispatch_uid="website.standing")
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(make_kept_pages_old, dispatch_uid="website.freshness")
    post_page_move.connect(make_kept_pages_old, dispatch_uid="website.freshness.move")
