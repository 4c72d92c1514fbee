"""The text of drafts, encrypted in their rows."""

from __future__ import annotations

from drypoint.foundation.core.files.sealed_text import sealed_text, unsealed_text
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.core.registries.sealed import Progress
from drypoint.foundation.core.writing import durable
from drypoint.foundation.drafts.models import Draft

PURPOSE = "drypoint/draft/1"


def text_of(draft: Draft) -> str:
    """Return what was typed. Raises DamagedFileError if it was changed or sealed with a key that is gone."""
    return unsealed_text(PURPOSE, draft.key, bytes(draft.sealed))


def reseal_drafts(progress: Progress) -> int:
    """Seal every draft with the key in use; return how many cannot be read."""
    rows = list(Draft.objects.order_by("pk").values_list("pk", flat=True))
    unread = 0
    for done, pk in enumerate(rows, 1):
        with durable():
            draft = Draft.objects.select_for_update().filter(pk=pk).first()
            if draft is not None:
                try:
                    text = text_of(draft)
                except DamagedFileError:
                    unread += 1
                else:
                    Draft.objects.filter(pk=pk).update(sealed=sealed_text(PURPOSE, draft.key, text))
        progress(done, len(rows))
    return unread
