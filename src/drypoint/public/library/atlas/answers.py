"""Answer with a page of the atlas, with the furniture of the site around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from drypoint.foundation.body.words import place_name
from drypoint.foundation.core.front.page_store import mark_storable, next_end
from drypoint.knowledge.atlas.everyday import everyday
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.language.folding import folded, says
from drypoint.public.library.atlas import content
from drypoint.public.library.atlas.addresses import FIRST, Spot, all_public_spots, find, url_of
from drypoint.public.library.atlas.presenters import MapPage, MusclePage, PlacePage, SpotView
from drypoint.public.website import structured_data
from drypoint.public.website.drawn import answer_with
from drypoint.public.website.extensions import Alternate, Link, Visit
from drypoint.public.website.furniture import Furniture, MenuLink, absolute, alternates_of
from drypoint.public.website.models import SitePage
from drypoint.public.website.presenters import head_title
from drypoint.public.website.published import Published, as_published
from drypoint.public.website.rendering import view_of
from drypoint.public.website.site_map import Node, SiteMap


@dataclass(frozen=True)
class _Where:
    """An atlas page of the site and a page below it."""

    site: Published
    node: Node
    spot: Spot

    @property
    def language(self) -> str:
        return self.node.language

    def url(self) -> str:
        return url_of(self.spot, self.node.url, self.language)


def spot_alternates(site_map: SiteMap, node: Node, spot: Spot) -> tuple[Alternate, ...]:
    """Return a page below the atlas in every language that has an atlas, and the main language again as the default."""
    return tuple(
        replace(one, url=absolute(_translated(site_map, node, spot, one.hreflang)))
        for one in alternates_of(site_map, node)
    )


def _translated(site_map: SiteMap, node: Node, spot: Spot, hreflang: str) -> str:
    language = site_map.main_language if hreflang == "x-default" else hreflang
    return url_of(spot, site_map.translations(node)[language].url, language)


def _furniture(where: _Where, title: str) -> Furniture:
    """Return what stands around the page: as around the atlas page, but with its own translations and way down."""
    around = where.site.furniture_of(where.language, where.node)
    atlases = where.site.site_map.translations(where.node)
    languages = tuple(
        replace(one, url=url_of(where.spot, atlases[one.code].url, one.code)) if one.code in atlases else one
        for one in around.languages
    )
    trail = (*around.breadcrumb, MenuLink(title, where.url())) if title else around.breadcrumb
    return replace(around, languages=languages, breadcrumb=trail)


def _structured(
    where: _Where, title: str, description: str, subject: structured_data.Data, cited: Iterable[str]
) -> SafeString:
    home = where.site.site_map.home(where.language)
    clinic_url = absolute(home.url if home else "/")
    url = absolute(where.url())
    parts = []
    if where.site.practice is not None:
        parts.append(structured_data.clinic(where.site.practice, clinic_url, where.site.site_map.languages))
    parts.append(
        structured_data.medical_page(
            name=title,
            description=description,
            url=url,
            language=where.language,
            about=subject,
            citations=cited,
            clinic_id=f"{clinic_url}#clinic",
        )
    )
    above = (*where.site.site_map.ancestors(where.node), where.node)
    trail = [(node.menu_title, absolute(node.url)) for node in above]
    parts.append(structured_data.breadcrumbs([*trail, (title, url)]))
    return structured_data.script_text(structured_data.graph(*parts))


def _view(where: _Where, title: str, description: str, structured: SafeString) -> SpotView:
    return SpotView(
        kind=where.spot.kind,
        title=title,
        head_title=head_title(title, where.site.practice.name if where.site.practice else ""),
        description=description,
        canonical=absolute(where.url()),
        alternates=spot_alternates(where.site.site_map, where.node, where.spot),
        structured_data=structured,
    )


def spot_below(page: SitePage, path: Sequence[str]) -> Spot | None:
    """Return the page of the atlas at the path below an atlas page."""
    return find(path[0], page.locale.language_code) if len(path) == 1 else None


def answer_with_atlas(visit: Visit) -> HttpResponse:
    """Answer with the body map or with a page below it; the same bytes for everybody."""
    spot = visit.below if isinstance(visit.below, Spot) else FIRST
    site = visit.site or as_published()
    if spot.kind == "figure":
        return _answer_with_map(visit.page, site, spot, is_preview=visit.is_preview)
    where = _Where(site, site.site_map.by_id[visit.page.pk], spot)
    response = answer_with(_muscle_page(where) if spot.kind == "muscle" else _place_page(where))
    return mark_storable(response, next_end(None, visit.page.expire_at))


def _problem(where: _Where, key: str) -> Node | None:
    return where.site.site_map.by_key(key, where.language) if key else None


def _place_page(where: _Where) -> PlacePage:
    place = content.place_content(where.spot.key, where.node.url, where.language)
    title = _("Pain here: %(place)s") % {"place": place.name}
    description = _(
        "%(place)s: what must not wait, which muscles may send pain there, what else can hurt in the same place."
    ) % {"place": place.name}
    subject = structured_data.anatomical_structure(name=place.name, other_names=[place.anatomical, place.called])
    return PlacePage(
        furniture=_furniture(where, place.name),
        view=_view(where, title, description, _structured(where, title, description, subject, ())),
        place=place,
        problem=_problem(where, place.problem),
    )


def _muscle_page(where: _Where) -> MusclePage:
    muscle = content.muscle_content(where.spot.key, where.node.url, where.language)
    description = _(
        "%(muscle)s (%(latin)s): what it does, where its pain is felt, what a clinician would consider."
    ) % {
        "muscle": muscle.name,
        "latin": muscle.name_latin,
    }
    subject = structured_data.muscle(
        name=muscle.name,
        other_names=[muscle.name_latin, *(name for _code, name in muscle.names_elsewhere)],
        does=muscle.does.text,
    )
    cited = [source.citation for source in muscle.sources]
    return MusclePage(
        furniture=_furniture(where, muscle.name),
        view=_view(where, muscle.name, description, _structured(where, muscle.name, description, subject, cited)),
        muscle=muscle,
        problem=_problem(where, muscle.problem),
    )


def _answer_with_map(page: SitePage, site: Published, spot: Spot, *, is_preview: bool) -> HttpResponse:
    view, furniture, until = view_of(page, site, is_preview=is_preview)
    node = site.site_map.by_id.get(page.pk)
    if spot != FIRST and node is not None:
        furniture = _furniture(_Where(site, node, spot), "")
    language = furniture.page_language
    # A draft that was never live has no address yet; its links lead to where it would stand.
    atlas = content.map_content(spot, node.url if node else f"/{language}/{page.slug}/", language)
    response = answer_with(MapPage(furniture, view, atlas))
    return response if is_preview else mark_storable(response, until)


def hits(words: str, site_map: SiteMap, language: str) -> tuple[list[Link], list[Link]]:
    """Return muscles and places that a search asks for: those named so, and those whose description says so."""
    node = site_map.atlas(language)
    if node is None or not folded(words):
        return [], []
    named: list[Link] = []
    described: list[Link] = []
    for link, names, text in _searched(node.url, language):
        if says(names, words):
            named.append(link)
        elif says(f"{names} {text}", words):
            described.append(link)
    return named, described


def _searched(atlas_url: str, language: str) -> list[tuple[Link, str, str]]:
    """Return each muscle and place with its names and what is said of it, folded."""
    words, rows = everyday(), []
    for spot in all_public_spots():
        if spot.kind == "muscle":
            muscle, said = load().muscles[spot.key], words.muscles[spot.key]
            title, about = muscle.name.in_(language), said.does.text.in_(language)
            names = " ".join([*muscle.name.as_dict().values(), muscle.name_la])
            text = f"{about} {said.notice.text.in_(language)}"
        else:
            title, about = place_name(spot.key, language), words.places[spot.key].in_(language)
            names, text = title, about
        link = Link(title, url_of(spot, atlas_url, language), about)
        rows.append((link, folded(names), folded(text)))
    return rows
