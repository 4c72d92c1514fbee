"""What the editor sees of the gate while writing."""

from __future__ import annotations

from django.urls import reverse
from wagtail.admin.panels import Panel

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.public.website import gate
from drypoint.public.website.presenters import GateShown


class GatePanel(Panel):
    """List every word and claim that keeps the page, as last saved, from going live."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one page's screen."""

        template_name = GateShown.template

        def get_context_data(self, parent_context: dict[str, object] | None = None) -> dict[str, object]:
            """Add the faults, and for the owner the way to allow a word."""
            context: dict[str, object] = super().get_context_data(parent_context)
            page = self.instance
            may_allow = page.pk is not None and actor_of_user(self.request.user).may("website.allow_word")
            shown = GateShown(
                is_saved=page.pk is not None,
                faults=gate.faults_of(page) if page.pk else (),
                words_url=reverse("website_words", args=[page.pk]) if may_allow else "",
            )
            return {**context, **shown.context()}
