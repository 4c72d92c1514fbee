"""What the pages of the site show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import ClassVar

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractRendition

from drypoint.foundation.practice.rules import DAYS, OpenTime, day_ranges
from drypoint.public.claims.faults import Fault
from drypoint.public.claims.models import AllowedWord
from drypoint.public.claims.queries import ClaimView, SourceView
from drypoint.public.claims.rules import ClaimState
from drypoint.public.website.drawn import ForEverybody, PublicPage
from drypoint.public.website.extensions import Alternate, Link
from drypoint.public.website.forms import AllowWordForm
from drypoint.public.website.furniture import Furniture
from drypoint.public.website.search_index import as_asked
from drypoint.public.website.site_map import Node, SiteMap

MOST_RESULTS = 20
NEWS_A_PART = 30
MOST_SUGGESTIONS = 6
_SHORTEST_ASKED = 4
_FEWEST_LISTED = 5  # sections, for a table of contents


# What stands in the body of a page, block by block. Equal blocks are drawn once, so that they hold all that is read.


@dataclass(frozen=True)
class SectionHeading:
    """What heads a section; the page draws it."""

    text: str
    anchor: str


@dataclass(frozen=True)
class ShownHeading(ForEverybody):
    """A heading inside a section."""

    template: ClassVar[str] = "website/blocks/heading.html"
    text: str
    anchor: str


@dataclass(frozen=True)
class ShownText(ForEverybody):
    """A text."""

    template: ClassVar[str] = "website/blocks/text.html"
    html: SafeString


@dataclass(frozen=True)
class QuestionAndAnswer:
    """A question with its answer."""

    question: str
    html: SafeString


@dataclass(frozen=True)
class ShownAnswers(ForEverybody):
    """Neighbouring questions with their answers."""

    template: ClassVar[str] = "website/blocks/answers.html"
    answers: tuple[QuestionAndAnswer, ...]


@dataclass(frozen=True)
class TimelineEvent:
    """Something that happened."""

    when: str
    html: SafeString
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class ShownTimeline(ForEverybody):
    """What happened, the first first."""

    template: ClassVar[str] = "website/blocks/timeline.html"
    events: tuple[TimelineEvent, ...]


@dataclass(frozen=True)
class MechanismStep:
    """How a needle may act at one level, and how sure that is."""

    title: str
    html: SafeString
    certainty_note: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class ShownMechanism(ForEverybody):
    """The way from the needle to the brain."""

    template: ClassVar[str] = "website/blocks/mechanism.html"
    drawing: SafeString
    steps: tuple[MechanismStep, ...]


@dataclass(frozen=True)
class ShownClaim(ForEverybody):
    """A claim; none, or one that is not shown, leaves a sentence that says so."""

    template: ClassVar[str] = "website/blocks/claim.html"
    claim: ClaimView | None
    is_shown: bool
    evidence_url: str

    @property
    def is_marked(self) -> bool:
        """Say whether the claim carries the mark of those that nobody has reviewed."""
        return self.is_shown and self.claim is not None and self.claim.state == ClaimState.NOT_REVIEWED.value


@dataclass(frozen=True)
class ShownMark(ForEverybody):
    """What the mark of claims that nobody has reviewed means; it stands once on a page."""

    template: ClassVar[str] = "website/blocks/unreviewed.html"


@dataclass(frozen=True)
class ShownWarning(ForEverybody):
    """What must not be overlooked; an emergency tells whom to call."""

    template: ClassVar[str] = "website/blocks/warning.html"
    title: str
    html: SafeString
    is_emergency: bool
    emergency_number: str


@dataclass(frozen=True)
class ShownProblems(ForEverybody):
    """The problems that people come with."""

    template: ClassVar[str] = "website/blocks/problems.html"
    problems: tuple[Node, ...]


@dataclass(frozen=True)
class FactLine:
    """A label with its value."""

    label: str
    value: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class ShownFacts(ForEverybody):
    """Facts in a list."""

    template: ClassVar[str] = "website/blocks/facts.html"
    items: tuple[FactLine, ...]


@dataclass(frozen=True)
class PriceLine:
    """What a service costs; amount is blank where it is asked for."""

    service: str
    note: str
    duration_minutes: int | None
    amount: str
    currency: str


@dataclass(frozen=True)
class ShownPrices(ForEverybody):
    """A table of prices, invented ones marked."""

    template: ClassVar[str] = "website/blocks/prices.html"
    rows: tuple[PriceLine, ...]
    is_invented: bool


@dataclass(frozen=True)
class ShownCallToAction(ForEverybody):
    """A text with a button; without an address the button is left out."""

    template: ClassVar[str] = "website/blocks/call_to_action.html"
    html: SafeString
    label: str
    url: str


@dataclass(frozen=True)
class ShownFigure(ForEverybody):
    """One of our drawings."""

    template: ClassVar[str] = "website/blocks/figure.html"
    drawing: SafeString
    caption: str


@dataclass(frozen=True)
class ShownPicture(ForEverybody):
    """A picture of the collection."""

    template: ClassVar[str] = "website/blocks/picture.html"
    rendition: AbstractRendition | None
    alt: str
    caption: str


@dataclass(frozen=True)
class Landmark:
    """Something near the practice, with how far it is from there and in which direction."""

    name: str
    metres: int
    direction: str | Promise


@dataclass(frozen=True)
class ShownArrival(ForEverybody):
    """How to come here; each part is blank where the practice says nothing of it."""

    template: ClassVar[str] = "website/blocks/arrival.html"
    route: SafeString
    access: SafeString
    parking: SafeString
    sketch: SafeString
    landmarks: tuple[Landmark, ...]


# The pages.


@dataclass(frozen=True)
class Section:
    """What stands below one heading of level 2; the part before the first has none.

    A folded one shows its heading, and the rest to whoever opens it, comes to it by a link, searches in it or prints.
    """

    anchor: str
    heading: str
    html: SafeString
    is_folded: bool = False


@dataclass(frozen=True)
class OpenRange:
    """Neighbouring days with the same hours; first and last are short names of days."""

    first: str | Promise
    last: str | Promise
    opens: time
    closes: time


def open_ranges(times: Iterable[OpenTime]) -> tuple[OpenRange, ...]:
    """Return the opening hours as a page shows them."""
    return tuple(
        OpenRange(
            WEEKDAYS_ABBR[DAYS.index(one.first_day)], WEEKDAYS_ABBR[DAYS.index(one.last_day)], one.opens, one.closes
        )
        for one in day_ranges(times)
    )


def head_title(title: str, practice_name: str) -> str:
    """Return what stands in the title bar: the title with the name of the practice."""
    return f"{title} · {practice_name}" if practice_name not in title else title


@dataclass(frozen=True)
class PageView:
    """What the templates of a page read of the page itself."""

    kind: str
    title: str
    head_title: str
    description: str
    eyebrow: str
    lead: str
    is_demo: bool
    is_preview: bool
    canonical: str
    alternates: tuple[Alternate, ...]
    sections: tuple[Section, ...]
    children: tuple[Node, ...]
    hours: tuple[OpenRange, ...]
    hero: ShownFigure | None
    published_at: datetime | None
    photo: AbstractRendition | None
    photo_alt: str
    places: tuple[Link, ...]
    structured_data: SafeString

    @property
    def contents(self) -> tuple[Section, ...]:
        """The sections with a heading, where there are so many that a reader wants to see them first."""
        headed = tuple(section for section in self.sections if section.anchor)
        return headed if len(headed) >= _FEWEST_LISTED else ()


@dataclass(frozen=True)
class PlainPage(PublicPage):
    """A page that is drawn from its row alone."""

    template: ClassVar[str] = "website/page.html"
    view: PageView


@dataclass(frozen=True)
class FirstPage(PlainPage):
    """The home page of a language."""

    template: ClassVar[str] = "website/home.html"


@dataclass(frozen=True)
class ProblemPage(PlainPage):
    """A problem, or the list of them, with the way to the body map."""

    template: ClassVar[str] = "website/condition.html"


@dataclass(frozen=True)
class NewsPart:
    """Some articles, the newest first; an address is "" where there is nothing newer or older."""

    articles: tuple[Node, ...]
    newer_url: str
    older_url: str


@dataclass(frozen=True)
class NewsPage(PlainPage):
    """The list of articles, or what is older of it."""

    template: ClassVar[str] = "website/news.html"
    part: NewsPart


def newest_first(articles: Iterable[Node]) -> list[Node]:
    """Return articles by the day on which they were published, those without one last."""
    return sorted(articles, key=lambda node: node.published_at.timestamp() if node.published_at else 0.0, reverse=True)


def part_of_news(articles: Iterable[Node], address: str, number: int) -> NewsPart | None:
    """Return the part with this number, from 1, of the list at an address that ends in "/"; None if there is none."""
    ordered = newest_first(articles)
    if number < 1 or number > max(1, -(-len(ordered) // NEWS_A_PART)):
        return None
    newer = {1: "", 2: address}.get(number, f"{address}{number - 1}/")
    older = f"{address}{number + 1}/" if number * NEWS_A_PART < len(ordered) else ""
    return NewsPart(tuple(ordered[(number - 1) * NEWS_A_PART : number * NEWS_A_PART]), newer, older)


@dataclass(frozen=True)
class TeamMembersPage(PlainPage):
    """The people of the practice."""

    template: ClassVar[str] = "website/team.html"


@dataclass(frozen=True)
class TeamMemberPage(PlainPage):
    """One of them."""

    template: ClassVar[str] = "website/person.html"


@dataclass(frozen=True)
class HoursPage(PlainPage):
    """Address and opening hours."""

    template: ClassVar[str] = "website/contact.html"


# By the type of the page; any other that a room does not draw itself is a PlainPage.
PAGES: dict[str, type[PlainPage]] = {
    "homepage": FirstPage,
    "conditionpage": ProblemPage,
    "conditionindexpage": ProblemPage,
    "teampage": TeamMembersPage,
    "personpage": TeamMemberPage,
    "contactpage": HoursPage,
}


def plain_page(furniture: Furniture, view: PageView) -> PlainPage:
    """Return a page as its type is shown."""
    return PAGES.get(view.kind, PlainPage)(furniture, view)


@dataclass(frozen=True)
class SiteSearchPage(PublicPage):
    """What was looked for, and what was found.

    answered names the straight answer above the results, if any; leads_on stands where nothing was found.
    """

    template: ClassVar[str] = "website/search.html"
    words: str
    results: tuple[Link, ...]
    answered: str
    leads_on: tuple[Link, ...]
    hours: tuple[OpenRange, ...]
    prices: SafeString
    prices_url: str


@dataclass(frozen=True)
class NotFoundPage(PublicPage):
    """There is no such page; suggestions are pages that may have been meant."""

    template: ClassVar[str] = "website/404.html"
    suggestions: tuple[Node, ...]


def not_found_page(furniture: Furniture, asked: str, site_map: SiteMap) -> NotFoundPage:
    """Suggest pages whose title or address shares a word with what was asked for, else those of the menu."""
    words = {word for word in as_asked(asked).split() if len(word) >= _SHORTEST_ASKED}
    alike = [
        node
        for node in site_map.nodes
        if node.language == furniture.page_language
        and words & set(as_asked(f"{node.title} {node.url}".replace("-", " ")).split())
    ][:MOST_SUGGESTIONS]
    menu = [node for node in site_map.menu(furniture.page_language) if node.kind != "homepage"]
    return NotFoundPage(furniture, tuple(alike or menu))


# In the editor.


@dataclass(frozen=True)
class WordsPage:
    """The words in the way of a page, each with the form that allows it, and those that were allowed on it."""

    template: ClassVar[str] = "website/editor/words.html"
    page_id: int
    page_title: str
    faults: tuple[tuple[Fault, AllowWordForm], ...]
    allowed: tuple[AllowedWord, ...]


@dataclass(frozen=True)
class GateShown(ForEverybody):
    """What keeps a page, as last saved, from going live; words_url is for whoever may allow a word."""

    template: ClassVar[str] = "website/editor/gate_panel.html"
    is_saved: bool
    faults: tuple[Fault, ...]
    words_url: str
