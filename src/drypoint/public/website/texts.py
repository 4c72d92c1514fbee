"""Read every text of a page: what a visitor, a search engine or a screen reader is told by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from drypoint.public.website.stored import StoredBlock

if TYPE_CHECKING:
    from drypoint.public.website.models import SitePage

# Fields of a page that hold no words for a reader.
_NO_TEXT = {
    "path",
    "url_path",
    "draft_title",
    "key",
    "content_type",
    "locale",
    "translation_key",
    "depth",
    "search_words",
}
# Values inside a block that hold no words for a reader. Everything else is read, also what a later block adds.
_NO_WORDS = {"id", "type", "claim", "name", "to", "currency", "level", "image", "sources", "direction"}


@dataclass(frozen=True)
class PageText:
    """One text with where it stands, in the words of the editor's screen."""

    where: str
    text: str


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _NO_WORDS:
                yield from _strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)


def stored_blocks(page: SitePage) -> list[StoredBlock]:
    """Return the blocks of a page as plain values, whether they come from a form, a revision or the table."""
    return [cast("StoredBlock", block) for block in page.body.get_prep_value() if isinstance(block, dict)]


def _labels(page: SitePage) -> dict[str, str]:
    return {name: str(block.label) for name, block in page.body.stream_block.child_blocks.items()}


def texts_of(page: SitePage) -> Iterator[PageText]:
    """Give every text of the page: fields, blocks, captions, descriptions of pictures, the address itself."""
    for field in page._meta.get_fields():  # noqa: SLF001 (Django documents _meta)
        if not isinstance(field, models.Field) or isinstance(field, StreamField) or field.name in _NO_TEXT:
            continue
        value = field.value_from_object(page) if isinstance(field, (models.CharField, models.TextField)) else None
        if isinstance(value, str) and value:
            text = value.replace("-", " ") if isinstance(field, models.SlugField) else value
            yield PageText(str(field.verbose_name), text)
    for where, value in _texts_of_blocks(page):
        for text in _strings(value):
            yield PageText(where, text)


def _texts_of_blocks(page: SitePage) -> Iterator[tuple[str, object]]:
    """Give the value of each block of the body, and of each landmark of a contact page, with where it stands."""
    labels = _labels(page)
    for number, block in enumerate(stored_blocks(page), start=1):
        where = _("block %(number)d, %(kind)s") % {"number": number, "kind": labels.get(block["type"], block["type"])}
        yield where, block["value"]
    for field in page._meta.get_fields():  # noqa: SLF001 (as above)
        if isinstance(field, StreamField) and field.name != "body":
            landmarks = field.value_from_object(page).get_prep_value()
            yield str(field.verbose_name), [part["value"]["name"] for part in landmarks]


def claim_ids_of(page: SitePage) -> list[int | None]:
    """Return the ids of the claims that the page shows, in order; None where the chosen claim is gone."""
    return [
        cast("int | None", block["value"].get("claim")) for block in stored_blocks(page) if block["type"] == "claim"
    ]


def shows_invented_prices(page: SitePage) -> bool:
    """Say whether a table of prices on the page is marked as invented."""
    return any(block["type"] == "prices" and block["value"].get("demo") for block in stored_blocks(page))
