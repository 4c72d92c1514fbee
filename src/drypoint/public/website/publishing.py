"""Wagtail's publish action with the gate in it, and the form that tells the editor before the action must refuse.

Every way of making a page live ends in save() of a page with live=True, where guard.py stands. This action refuses
earlier, before the revision's schedule is touched, and in one transaction.
"""

from __future__ import annotations

from django.db import transaction
from django.forms.models import construct_instance
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.forms import WagtailAdminPageForm

from drypoint.public.website import gate


class PublishWhatMayBePublished(PublishPageRevisionAction):
    """Publish or schedule a revision unless a claim or a word speaks against it."""

    def execute(self, skip_permission_checks: bool = False) -> None:  # noqa: FBT001, FBT002 (Wagtail's signature)
        """Publish; raises gate.PublishingRefused and changes nothing where the gate refuses."""
        with transaction.atomic():
            self.check(skip_permission_checks=skip_permission_checks)
            gate.require_publishable(self.object)
            super().execute(skip_permission_checks=True)


class SitePageForm(WagtailAdminPageForm):
    """The editor's form: publishing (also for later) is refused here with every word and claim that is in the way."""

    def clean(self) -> dict[str, object]:
        """Run the gate over the page as edited; saving a draft is always possible, but not over somebody else's."""
        cleaned: dict[str, object] = super().clean()
        self._refuse_over_a_newer_version()
        if not self.is_deferred_validation and not self.errors:
            edited = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
            for fault in gate.faults_of(edited):
                self.add_error(None, str(fault))
        return cleaned

    def _refuse_over_a_newer_version(self) -> None:
        """Say that somebody else saved the page since it was opened; whoever saves again has been told."""
        latest = self.instance.get_latest_revision() if self.instance.pk else None
        own_draft = self.data.get("overwrite_revision_id")
        seen = own_draft or self.data.get("loaded_revision_id")
        if latest is None or not seen:
            return
        was_saved_at = self.data.get("loaded_revision_created_at", "")
        if seen != str(latest.pk) or (not own_draft and was_saved_at != latest.created_at.isoformat()):
            who = latest.user or _("somebody")
            self.add_error(
                None,
                _(
                    "While you had this page open, another version of it was saved (by %(who)s). Yours was not: look "
                    "at the other one under History. If yours is to replace it, save again."
                )
                % {"who": who},
            )
