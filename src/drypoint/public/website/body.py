"""Turn the stored blocks of a page into what its templates show, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, cast

from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from drypoint.public.claims import rules
from drypoint.public.claims.queries import CitedEvidence, ClaimRecord, SourceView
from drypoint.public.website import stored
from drypoint.public.website.drawn import ForEverybody, draw
from drypoint.public.website.extensions import address_of_topic
from drypoint.public.website.figures import drawing, mechanism_drawing
from drypoint.public.website.links import TextRenderer
from drypoint.public.website.presenters import (
    FactLine,
    MechanismStep,
    PriceLine,
    QuestionAndAnswer,
    Section,
    SectionHeading,
    ShownAnswers,
    ShownCallToAction,
    ShownClaim,
    ShownFacts,
    ShownFigure,
    ShownHeading,
    ShownMark,
    ShownMechanism,
    ShownPicture,
    ShownPrices,
    ShownProblems,
    ShownText,
    ShownTimeline,
    ShownWarning,
    TimelineEvent,
)
from drypoint.public.website.texts import stored_blocks

if TYPE_CHECKING:
    from drypoint.public.website.models import SitePage

_READ_EACH_TIME = {"picture", "heading"}  # the anchor of a heading depends on those above it
_BlockKey = tuple[str, str, bool, str]
Shown = ForEverybody | SectionHeading | QuestionAndAnswer
# What explains and tells and on which no decision hangs, or leads on where the card on top leads too. On a telephone
# each is several screens long.
_BACKGROUND = (ShownMechanism, ShownTimeline, ShownProblems)
STEPS = ("mechanical", "peripheral", "segmental", "central")
PICTURE_WIDTH = 800


@dataclass(eq=False)
class Block:
    """One block: what is shown of it, and the claims among that.

    html is what the template made of it, once that was asked for.
    """

    shown: Shown
    claims: tuple[ClaimRecord, ...] = ()
    html: str | None = None


_Part = tuple[SectionHeading | None, list[Block]]


@dataclass(frozen=True)
class Body:
    """The blocks of a page, and the day on which the first review shown by them becomes old."""

    blocks: tuple[Block, ...]
    next_stale_on: date | None
    language: str

    def _rendered(self, block: Block) -> str:
        # The values of a rendition do not say everything that is shown; questions are drawn with their neighbours.
        if isinstance(block.shown, ShownPicture):
            return draw(block.shown)
        if block.html is None and isinstance(block.shown, ForEverybody):
            block.html = _kept_html(_Content(block.shown, self.language))
        return block.html or ""

    def sections(self) -> tuple[Section, ...]:
        """Return the blocks below their headings, neighbouring questions as one list."""
        sections: list[Section] = []
        parts = self._parts()
        _explain_the_mark(parts)
        for heading, blocks in parts:
            anchor, text = (heading.anchor, heading.text) if heading else ("", "")
            html = "".join(self._rendered(block) for block in _joined(blocks))
            section = Section(anchor, text, mark_safe(html), _is_folded(heading, blocks))  # noqa: S308 (made by our templates)
            sections.append(section)
        return tuple(sections)

    def with_hero(self) -> tuple[ShownFigure | None, tuple[Section, ...]]:
        """Return the first drawing, which the home page shows beside its title, and the sections without it."""
        first = next((block for block in self.blocks if isinstance(block.shown, ShownFigure)), None)
        rest = replace(self, blocks=tuple(block for block in self.blocks if block is not first))
        hero = first.shown if first and isinstance(first.shown, ShownFigure) else None
        return hero, rest.sections()

    def first_prices(self) -> SafeString:
        """Return the first table of prices as it is shown, "" where there is none."""
        block = next((one for one in self.blocks if isinstance(one.shown, ShownPrices)), None)
        return mark_safe(self._rendered(block) if block else "")  # noqa: S308 (made by our templates)

    def _parts(self) -> list[_Part]:
        parts: list[_Part] = []
        for block in self.blocks:
            if isinstance(block.shown, SectionHeading):
                parts.append((block.shown, []))
            elif not parts:
                parts.append((None, [block]))
            else:
                parts[-1][1].append(block)
        return parts

    def questions(self) -> list[QuestionAndAnswer]:
        """Return the questions with their answers as shown."""
        return [block.shown for block in self.blocks if isinstance(block.shown, QuestionAndAnswer)]


def _is_folded(heading: SectionHeading | None, blocks: list[Block]) -> bool:
    # Without a heading nobody could open it.
    return heading is not None and any(isinstance(block.shown, _BACKGROUND) for block in blocks)


def _explain_the_mark(parts: list[_Part]) -> None:
    """Put what the mark of unreviewed claims means before the first of them, rather where nothing has to be opened."""
    marked = [
        (blocks, at)
        for heading, blocks in sorted(parts, key=lambda part: _is_folded(*part))
        for at, block in enumerate(blocks)
        if isinstance(block.shown, ShownClaim) and block.shown.is_marked
    ]
    if marked:
        blocks, at = marked[0]
        blocks.insert(at, Block(ShownMark()))


class _Content:
    """What is shown in a language, equal to whatever else says the same, so that equal blocks are drawn once."""

    def __init__(self, shown: ForEverybody, language: str) -> None:
        self.shown = shown
        self.said = (repr(shown), language)

    def __hash__(self) -> int:
        return hash(self.said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self.said == other.said


@lru_cache(maxsize=2_000)
def _kept_html(content: _Content) -> str:
    """Return the HTML of a block. The key is everything that the template reads, so that it can never be stale."""
    return draw(content.shown)


def price_range(rows: Iterable[stored.Price]) -> str:
    """Say between what the prices lie, without what is free or asked for; "" where there are none or several moneys."""
    priced = [(row["amount_cents"], row["currency"]) for row in rows if row.get("amount_cents")]
    moneys = {currency for _cents, currency in priced}
    if len(moneys) != 1:
        return ""
    least, most = (_amount(choose(cents for cents, _currency in priced if cents)) for choose in (min, max))
    money = moneys.pop()
    if least == most:
        return _("%(amount)s %(currency)s a visit.") % {"amount": most, "currency": money}
    return _("From %(least)s to %(most)s %(currency)s a visit.") % {"least": least, "most": most, "currency": money}


def _amount(cents: int) -> str:
    """Write a price as the reader's language does, without decimals where there are none."""
    return number_format(Decimal(cents) / 100, decimal_pos=2 if cents % 100 else 0, use_l10n=True)


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Give the blocks, neighbouring questions joined into one."""
    for are_answers, group in groupby(blocks, lambda block: isinstance(block.shown, QuestionAndAnswer)):
        if are_answers:
            shown = (block.shown for block in group)
            yield Block(ShownAnswers(tuple(one for one in shown if isinstance(one, QuestionAndAnswer))))
        else:
            yield from group


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
        return Body(blocks, min(ends, default=None), self.text.language)

    def _block(self, kind: str, value: Mapping[str, object]) -> Block:
        if kind in _READ_EACH_TIME:
            return self._read(kind, value)
        key = (kind, self.text.language, self.practice_is_demo, repr(value))
        block = self.kept.get(key)
        if block is None:
            block = self.kept[key] = self._read(kind, value)
        return block

    def _read(self, kind: str, value: Mapping[str, object]) -> Block:
        reader: Callable[[object], Shown] = getattr(self, f"_{kind}")
        claim = self._chosen(cast("stored.ChosenClaim", value)) if kind == "claim" else None
        return Block(reader(value), (claim,) if claim else ())

    def _chosen(self, value: stored.ChosenClaim) -> ClaimRecord | None:
        return self.evidence.claims.get(value.get("claim") or 0)

    def _sources(self, ids: stored.Listed | None) -> tuple[SourceView, ...]:
        known = self.evidence.sources
        return tuple(known[pk] for pk in stored.items_of(ids, int) if pk in known)

    def _heading(self, value: stored.Heading) -> SectionHeading | ShownHeading:
        text = self.text.plain(value["text"])
        anchor = slugify(text) or "part"
        self.anchors[anchor] = self.anchors.get(anchor, 0) + 1
        number = self.anchors[anchor]
        kind = SectionHeading if int(value["level"]) == 2 else ShownHeading
        return kind(text, anchor if number == 1 else f"{anchor}-{number}")

    def _text(self, value: stored.RichText) -> ShownText:
        return ShownText(self.text.html(value["html"]))

    def _answer(self, value: stored.StoredAnswer) -> QuestionAndAnswer:
        return QuestionAndAnswer(self.text.plain(value["question"]), self.text.html(value["html"]))

    def _timeline(self, value: stored.Timeline) -> ShownTimeline:
        return ShownTimeline(
            tuple(
                TimelineEvent(event["when"], self.text.html(event["html"]), self._sources(event.get("sources")))
                for event in stored.items_of(value["events"], stored.Event)
            )
        )

    def _mechanism(self, value: stored.Mechanism) -> ShownMechanism:
        steps = (value["steps"][key] for key in STEPS if key in value["steps"])
        return ShownMechanism(
            mechanism_drawing(),
            tuple(
                MechanismStep(
                    self.text.plain(step["title"]),
                    self.text.html(step["html"]),
                    self.text.plain(step.get("certainty_note", "")),
                    self._sources(step.get("sources")),
                )
                for step in steps
            ),
        )

    def _claim(self, value: stored.ChosenClaim) -> ShownClaim:
        claim = self._chosen(value)
        if claim is None:
            return ShownClaim(None, is_shown=False, evidence_url="")
        view = claim.view(self.text.language, self.today, practice_is_demo=self.practice_is_demo)
        url = address_of_topic(claim.topic, self.text.site_map, self.text.language)
        return ShownClaim(view, is_shown=view.is_shown or self.shows_drafts, evidence_url=url)

    def _warning(self, value: stored.Warned) -> ShownWarning:
        return ShownWarning(
            self.text.plain(value["title"]),
            self.text.html(value["html"]),
            is_emergency=bool(value.get("emergency")),
            emergency_number=str(self.text.values["{emergency_number}"]),
        )

    def _problems(self, _value: object) -> ShownProblems:
        language, nodes = self.text.language, self.text.site_map.nodes
        return ShownProblems(
            tuple(node for node in nodes if node.language == language and node.kind == "conditionpage")
        )

    def _facts(self, value: stored.Facts) -> ShownFacts:
        return ShownFacts(
            tuple(
                FactLine(
                    self.text.plain(item["label"]), self.text.linked(item["value"]), self._sources(item.get("sources"))
                )
                for item in stored.items_of(value["items"], stored.StoredFact)
            )
        )

    def _prices(self, value: stored.Prices) -> ShownPrices:
        rows = []
        for row in stored.items_of(value["rows"], stored.Price):
            cents, note = row.get("amount_cents"), self.text.plain(row.get("note") or "")
            amount = "" if cents is None else number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=True)
            rows.append(PriceLine(row["service"], note, row.get("duration_minutes"), amount, row.get("currency") or ""))
        return ShownPrices(tuple(rows), is_invented=bool(value.get("demo")))

    def _call_to_action(self, value: stored.Invitation) -> ShownCallToAction:
        return ShownCallToAction(
            self.text.html(value["html"]), self.text.plain(value["label"]), self.text.target(value["to"])
        )

    def _figure(self, value: stored.StoredDrawing) -> ShownFigure:
        alt = self.text.plain(value.get("alt") or "")
        return ShownFigure(drawing(value["name"], description=alt), self.text.plain(value.get("caption") or ""))

    def _picture(self, value: stored.Pictured) -> ShownPicture:
        chosen = value["picture"] or {}
        image = get_image_model().objects.filter(pk=chosen.get("image")).first()
        alt = "" if chosen.get("decorative") else chosen.get("alt_text") or ""
        rendition = image.get_rendition(f"width-{PICTURE_WIDTH}|format-webp") if image else None
        return ShownPicture(rendition, alt, self.text.plain(value.get("caption") or ""))


def words_of(html: str) -> str:
    """Return the text of an HTML fragment as one line, as it is read on the page."""
    return " ".join(strip_tags(html.replace("</p>", " ").replace("</li>", " ")).split())
