"""All live pages of the site in one value: menu, links, breadcrumbs and translations need no query of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from wagtail.models import Page


@dataclass(frozen=True)
class Node:
    """One live page, as links and lists show it. url is a path on this host, such as /en/prices/."""

    id: int
    kind: str
    key: str
    title: str
    menu_title: str
    eyebrow: str
    lead: str
    description: str
    language: str
    url: str
    path: str
    translation_key: str
    in_menu: bool
    published_at: datetime | None
    changed_at: datetime | None


@dataclass(frozen=True)
class SiteMap:
    """The live pages in the order of the tree."""

    nodes: tuple[Node, ...]
    by_id: dict[int, Node] = field(repr=False)
    by_url: dict[str, Node] = field(repr=False)
    main_language: str

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that have a home page, the main one first."""
        found = dict.fromkeys(node.language for node in self.nodes if node.kind == "homepage")
        return tuple(sorted(found, key=lambda language: language != self.main_language))

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], Node]:
        return {(node.language, node.key): node for node in self.nodes if node.key}

    @cached_property
    def _by_translation(self) -> dict[str, dict[str, Node]]:
        found: dict[str, dict[str, Node]] = {}
        for node in self.nodes:
            found.setdefault(node.translation_key, {})[node.language] = node
        return found

    def by_key(self, key: str, language: str) -> Node | None:
        """Return the page with the short name in the language."""
        return self._by_key.get((language, key))

    def home(self, language: str) -> Node | None:
        """Return the first page of the language."""
        return next((node for node in self.nodes if node.kind == "homepage" and node.language == language), None)

    def atlas(self, language: str) -> Node | None:
        """Return the first page with the body map in the language."""
        return next((node for node in self.nodes if node.kind == "atlaspage" and node.language == language), None)

    def menu(self, language: str) -> tuple[Node, ...]:
        """Return the pages of the menu in the order of the tree."""
        return tuple(node for node in self.nodes if node.in_menu and node.language == language)

    def translations(self, node: Node) -> dict[str, Node]:
        """Return the page in each language that has it live, its own included, the main language first."""
        found = self._by_translation.get(node.translation_key, {})
        return {language: found[language] for language in self.languages if language in found}

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """Return the pages above, from the home page down."""
        return tuple(other for other in self.nodes if node.path.startswith(other.path) and other.path != node.path)

    def children(self, node: Node, kind: str | None = None) -> tuple[Node, ...]:
        """Return the pages right below, of one kind if it is given."""
        step = Page.steplen
        return tuple(
            other for other in self.nodes if other.path[:-step] == node.path and (kind is None or other.kind == kind)
        )
