"""Turn the stored blocks of a page into what its templates show, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar, cast

from django.template.loader import get_template
from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from wagtail.images import get_image_model

from drypoint.public.claims import rules
from drypoint.public.claims.queries import CitedEvidence, ClaimRecord, SourceView
from drypoint.public.website import stored
from drypoint.public.website.extensions import address_of_topic
from drypoint.public.website.figures import drawing, mechanism_drawing
from drypoint.public.website.links import TextRenderer
from drypoint.public.website.texts import stored_blocks

if TYPE_CHECKING:
    from drypoint.public.website.models import SitePage

_NEVER_KEPT = {"picture"}  # the values of a rendition do not say everything that is shown
_READ_EACH_TIME = {"picture", "heading"}  # the anchor of a heading depends on those above it
_BlockKey = tuple[str, str, bool, str]
Shown = dict[str, object]  # what the template of a block reads as `b`
T = TypeVar("T")
STEPS = ("mechanical", "peripheral", "segmental", "central")
PICTURE_WIDTH = 800


@dataclass(eq=False)
class Block:
    """One block: the template that shows it, the values that the template reads, the claims among them.

    html is what the template made of them, once that was asked for.
    """

    kind: str
    values: Shown
    claims: tuple[ClaimRecord, ...] = ()
    html: str | None = None

    @property
    def template(self) -> str:
        """Return the name of the template."""
        return f"website/blocks/{self.kind}.html"


@dataclass(frozen=True)
class Section:
    """What stands below one heading of level 2; the part before the first has none."""

    anchor: str
    heading: str
    html: SafeString


@dataclass(frozen=True)
class Body:
    """The blocks of a page, and the day on which the first review shown by them becomes old."""

    blocks: tuple[Block, ...]
    next_stale_on: date | None
    language: str
    emergency_number: str

    def _rendered(self, block: Block) -> str:
        if block.kind in _NEVER_KEPT:
            return _render(block, self.emergency_number)
        if block.html is None:
            block.html = _kept_render(_Content(block, (self.language, repr(block.values), self.emergency_number)))
        return block.html

    def sections(self) -> tuple[Section, ...]:
        """Return the blocks below their headings, neighbouring questions as one list."""
        sections: list[Section] = []
        for heading, blocks in self._parts():
            anchor, text = (str(heading.values["anchor"]), str(heading.values["text"])) if heading else ("", "")
            html = "".join(self._rendered(block) for block in _joined(blocks))
            sections.append(Section(anchor, text, mark_safe(html)))  # noqa: S308 (made by our templates)
        return tuple(sections)

    def with_hero(self) -> tuple[Shown, tuple[Section, ...]]:
        """Return the first drawing, which the home page shows beside its title, and the sections without it."""
        first = next((block for block in self.blocks if block.kind == "figure"), None)
        rest = replace(self, blocks=tuple(block for block in self.blocks if block is not first))
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
        return [
            (str(block.values["question"]), cast("SafeString", block.values["html"]))
            for block in self.blocks
            if block.kind == "answer"
        ]


class _Content:
    """A block that equals another of the same content, so that equal blocks are rendered once."""

    def __init__(self, block: Block, said: tuple[str, str, str]) -> None:
        self.block = block
        self.said = (block.kind, *said)

    def __hash__(self) -> int:
        return hash(self.said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self.said == other.said


def _render(block: Block, emergency_number: str) -> str:
    practice = {"emergency_number": emergency_number}
    return str(get_template(block.template).render({"b": block.values, "practice": practice}))


@lru_cache(maxsize=2_000)
def _kept_render(content: _Content) -> str:
    """Return the HTML of a block. The key is everything that the template reads, so that it can never be stale."""
    return _render(content.block, content.said[-1])


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Give the blocks, neighbouring questions joined into one of the kind "answers"."""
    for are_answers, group in groupby(blocks, lambda block: block.kind == "answer"):
        if are_answers:
            yield Block("answers", {"answers": [block.values for block in group]})
        else:
            yield from group


def _items(listed: stored.Listed | None, _of: type[T]) -> list[T]:
    """Return the values of a list block, stored with or without the ids that the editor adds."""
    return [
        cast("T", item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item)
        for item in listed or ()
    ]


class KeptBlocks:
    """Blocks that were read already, for as long as the site map, the claims and the practice stay as they are.

    All of those are of one generation (published.py), so that the key holds the rest of what a block depends on: its
    kind and stored value, the language, the day.
    """

    def __init__(self) -> None:
        self._today: date | None = None
        self._blocks: dict[_BlockKey, Block] = {}

    def of(self, today: date) -> dict[_BlockKey, Block]:
        """Return the blocks as read on this day; those of other days go, because reviews grow old."""
        if today != self._today:
            self._today, self._blocks = today, {}
        return self._blocks


