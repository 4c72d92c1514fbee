"""Fill the site from the starter texts: sources, claims, and a tree of pages for each language.

Pages of the same short name are translations of each other.

Run again it adds what is missing and touches nothing that exists, so that no edited page is ever reset.
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries.link_targets import address_of_target
from drypoint.foundation.core.writing import durable
from drypoint.knowledge.language import FALLBACK
from drypoint.knowledge.language.text import by_suffix
from drypoint.knowledge.plain import Json
from drypoint.public.claims.models import Claim, ClaimSource, Source
from drypoint.public.website import gate, models
from drypoint.public.website.links import KINDS_INSTEAD
from drypoint.public.website.models import SitePage

STARTER = Path(__file__).parent / "starter"
_ROOM = re.compile(r"[a-z][a-z0-9-]*:")
TYPES: dict[str, type[SitePage]] = {
    "home": models.HomePage,
    "treatment": models.TreatmentPage,
    "conditions": models.ConditionIndexPage,
    "condition": models.ConditionPage,
    "atlas": models.AtlasPage,
    "faq": models.FAQPage,
    "news": models.NewsIndexPage,
    "article": models.ArticlePage,
    "team": models.TeamPage,
    "person": models.PersonPage,
    "prices": models.PricesPage,
    "contact": models.ContactPage,
    "legal": models.LegalPage,
    "evidence": models.EvidencePage,
    "harms": models.HarmsPage,
}


class StarterError(ValueError):
    """A starter file that cannot be used; the sentence names file and fault."""


@dataclass
class Loaded:
    """What a run did: pages that it made and put live, and pages that wait as drafts with the reasons."""

    made: int = 0
    live: int = 0
    waiting: dict[str, list[str]] = field(default_factory=dict)


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe)
    except yaml.YAMLError as error:
        raise StarterError(f"{path.name} is not valid YAML: {error}") from error


def read_pages(language: str, folder: Path = STARTER) -> list[Json]:
    """Return the starter pages of a language, parents before children, siblings by their order.

    A page that nobody has translated is taken in English. Raises StarterError for a page without a known type or
    parent.
    """
    files = [path for code in (FALLBACK, language) for path in sorted((folder / code).glob("*.yaml"))]
    found = {page["key"]: page for page in map(_yaml, files)}

    def place(page: Json, below: tuple[str, ...] = ()) -> tuple[int, ...]:
        """Return the orders of the page and of all above it, so that siblings sort among themselves."""
        if page["type"] not in TYPES:
            raise StarterError(f"{language}/{page['key']}: there is no page type “{page['type']}”.")
        parent = page.get("parent")
        if parent is None:
            return (page["order"],)
        if parent in below or parent not in found:
            raise StarterError(f"{language}/{page['key']}: there is no page “{parent}” to stand under.")
        return (*place(found[parent], (*below, page["key"])), page["order"])

    return sorted(found.values(), key=place)


def load_starter(
    *,
    actor: Actor,
    demo: bool,
    languages: Sequence[str],
    main_language: str,
    folder: Path = STARTER,
) -> Loaded:
    """Fill the site and return what was done.

    demo adds the invented people and lets claims that nobody has reviewed stand on live pages, each marked so; without
    it pages with such claims stay drafts until they are reviewed. Needs the capability website.publish. Raises
    StarterError for files that cannot be used; nothing is stored then.
    """
    actor.require("website.publish")
    if main_language not in languages:
        raise StarterError(_("The main language must be one of the languages of the site."))
    with durable():
        return _load(actor=actor, demo=demo, languages=languages, main_language=main_language, folder=folder)


def _load(*, actor: Actor, demo: bool, languages: Sequence[str], main_language: str, folder: Path) -> Loaded:
    loaded = Loaded()
    sources = _sources(_yaml(folder / "sources.yaml"))
    claims = _claims(_yaml(folder / "claims.yaml"), sources, demo=demo)
    _welcome_page_away()
    for language in (main_language, *(other for other in languages if other != main_language)):
        wanted = [page for page in read_pages(language, folder) if demo or not page["demo"]]
        _Tree(language, main_language, sources, claims, loaded).plant(wanted)
    _site(main_language)
    audit.record(actor, "website.load_starter", made=loaded.made, live=loaded.live, demo=demo)
    return loaded


def _sources(rows: dict[str, dict[str, str]]) -> dict[str, int]:
    known = dict(Source.objects.values_list("key", "pk"))
    for key, row in rows.items():
        if key not in known:
            known[key] = Source.objects.create(key=key, **row).pk
    return known


def _claims(rows: list[Json], sources: dict[str, int], *, demo: bool) -> dict[str, int]:
    known = dict(Claim.objects.values_list("key", "pk"))
    for row in rows:
        if row["key"] in known:
            continue
        cited = [_known(sources, source, f"claim {row['key']}") for source in row["sources"]]
        claim = Claim.objects.create(
            is_demo=demo,
            texts=by_suffix(row, "text").as_dict(),
            reasons=by_suffix(row, "certainty_reason").as_dict(),
            **{name: row[name] for name in ("key", "about", "topic", "certainty") if name in row},
        )
        ClaimSource.objects.bulk_create(
            ClaimSource(claim=claim, source_id=source, sort_order=number) for number, source in enumerate(cited)
        )
        known[row["key"]] = claim.pk
    return known


def _known(table: dict[str, int], key: str, where: str) -> int:
    if key not in table:
        raise StarterError(f"{where}: “{key}” is not among the records.")
    return table[key]


def _welcome_page_away() -> None:
    """Remove the page that Wagtail's first migration makes."""
    for page in Page.objects.filter(depth=2, content_type__app_label="wagtailcore", content_type__model="page"):
        if page.numchild == 0:
            page.delete()


