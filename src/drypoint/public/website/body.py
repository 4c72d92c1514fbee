"""Turn the stored blocks of a page into what its templates show, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from wagtail.images import get_image_model

from drypoint.public.website import rules
from drypoint.public.website.figures import drawing, mechanism_drawing
from drypoint.public.website.links import TextRenderer
from drypoint.public.website.models import Claim, ClaimSource, Source
from drypoint.public.website.texts import stored_blocks

STEPS = ("mechanical", "peripheral", "segmental", "central")
_LEVELS = {"high": 4, "moderate": 3, "low": 2, "very_low": 1}  # “unclear” has none
PICTURE_WIDTH = 800


@dataclass(frozen=True)
class SourceView:
    """A source as the reader sees it."""

    citation: str
    link: str
    how_read: str


@dataclass(frozen=True)
class ClaimView:
    """A claim as the reader sees it.

    level is 1 (very low) to 4 (high), 0 where nobody has rated it. is_shown is false while it waits for its review.
    """

    key: str
    text: str
    level: int
    reason: str
    sources: tuple[SourceView, ...]
    reviewer: str
    reviewed_on: date | None
    state: str
    is_shown: bool


@dataclass(frozen=True)
class Block:
    """One block: the template that shows it and the values that the template reads."""

    kind: str
    values: dict[str, Any]

    @property
    def template(self) -> str:
        """Return the name of the template."""
        return f"website/blocks/{self.kind}.html"


@dataclass(frozen=True)
class Section:
    """What stands below one heading of level 2; the part before the first has none."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Body:
    """The blocks of a page, and the day on which the first review shown by them becomes old."""

    blocks: tuple[Block, ...]
    next_stale_on: date | None

    def sections(self) -> tuple[Section, ...]:
        """Return the blocks below their headings, neighbouring questions as one list."""
        sections: list[Section] = []
        for heading, blocks in self._parts():
            anchor, text = (heading.values["anchor"], heading.values["text"]) if heading else ("", "")
            sections.append(Section(anchor, text, tuple(_joined(blocks))))
        return tuple(sections)

    def with_hero(self) -> tuple[dict[str, Any], tuple[Section, ...]]:
        """Return the first drawing, which the home page shows beside its title, and the sections without it."""
        first = next((block for block in self.blocks if block.kind == "figure"), None)
        rest = Body(tuple(block for block in self.blocks if block is not first), self.next_stale_on)
        return (first.values if first else {}), rest.sections()

    def _parts(self) -> list[tuple[Block | None, list[Block]]]:
        parts: list[tuple[Block | None, list[Block]]] = []
        for block in self.blocks:
            if block.kind == "heading" and block.values["level"] == 2:
                parts.append((block, []))
            elif not parts:
                parts.append((None, [block]))
            else:
                parts[-1][1].append(block)
        return parts

    def questions(self) -> list[tuple[str, SafeString]]:
        """Return the questions with their answers as shown."""
        return [(block.values["question"], block.values["html"]) for block in self.blocks if block.kind == "answer"]


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Give the blocks, neighbouring questions joined into one of the kind "answers"."""
    for are_answers, group in groupby(blocks, lambda block: block.kind == "answer"):
        if are_answers:
            yield Block("answers", {"answers": [block.values for block in group]})
        else:
            yield from group


def _items(value: Any) -> list[Any]:
    """Return the values of a list block, stored with or without the ids that the editor adds."""
    return [
        item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item
        for item in value or ()
    ]


def _source_ids(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "sources":
                yield from (source for source in _items(part) if isinstance(source, int))
            else:
                yield from _source_ids(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _source_ids(part)


def _source_view(source: Source) -> SourceView:
    return SourceView(source.citation, source.link(), source.how_read)


def claim_view(claim: Claim, language: str, today: date, *, practice_is_demo: bool) -> ClaimView:
    """Return what a page in the language says of the claim today."""
    facts = claim.facts()
    return ClaimView(
        key=claim.key,
        text=claim.text_in(language),
        level=_LEVELS.get(claim.certainty, 0),
        reason=claim.reason_in(language),
        sources=tuple(_source_view(source) for source in claim.ordered_sources()),
        reviewer=str(claim.reviewer) if claim.reviewer else "",
        reviewed_on=claim.reviewed_on,
        state=rules.state_of(facts, today).value,
        is_shown=rules.is_shown(facts, today, practice_is_demo=practice_is_demo),
    )


class BodyReader:
    """Reads the blocks of one page."""

    def __init__(
        self, page: Any, text: TextRenderer, today: date, *, practice_is_demo: bool, shows_drafts: bool = False
    ) -> None:
        self.page = page
        self.text = text
        self.today = today
        self.practice_is_demo = practice_is_demo
        self.shows_drafts = shows_drafts
        self.stored = stored_blocks(page)
        self.sources: dict[int, SourceView] = {}
        self.claims: dict[int, Claim] = {}
        self.anchors: dict[str, int] = {}

    def read(self) -> Body:
        """Return the body."""
        self._fetch()
        blocks = tuple(self._block(block["type"], block["value"]) for block in self.stored)
        ends = [
            rules.stale_on(claim.reviewed_on)
            for claim in self.claims.values()
            if claim.reviewed_on is not None and not rules.is_stale(claim.facts(), self.today)
        ]
        return Body(blocks, min(ends, default=None))

    def _fetch(self) -> None:
        source_ids = {source for block in self.stored for source in _source_ids(block["value"])}
        claim_ids = {block["value"].get("claim") for block in self.stored if block["type"] == "claim"} - {None}
        if source_ids:
            self.sources = {pk: _source_view(row) for pk, row in Source.objects.in_bulk(source_ids).items()}
        if claim_ids:
            links = Prefetch("claim_sources", ClaimSource.objects.select_related("source"))
            self.claims = Claim.objects.select_related("reviewer").prefetch_related(links).in_bulk(claim_ids)

    def _block(self, kind: str, value: Any) -> Block:
        reader = getattr(self, f"_{kind}", None)
        return Block(kind, reader(value) if reader else {})

    def _sources(self, value: dict[str, Any]) -> list[SourceView]:
        return [self.sources[pk] for pk in _items(value.get("sources")) if pk in self.sources]

    def _heading(self, value: dict[str, Any]) -> dict[str, Any]:
        text = self.text.plain(value["text"])
        anchor = slugify(text) or "part"
        self.anchors[anchor] = self.anchors.get(anchor, 0) + 1
        number = self.anchors[anchor]
        return {"text": text, "level": int(value["level"]), "anchor": anchor if number == 1 else f"{anchor}-{number}"}

    def _text(self, value: dict[str, Any]) -> dict[str, Any]:
        return {"html": self.text.html(value["html"])}

    def _answer(self, value: dict[str, Any]) -> dict[str, Any]:
        return {"question": self.text.plain(value["question"]), "html": self.text.html(value["html"])}

    def _timeline(self, value: dict[str, Any]) -> dict[str, Any]:
        return {
            "events": [
                {"when": event["when"], "html": self.text.html(event["html"]), "sources": self._sources(event)}
                for event in _items(value["events"])
            ]
        }

    def _mechanism(self, value: dict[str, Any]) -> dict[str, Any]:
        steps = [
            {
                "key": key,
                "title": self.text.plain(value["steps"][key]["title"]),
                "html": self.text.html(value["steps"][key]["html"]),
                "certainty_note": self.text.plain(value["steps"][key].get("certainty_note", "")),
                "sources": self._sources(value["steps"][key]),
            }
            for key in STEPS
            if key in value["steps"]
        ]
        return {"steps": steps, "drawing": mechanism_drawing({str(step["key"]): str(step["title"]) for step in steps})}

    def _claim(self, value: dict[str, Any]) -> dict[str, Any]:
        claim = self.claims.get(value.get("claim") or 0)
        if claim is None:
            return {"claim": None}
        view = claim_view(claim, self.text.language, self.today, practice_is_demo=self.practice_is_demo)
        return {"claim": view, "is_shown": view.is_shown or self.shows_drafts}

    def _warning(self, value: dict[str, Any]) -> dict[str, Any]:
        return {
            "title": self.text.plain(value["title"]),
            "html": self.text.html(value["html"]),
            "emergency": bool(value.get("emergency")),
        }

    def _problems(self, _value: Any) -> dict[str, Any]:
        language = self.text.language
        nodes = [
            node for node in self.text.site_map.nodes if node.language == language and node.kind == "conditionpage"
        ]
        return {"problems": nodes}

    def _facts(self, value: dict[str, Any]) -> dict[str, Any]:
        return {
            "items": [
                {
                    "label": self.text.plain(item["label"]),
                    "value": self.text.plain(item["value"]),
                    "sources": self._sources(item),
                }
                for item in _items(value["items"])
            ]
        }

    def _prices(self, value: dict[str, Any]) -> dict[str, Any]:
        rows = []
        for row in _items(value["rows"]):
            cents = row.get("amount_cents")
            amount = "" if cents is None else number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=True)
            rows.append({**row, "note": self.text.plain(row.get("note") or ""), "amount": amount})
        return {"rows": rows, "demo": bool(value.get("demo"))}

    def _call_to_action(self, value: dict[str, Any]) -> dict[str, Any]:
        return {
            "html": self.text.html(value["html"]),
            "label": self.text.plain(value["label"]),
            "url": self.text.target(value["to"]),
        }

    def _figure(self, value: dict[str, Any]) -> dict[str, Any]:
        return {
            "drawing": drawing(value["name"]),
            "caption": self.text.plain(value.get("caption") or ""),
            "alt": self.text.plain(value.get("alt") or ""),
        }

    def _picture(self, value: dict[str, Any]) -> dict[str, Any]:
        chosen = value["picture"] or {}
        image = get_image_model().objects.filter(pk=chosen.get("image")).first()
        alt = "" if chosen.get("decorative") else chosen.get("alt_text") or ""
        rendition = image.get_rendition(f"width-{PICTURE_WIDTH}|format-webp") if image else None
        return {"rendition": rendition, "alt": alt, "caption": self.text.plain(value.get("caption") or "")}


def words_of(html: str) -> str:
    """Return the text of an HTML fragment as one line, as it is read on the page."""
    return " ".join(strip_tags(html.replace("</p>", " ").replace("</li>", " ")).split())
