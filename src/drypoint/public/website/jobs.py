"""Work that the clock asks for; safe to run twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from wagtail.models import Page, Revision

from drypoint.foundation.core import clock
from drypoint.public.website.gate import PublishingRefused
from drypoint.public.website.standing_pages import TakingDownRefused


@dataclass
class DuePages:
    """What a run did: pages published or taken down, and for each refused page a sentence that says why."""

    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def publish_due_pages(*, dry_run: bool = False) -> DuePages:
    """Take down pages that have expired and publish revisions whose time has come.

    A revision that the gate refuses stays due: it goes live at the first run after the mend.
    """
    outcome = DuePages()
    at = clock.now()
    for page in Page.objects.filter(live=True, expire_at__lt=at).order_by("expire_at").specific():
        try:
            if not dry_run:
                page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        except TakingDownRefused as refusal:
            outcome.refused.append(str(refusal))
        else:
            outcome.done.append(str(page))
    for revision in Revision.objects.filter(approved_go_live_at__lt=at).order_by("approved_go_live_at"):
        try:
            if not dry_run:
                revision.publish(log_action="wagtail.publish.scheduled")
        except PublishingRefused as refusal:
            outcome.refused.append(str(refusal))
        else:
            outcome.done.append(str(revision.content_object))
    return outcome
