"""What doctor says of starter pages that a newer version brought and nobody has loaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from drypoint.foundation.core.checks import OK, WARNING, CheckResult
from drypoint.foundation.practice.queries import the_practice
from drypoint.public.website.starter_loader import TYPES, read_pages

PAGES_SHOWN = 3


def missing_pages() -> list[str]:
    """Return the starter pages that the site lacks, as language/key; one that was taken down counts as there."""
    practice = the_practice()
    if practice is None:
        return []
    there = {
        place for model in set(TYPES.values()) for place in model.objects.values_list("locale__language_code", "key")
    }
    return [
        f"{language}/{page['key']}"
        for language in practice.languages or [practice.main_language]
        for page in read_pages(language)
        if (practice.is_demo or not page["demo"]) and (language, page["key"]) not in there
    ]


def check_starter_pages(_at: datetime) -> Iterable[CheckResult]:
    """Name the starter pages that the site lacks."""
    if the_practice() is None:
        return
    missing = missing_pages()
    if missing:
        shown = ", ".join(missing[:PAGES_SHOWN]) + (", …" if len(missing) > PAGES_SHOWN else "")
        hint = (
            "`drypoint manage load_starter` adds them and changes no other. A page that you do not want: take it down "
            "in the editor instead of deleting it."
        )
        yield CheckResult("website.starter", WARNING, f"{len(missing)} starter pages are missing: {shown}.", hint)
    else:
        yield CheckResult("website.starter", OK, "Every starter page of this version is there, live or not.")
