"""From the text of a letter, in Markdown, to HTML that is safe to show and to plain text as a person would write it.

Raw HTML is text here, pictures are named by their words. A paragraph that is one link alone becomes a button.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# HTML's name for a line across.
_RULE: Final = "<hr>".strip("<>")
_STYLES: Final = {
    "h1": "margin:28px 0 10px;font-size:24px;line-height:1.25;font-weight:600",
    "h2": "margin:26px 0 8px;font-size:20px;line-height:1.3;font-weight:600",
    "h3": "margin:22px 0 6px;font-size:17px;line-height:1.35;font-weight:600",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:24px",
    "ol": "margin:0 0 16px;padding-left:24px",
    "li": "margin:0 0 6px",
    "blockquote": "margin:0 0 16px;padding:2px 0 2px 16px;border-left:3px solid #b5673a",
    _RULE: "margin:24px 0;border:0;border-top:1px solid #b9b1a3",
    "a": "color:inherit;text-decoration:underline",
}
_BUTTON: Final = (
    "display:inline-block;padding:12px 22px;border-radius:3px;background-color:#8c4a22;color:#ffffff;"
    "font-weight:600;text-decoration:none"
)
_TAGS: Final = {*_STYLES, "strong", "em", "code", "pre", "br"}
_PROPERTIES: Final = {part.partition(":")[0] for style in (*_STYLES.values(), _BUTTON) for part in style.split(";")}
_SCHEMES: Final = {"https", "http", "mailto", "tel"}
_PARSER: Final = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


def as_html(text: str) -> str:
    """Return the text as HTML whose styles stand in its tags, as mail programs need it."""
    tokens = _PARSER.parse(text)
    for place, token in enumerate(tokens):
        if token.type in {"heading_open"} and token.tag not in _STYLES:
            token.tag = tokens[place + 2].tag = "h3"
        if token.tag in _STYLES and token.nesting >= 0:
            token.attrSet("style", _STYLES[token.tag])
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("style", _BUTTON if _is_button(tokens, place) else _STYLES["a"])
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"*": {"style"}, "a": {"href"}, "ol": {"start"}},
        url_schemes=_SCHEMES,
        filter_style_properties=_PROPERTIES,
        link_rel=None,
    )


def _is_button(tokens: Sequence[Token], place: int) -> bool:
    children = tokens[place].children or []
    is_whole = bool(children) and children[0].type == "link_open" and children[-1].type == "link_close"
    links = sum(child.type == "link_open" for child in children)
    return is_whole and links == 1 and tokens[place - 1].type == "paragraph_open" and tokens[place - 1].level == 0


def as_plain(text: str) -> str:
    """Return the text as somebody would type it: addresses behind their words, lists by dashes and numbers."""
    return _Plain().written(_PARSER.parse(text))


class _Plain:
    """Writes tokens down as paragraphs; a stack holds the marks of the lists and quotations around them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lists: list[int | None] = []
        self._quotes = 0
        self._mark = ""
        self._is_tight = False
        self._begins_list = False

    def written(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            self._take(token)
        return "".join(self._parts).strip() + "\n"

    def _take(self, token: Token) -> None:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            start = token.attrGet("start")
            self._begins_list = not self._lists
            self._lists.append(None if token.tag == "ul" else int(start) if start else 1)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
            self._is_tight = False
        elif token.type == "list_item_open":
            number = self._lists[-1]
            self._mark = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = number + 1
        elif token.type in {"blockquote_open", "blockquote_close"}:
            self._quotes += token.nesting
        elif token.type == "paragraph_open":
            self._is_tight = token.hidden
        elif token.type == "inline":
            self._paragraph(_inline(token.children or []))
        elif token.type in {"fence", "code_block"}:
            self._paragraph(token.content.rstrip("\n"))
        elif token.type == _RULE:
            self._paragraph("* * *")

    def _paragraph(self, text: str) -> None:
        indent = "> " * self._quotes + "  " * max(len(self._lists) - 1, 0)
        rest = indent + " " * len(self._mark)
        lines = text.split("\n")
        is_next_item = self._is_tight and bool(self._mark) and not self._begins_list
        gap = "\n" if self._parts and not is_next_item else ""
        self._parts.append(f"{gap}{indent}{self._mark}{lines[0]}\n")
        self._parts.extend(f"{rest}{line}\n" for line in lines[1:])
        self._mark = ""
        self._begins_list = False


def _inline(tokens: Sequence[Token]) -> str:
    written: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        if token.type in {"text", "code_inline", "html_inline"}:
            written.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            written.append("\n")
        elif token.type == "link_open":
            links.append((str(token.attrGet("href") or ""), len(written)))
        elif token.type == "link_close":
            href, begins = links.pop()
            shown = href.removeprefix("mailto:").removeprefix("tel:")
            if "".join(written[begins:]) not in {href, shown}:
                written.append(f" ({shown})")
    return "".join(written)
