"""What tasks hold about a patient, field by field."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from drypoint.foundation.patients.export_fields import Field
from drypoint.foundation.worklist.kinds import task_kinds


def _kind_in_words(kind: object) -> list[str]:
    known = task_kinds.get(str(kind))
    return [str(known.title) if known else str(kind)]


FIELDS = (
    Field("kind", pgettext_lazy("record", "Task"), in_words=_kind_in_words),
    Field("note", pgettext_lazy("record", "Note")),
    Field("made_at", pgettext_lazy("record", "Written"), "moment"),
    Field("due_at", pgettext_lazy("record", "Due"), "moment"),
    Field("done_at", pgettext_lazy("record", "Done"), "moment"),
)
