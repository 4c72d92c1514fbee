"""What the pages of the atlas show: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString

from drypoint.public.library.atlas.content import MapContent, MuscleContent, PlaceContent
from drypoint.public.website.drawn import PublicPage
from drypoint.public.website.extensions import Alternate
from drypoint.public.website.presenters import PageView
from drypoint.public.website.site_map import Node


@dataclass(frozen=True)
class SpotView:
    """What the head and the opening of a page about a place or a muscle read, in the words of PageView."""

    kind: str
    title: str
    head_title: str
    description: str
    canonical: str
    alternates: tuple[Alternate, ...]
    structured_data: SafeString
    is_preview: bool = False


@dataclass(frozen=True)
class MapPage(PublicPage):
    """The body map."""

    template: ClassVar[str] = "library/atlas/map.html"
    view: PageView
    atlas: MapContent


@dataclass(frozen=True)
class PlacePage(PublicPage):
    """A place; problem is the page of the site about such pain, if there is one."""

    template: ClassVar[str] = "library/atlas/place.html"
    view: SpotView
    place: PlaceContent
    problem: Node | None


@dataclass(frozen=True)
class MusclePage(PublicPage):
    """A muscle; problem as for a place."""

    template: ClassVar[str] = "library/atlas/muscle.html"
    view: SpotView
    muscle: MuscleContent
    problem: Node | None
