"""Ask a page by its sections, as a person finds their way on it, and not by searching its text.

`page_of(response).section("Pain drawings").items` reads the entries under that heading; what is asked for and is not
there fails with the names of what is.
"""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag

_NAMES = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend", "caption")
_WHOLE = ("section", "article", "aside", "details", "fieldset", "table", "form", "nav")


def _words(found: Any) -> str:
    return " ".join(found.get_text(" ").split())


def _label(found: Tag) -> str:
    return str(found.get("aria-label") or "")


class Part:
    """A piece of a page. Texts are without their tags, with single spaces."""

    def __init__(self, *tags: Tag) -> None:
        self.tags = tags

    @property
    def text(self) -> str:
        return " ".join(filter(None, (_words(tag) for tag in self.tags)))

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def select(self, css: str) -> list[Tag]:
        """Return the elements that a selector finds, those at the top of the part included."""
        return [found for tag in self.tags for found in (*([tag] if tag.css.match(css) else []), *tag.select(css))]

    def part(self, css: str) -> Part:
        """Return the one element that the selector finds; fails for none and for several."""
        found = self.select(css)
        assert len(found) == 1, f"{len(found)} elements are {css}."
        return Part(found[0])

    def texts(self, css: str) -> list[str]:
        return [_words(found) for found in self.select(css)]

    @property
    def items(self) -> list[str]:
        """Return the entries of its lists."""
        return self.texts("li")

    @property
    def links(self) -> dict[str, str]:
        """Return the addresses of its links, by their words."""
        return {_words(found): str(found["href"]) for found in self.select("a[href]")}

    @property
    def buttons(self) -> list[str]:
        return self.texts("button")

    @property
    def posts_to(self) -> list[str]:
        """Return where its forms are sent."""
        return [str(found.get("action", "")) for found in self.select("form[method=post]")]

    @property
    def rows(self) -> list[list[str]]:
        """Return the rows of its tables' bodies, cell by cell."""
        return [[_words(cell) for cell in row.select("th, td")] for row in self.select("tbody tr")]

    @property
    def facts(self) -> dict[str, str]:
        """Return its definitions: what stands in <dd>, by its <dt>."""
        return {_words(term): _words(term.find_next("dd")) for term in self.select("dt")}

    @property
    def names(self) -> list[str]:
        """Return what its sections are called."""
        return [*self.texts(", ".join(_NAMES)), *(name for tag in self.select("[aria-label]") if (name := _label(tag)))]

    def section(self, name: str) -> Part:
        """Return what stands under this heading, summary, legend, caption or label."""
        for found in self.select(", ".join(_NAMES)):
            if _words(found) == name:
                return _under(found)
        for found in self.select("[aria-label]"):
            if _label(found) == name:
                return Part(found)
        raise AssertionError(f"There is no section “{name}”. There are {', '.join(self.names)}.")

    def has_section(self, name: str) -> bool:
        return name in self.names


class Page(Part):
    """A whole page."""

    def __init__(self, html: str) -> None:
        self.soup = BeautifulSoup(html, "html.parser")
        super().__init__(self.soup)

    @property
    def title(self) -> str:
        return _words(self.soup.title) if self.soup.title else ""

    @property
    def heading(self) -> str:
        (found,) = self.texts("h1")
        return found

    @property
    def main(self) -> Part:
        """Return what is the page's own, without header, navigation and footer."""
        return self.part("main")

    @property
    def messages(self) -> list[str]:
        return self.texts(".messages .message")

    @property
    def errors(self) -> list[str]:
        """Return what is wrong with a form, as its fields say."""
        return self.texts(".errors li, .errorlist li, .error-summary li")


def _under(heading: Tag) -> Part:
    """Return the element that the heading names, or for a bare heading all up to the next of its kind."""
    parent = heading.parent
    while parent is not None and parent.name in {"header", "summary", "legend", "strong", "div"}:
        first = parent.find(_NAMES)
        if first is not heading:
            break
        parent = parent.parent
    if parent is not None and parent.name in _WHOLE and parent.find(_NAMES) in (heading, heading.parent):
        return Part(parent)
    following = []
    for sibling in heading.next_siblings:
        if isinstance(sibling, Tag):
            if sibling.name in _NAMES and sibling.name <= heading.name:
                break
            following.append(sibling)
    return Part(*following)


def page_of(response: Any) -> Page:
    """Return the page that a test client was answered with."""
    return Page(response.content.decode())
