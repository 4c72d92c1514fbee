"""What stands around the content of every public page: menus, languages, the way down, addresses."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Page

from drypoint.foundation.core.registries.link_targets import link_targets
from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.language import language_of
from drypoint.public.website.extensions import Alternate
from drypoint.public.website.links import booking_url, enquiry_url
from drypoint.public.website.site_map import Node, SiteMap

TOP_LEVEL = 3 * Page.steplen  # the length of the path of a page right below a home page


@dataclass(frozen=True)
class MenuLink:
    """One link of a menu."""

    title: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class LanguageLink:
    """A language of the site; url leads to this page in it, or to its home page where there is no translation."""

    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Furniture:
    """What stands around the content of every public page, in the words of look/site_base.html."""

    page_language: str
    page_locale: str
    home_url: str
    menu: tuple[MenuLink, ...]
    footer_menu: tuple[MenuLink, ...]
    languages: tuple[LanguageLink, ...]
    breadcrumb: tuple[MenuLink, ...]
    enquiry_url: str
    booking_url: str
    search_url: str
    feed_url: str
    atlas_url: str
    practice: Practice | None

    def context(self) -> dict[str, object]:
        """Return it as the context of a template."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def search_and_feed(language: str) -> tuple[str, str]:
    """Return the paths of the search and of the feed in a language."""
    with override(language):
        return reverse("website:search"), reverse("website:feed")


def absolute(path: str) -> str:
    """Return the address of a path on the site's own host name, whatever host the request named."""
    return f"{settings.CONFIG.url}{path}"


def alternates_of(site_map: SiteMap, node: Node | None) -> tuple[Alternate, ...]:
    """Return the page in every language that has it, and the main language again as the default."""
    if node is None:
        return ()
    translations = site_map.translations(node)
    found = [Alternate(language, absolute(other.url)) for language, other in translations.items()]
    if (default := translations.get(site_map.main_language)) is not None:
        found.append(Alternate("x-default", absolute(default.url)))
    return tuple(found)


def furniture(site_map: SiteMap, practice: Practice | None, language: str, node: Node | None) -> Furniture:
    """Return what stands around the content; node is None on pages that are not in the tree, such as the search."""
    translations = site_map.translations(node) if node else {}
    targets = ((other, translations.get(other) or site_map.home(other)) for other in site_map.languages)
    home, atlas = site_map.home(language), site_map.atlas(language)
    above = site_map.ancestors(node) if node else ()
    search_url, feed_url = search_and_feed(language)
    footer = [MenuLink(page.menu_title, page.url) for page in site_map.nodes if _is_in_footer(page, language)]
    return Furniture(
        page_language=language,
        page_locale=language_of(language).locale,
        home_url=home.url if home else f"/{language}/",
        menu=tuple(
            MenuLink(page.menu_title, page.url, page == node or page in above)
            for page in site_map.menu(language)
            if page.kind != "homepage" and len(page.path) == TOP_LEVEL
        ),
        footer_menu=(
            *footer,
            *(MenuLink(str(target.foot), target.address(language)) for target in link_targets if target.foot),
            MenuLink(gettext("Search"), search_url),
            MenuLink(gettext("News feed"), feed_url),
        ),
        languages=tuple(
            LanguageLink(other, language_of(other).name, target.url, other == language)
            for other, target in targets
            if target is not None
        ),
        breadcrumb=tuple(MenuLink(page.menu_title, page.url) for page in (*above, node) if page) if above else (),
        enquiry_url=enquiry_url(language),
        booking_url=booking_url(language),
        search_url=search_url,
        feed_url=feed_url,
        atlas_url=atlas.url if atlas else "",
        practice=practice,
    )


def _is_in_footer(node: Node, language: str) -> bool:
    return node.language == language and node.kind == "legalpage" and not node.in_menu
