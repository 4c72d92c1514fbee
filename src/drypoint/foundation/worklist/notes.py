"""The one kind of task that this room asks for itself: what somebody writes down in their own words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.worklist.kinds import TaskKind

NOTE = "worklist.note"


# Whom it concerns stands in the task itself, which goes along when two records become one.
KIND = TaskKind(NOTE, 900, _("To do"), "worklist.read")
