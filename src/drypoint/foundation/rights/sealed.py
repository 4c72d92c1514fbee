"""The words of complaints and what was given to others, encrypted in their rows."""

from __future__ import annotations

from drypoint.foundation.core.files.sealed_text import sealed_text, unsealed_text
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.core.registries.sealed import Progress
from drypoint.foundation.core.writing import durable
from drypoint.foundation.rights.models import Complaint, Release

PURPOSE = "drypoint/rights/1"


def sealed_for(row: Complaint | Release, text: str) -> bytes:
    """Return a text sealed for this row."""
    return sealed_text(PURPOSE, row.key, text)


def text_of(row: Complaint | Release) -> str:
    """Return what was complained of, or given. Raises DamagedFileError if it was changed or its key is gone."""
    return unsealed_text(PURPOSE, row.key, bytes(row.sealed))


def reseal_rights(progress: Progress) -> int:
    """Seal every text with the key in use; return how many cannot be read."""
    rows: list[tuple[type[Complaint] | type[Release], int]] = [
        *((Complaint, pk) for pk in Complaint.objects.order_by("pk").values_list("pk", flat=True)),
        *((Release, pk) for pk in Release.objects.order_by("pk").values_list("pk", flat=True)),
    ]
    unread = 0
    for done, (model, pk) in enumerate(rows, 1):
        with durable():
            row = model.objects.select_for_update().filter(pk=pk).first()
            if row is not None:
                try:
                    row.sealed = sealed_for(row, text_of(row))
                except DamagedFileError:
                    unread += 1
                else:
                    row.save(update_fields=["sealed"])
        progress(done, len(rows))
    return unread
