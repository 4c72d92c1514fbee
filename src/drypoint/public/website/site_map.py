"""All live pages of the site in one value: menu, links, breadcrumbs and translations need no query of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from wagtail.models import Page, PageViewRestriction, Site

from drypoint.public.website.models import PAGE_TYPES


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


_COLUMNS = ("key", "menu_title", "eyebrow", "lead")
_KINDS = tuple(model.__name__.lower() for model in PAGE_TYPES)


def read_site_map() -> SiteMap:
    """Return the live pages as they are now, in three queries."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page__locale").first()
    main_language = site.root_page.locale.language_code if site else ""
    restricted = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    columns = [f"{kind}__{column}" for kind in _KINDS for column in _COLUMNS]
    rows = (
        Page.objects.filter(live=True, content_type__app_label="website")
        .order_by("path")
        .values(
            "id", "title", "search_description", "url_path", "path", "depth", "translation_key", "show_in_menus",
            "first_published_at", "last_published_at", "locale__language_code", "content_type__model", *columns,
        )
    )  # fmt: skip
    nodes: list[Node] = []
    roots: dict[str, str] = {}
    for row in rows:
        kind = row["content_type__model"]
        if kind == "homepage":
            roots[row["path"]] = row["url_path"]
        root = next((path for path in roots if row["path"].startswith(path)), None)
        if root is None or kind not in _KINDS or row["path"].startswith(restricted or ("-",)):
            continue
        language = row["locale__language_code"]
        nodes.append(
            Node(
                id=row["id"],
                kind=kind,
                key=row[f"{kind}__key"],
                title=row["title"],
                menu_title=row[f"{kind}__menu_title"] or row["title"],
                eyebrow=row[f"{kind}__eyebrow"],
                lead=row[f"{kind}__lead"],
                description=row["search_description"],
                language=language,
                url=f"/{language}/{row['url_path'][len(roots[root]) :]}",
                path=row["path"],
                translation_key=str(row["translation_key"]),
                in_menu=row["show_in_menus"],
                published_at=row["first_published_at"],
                changed_at=row["last_published_at"],
            )
        )
    return SiteMap(
        nodes=tuple(nodes),
        by_id={node.id: node for node in nodes},
        by_url={node.url: node for node in nodes},
        main_language=main_language,
    )
