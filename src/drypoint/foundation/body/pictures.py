"""Pictures of single muscles, drawn once for each language and kept: drawing costs a tenth of a second."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from drypoint.knowledge.figures.bellies import muscle_svg


@lru_cache(maxsize=256)
def muscle_picture(muscle_id: str, language: str) -> SafeString:
    """Return where a muscle of the left side lies and where its pain is felt."""
    return mark_safe(muscle_svg(muscle_id, "neutral", language))  # noqa: S308 (drawn by us; names are escaped there)