class BodyReader:
    """Reads the blocks of one page."""

    def __init__(
        self,
        page: SitePage,
        text: TextRenderer,
        evidence: CitedEvidence,
        kept: KeptBlocks,
        today: date,
        *,
        practice_is_demo: bool,
        shows_drafts: bool = False,
    ) -> None:
        self.text = text
        self.evidence = evidence
        self.today = today
        self.practice_is_demo = practice_is_demo
        self.shows_drafts = shows_drafts
        self.stored = stored_blocks(page)
        # A draft is looked at a few times and then gone.
        self.kept = {} if shows_drafts else kept.of(today)
        self.anchors: dict[str, int] = {}

    def read(self) -> Body:
        """Return the body."""
        blocks = tuple(self._block(block["type"], block["value"]) for block in self.stored)
        reviewed = (claim.facts.reviewed_on for block in blocks for claim in block.claims)
        ends = [end for end in (rules.stale_on(day) for day in reviewed if day is not None) if end > self.today]
        return Body(blocks, min(ends, default=None), self.text.language, self.text.values["{emergency_number}"])

    def _block(self, kind: str, value: Mapping[str, object]) -> Block:
        if kind in _READ_EACH_TIME:
            return self._read(kind, value)
        key = (kind, self.text.language, self.practice_is_demo, repr(value))
        block = self.kept.get(key)
        if block is None:
            block = self.kept[key] = self._read(kind, value)
        return block

    def _read(self, kind: str, value: Mapping[str, object]) -> Block:
        reader: Callable[[object], Shown] | None = getattr(self, f"_{kind}", None)
        claim = self._chosen(cast("stored.ChosenClaim", value)) if kind == "claim" else None
        return Block(kind, reader(value) if reader else {}, (claim,) if claim else ())

    def _chosen(self, value: stored.ChosenClaim) -> ClaimRecord | None:
        return self.evidence.claims.get(value.get("claim") or 0)

    def _sources(self, ids: stored.Listed | None) -> list[SourceView]:
        known = self.evidence.sources
        return [known[pk] for pk in _items(ids, int) if pk in known]

    def _heading(self, value: stored.Heading) -> Shown:
        text = self.text.plain(value["text"])
        anchor = slugify(text) or "part"
        self.anchors[anchor] = self.anchors.get(anchor, 0) + 1
        number = self.anchors[anchor]
        return {"text": text, "level": int(value["level"]), "anchor": anchor if number == 1 else f"{anchor}-{number}"}

    def _text(self, value: stored.RichText) -> Shown:
        return {"html": self.text.html(value["html"])}

    def _answer(self, value: stored.StoredAnswer) -> Shown:
        return {"question": self.text.plain(value["question"]), "html": self.text.html(value["html"])}

    def _timeline(self, value: stored.Timeline) -> Shown:
        return {
            "events": [
                {
                    "when": event["when"],
                    "html": self.text.html(event["html"]),
                    "sources": self._sources(event.get("sources")),
                }
                for event in _items(value["events"], stored.Event)
            ]
        }

    def _mechanism(self, value: stored.Mechanism) -> Shown:
        steps = [
            {
                "key": key,
                "title": self.text.plain(value["steps"][key]["title"]),
                "html": self.text.html(value["steps"][key]["html"]),
                "certainty_note": self.text.plain(value["steps"][key].get("certainty_note", "")),
                "sources": self._sources(value["steps"][key].get("sources")),
            }
            for key in STEPS
            if key in value["steps"]
        ]
        return {"steps": steps, "drawing": mechanism_drawing()}

    def _claim(self, value: stored.ChosenClaim) -> Shown:
        claim = self._chosen(value)
        if claim is None:
            return {"claim": None}
        view = claim.view(self.text.language, self.today, practice_is_demo=self.practice_is_demo)
        url = address_of_topic(claim.topic, self.text.site_map, self.text.language)
        return {"claim": view, "is_shown": view.is_shown or self.shows_drafts, "evidence_url": url}

    def _warning(self, value: stored.Warned) -> Shown:
        return {
            "title": self.text.plain(value["title"]),
            "html": self.text.html(value["html"]),
            "emergency": bool(value.get("emergency")),
        }

    def _problems(self, _value: object) -> Shown:
        language = self.text.language
        nodes = [
            node for node in self.text.site_map.nodes if node.language == language and node.kind == "conditionpage"
        ]
        return {"problems": nodes}

    def _facts(self, value: stored.Facts) -> Shown:
        return {
            "items": [
                {
                    "label": self.text.plain(item["label"]),
                    "value": self.text.plain(item["value"]),
                    "sources": self._sources(item.get("sources")),
                }
                for item in _items(value["items"], stored.StoredFact)
            ]
        }

    def _prices(self, value: stored.Prices) -> Shown:
        rows: list[Shown] = []
        for row in _items(value["rows"], stored.Price):
            cents = row.get("amount_cents")
            amount = "" if cents is None else number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=True)
            rows.append({**row, "note": self.text.plain(row.get("note") or ""), "amount": amount})
        return {"rows": rows, "demo": bool(value.get("demo"))}

    def _call_to_action(self, value: stored.Invitation) -> Shown:
        return {
            "html": self.text.html(value["html"]),
            "label": self.text.plain(value["label"]),
            "url": self.text.target(value["to"]),
        }

    def _figure(self, value: stored.StoredDrawing) -> Shown:
        alt = self.text.plain(value.get("alt") or "")
        return {
            "drawing": drawing(value["name"], description=alt),
            "caption": self.text.plain(value.get("caption") or ""),
        }

    def _picture(self, value: stored.Pictured) -> Shown:
        chosen = value["picture"] or {}
        image = get_image_model().objects.filter(pk=chosen.get("image")).first()
        alt = "" if chosen.get("decorative") else chosen.get("alt_text") or ""
        rendition = image.get_rendition(f"width-{PICTURE_WIDTH}|format-webp") if image else None
        return {"rendition": rendition, "alt": alt, "caption": self.text.plain(value.get("caption") or "")}


def words_of(html: str) -> str:
    """Return the text of an HTML fragment as one line, as it is read on the page."""
    return " ".join(strip_tags(html.replace("</p>", " ").replace("</li>", " ")).split())
