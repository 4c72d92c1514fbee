"""Named reads of the website, for the desk too."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import models
from django.db.models import Q
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, PageViewRestriction, Revision, Site

from drypoint.public.claims.faults import Fault
from drypoint.public.website import gate
from drypoint.public.website.models import PAGE_TYPES, PricesPage, SitePage
from drypoint.public.website.site_map import Node, SiteMap
from drypoint.public.website.stored import Price, Prices, items_of
from drypoint.public.website.texts import stored_blocks


@dataclass(frozen=True)
class WaitingPage:
    """A page with what speaks against it: a draft that cannot go live, or a live page that could not go live again."""

    page: SitePage
    faults: tuple[Fault, ...]
    is_live: bool


def read_prices(page_id: int) -> list[Price]:
    """Return the rows of the first table of prices on a page."""
    page = PricesPage.objects.live().filter(pk=page_id).first()
    table = next((block for block in stored_blocks(page) if block["type"] == "prices"), None) if page else None
    return items_of(cast("Prices", table["value"])["rows"], Price) if table else []


def pages_waiting(today: date) -> list[WaitingPage]:
    """Return the pages that the gate refuses, drafts as they were last saved and live pages as they stand."""
    found = []
    known = gate.GateFacts(today)
    locales = Locale.objects.in_bulk()
    pages = Page.objects.filter(content_type__app_label="website").order_by("path")
    changed = pages.filter(Q(live=False) | Q(has_unpublished_changes=True))
    drafts = Revision.objects.in_bulk(changed.values_list("latest_revision_id", flat=True))
    for page in pages.specific():
        page.locale = locales[page.locale_id]
        for is_live, version in _versions(page, drafts):
            faults = gate.faults_of(version, today, known)
            if faults:
                found.append(WaitingPage(page, faults, is_live))
                break
    return found


def _versions(page: SitePage, drafts: Mapping[int, Revision]) -> list[tuple[bool, SitePage]]:
    versions = [(True, page)] if page.live else []
    if not page.live or page.has_unpublished_changes:
        draft = drafts.get(page.latest_revision_id)
        versions.append((False, _as_drafted(page, draft) if draft else page))
    return versions


def _as_drafted(page: SitePage, draft: Revision) -> SitePage:
    """Return the page with the texts of a draft: what the gate reads, without the queries that a whole page costs."""
    version = copy(page)
    for field in page._meta.concrete_fields:  # noqa: SLF001 (Django documents _meta)
        if isinstance(field, models.CharField | models.TextField | StreamField) and field.name in draft.content:
            setattr(version, field.name, field.to_python(draft.content[field.name]))
    return version


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