def _site(main_language: str) -> None:
    home = models.HomePage.objects.filter(locale__language_code=main_language).order_by("path").first()
    if home is not None and not Site.objects.filter(root_page=home).exists():
        Site.objects.filter(is_default_site=True).delete()
        Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)


class _Tree:
    """The pages of one language."""

    def __init__(
        self, language: str, main_language: str, sources: dict[str, int], claims: dict[str, int], loaded: Loaded
    ) -> None:
        self.language = language
        self.main_language = main_language
        self.sources = sources
        self.claims = claims
        self.loaded = loaded
        self.locale = Locale.objects.get_or_create(language_code=language)[0]
        self.pages: dict[str, SitePage] = {}

    def plant(self, wanted: list[Json]) -> None:
        """Make every page that is missing: first empty, so that links can point at it, then with its content."""
        fresh = [row for row in wanted if self._place(row)]
        with override(self.language):
            for row in fresh:
                self._fill(row)

    def _place(self, row: Json) -> bool:
        model = TYPES[row["type"]]
        existing = model.objects.filter(key=row["key"], locale=self.locale).first()
        if existing is not None:
            self.pages[row["key"]] = existing
            return False
        parent = self.pages[row["parent"]] if row.get("parent") else Page.get_first_root_node()
        page = model(
            key=row["key"],
            title=row["title"],
            slug=self._slug(row),
            locale=self.locale,
            translation_key=self._translation_key(model, row["key"]),
            live=False,
        )
        parent.add_child(instance=page)
        self.pages[row["key"]] = page
        self.loaded.made += 1
        return True

    def _slug(self, row: Json) -> str:
        """Return the slug; home pages share the root, so that each carries its language."""
        return f"home-{self.language}" if row["type"] == "home" else str(row["slug"])

    def _translation_key(self, model: type[SitePage], key: str) -> uuid.UUID:
        other = (
            model.objects.filter(key=key).exclude(locale=self.locale).values_list("translation_key", flat=True).first()
        )
        return other or uuid.uuid4()

    def _fill(self, row: Json) -> None:
        page = self.pages[row["key"]]
        page.refresh_from_db()
        page.eyebrow = row.get("eyebrow", "")
        page.lead = row.get("lead", "").strip()
        page.menu_title = row.get("menu_title", "")
        page.seo_title = row.get("seo_title", "")
        page.search_description = row.get("description", "")
        page.show_in_menus = row["in_menu"]
        page.is_demo = row["demo"]
        page.body = [self._block(block, row["key"]) for block in row.get("body") or ()]
        revision = page.save_revision()
        faults = gate.faults_of(page)
        if faults:
            self.loaded.waiting[f"{self.language}/{row['key']}"] = [str(fault) for fault in faults]
        else:
            revision.publish(log_action=False)
            self.loaded.live += 1

    def _block(self, block: Json, page: str) -> tuple[str, Any]:
        ((kind, value),) = block.items()
        where = f"{self.language}/{page}"
        if kind == "claim":
            return kind, {"claim": Claim(pk=_known(self.claims, value["claim"], where))}
        if kind == "problems":
            return kind, None
        if kind == "heading":
            return kind, {"text": value["text"], "level": str(value["level"])}
        return kind, self._value(value, where)

    def _value(self, value: Any, where: str, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._value(part, where, key) for key, part in value.items()}
        if name == "sources":
            return [Source(pk=_known(self.sources, key, where)) for key in value or ()]
        if isinstance(value, list):
            return [self._value(part, where) for part in value]
        return self._stored_html(value, where) if name == "html" else value

    def _stored_html(self, text: str, where: str) -> str:
        """Return a rich text as Wagtail's editor stores it: links by id survive a new address."""
        for target in sorted(set(_targets(text))):
            if not target.startswith("page:"):
                stored = f'href="{html.escape(self._address_of_room(target.removesuffix(":"), where))}"'
            else:
                key, _hash, anchor = target.removeprefix("page:").partition("#")
                if key not in self.pages:
                    raise StarterError(f"{where}: there is no page “{key}” to link to.")
                if anchor:
                    stored = f'href="{html.escape(self._url(key, where))}#{anchor}"'
                else:
                    stored = f'linktype="page" id="{self.pages[key].pk}"'
            text = text.replace(f'href="{target}"', stored)
        return text

    def _address_of_room(self, name: str, where: str) -> str:
        if address := address_of_target(name, self.language):
            return address
        kind = KINDS_INSTEAD.get(name)
        for key, page in self.pages.items():
            if page.content_type.model == kind:
                return self._url(key, where)
        raise StarterError(f"{where}: no room has registered “{name}:” to link to.")

    def _url(self, key: str, where: str) -> str:
        if key not in self.pages:
            raise StarterError(f"{where}: there is no page “{key}” to link to.")
        below_home = self.pages[key].url_path.removeprefix(self.pages["home"].url_path)
        return f"/{self.language}/{below_home}"


def _targets(text: str) -> Iterator[str]:
    for part in text.split('href="')[1:]:
        target = part.partition('"')[0]
        if target.startswith("page:") or _ROOM.fullmatch(target):
            yield target
