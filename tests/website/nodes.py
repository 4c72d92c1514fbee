"""Pages of a site that stands nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from unittest import mock

from drypoint.foundation.practice.models import Practice
from drypoint.public.website import furniture as furniture_module
from drypoint.public.website.furniture import Furniture, furniture
from drypoint.public.website.site_map import Node, SiteMap

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PRACTICE = Practice(name="Primjer", emergency_number="194")


def node(number: int, title: str, url: str, kind: str = "legalpage", **changes: object) -> Node:
    """A page right below the home page of its language."""
    language = url.split("/")[1]
    made = Node(
        id=number,
        kind=kind,
        key="",
        title=title,
        menu_title=title,
        eyebrow="",
        lead="",
        description=f"About {title}.",
        language=language,
        url=url,
        path=f"00010001{number:04}",
        translation_key=str(number),
        in_menu=True,
        published_at=AT,
        changed_at=AT,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


HOME = node(1, "Home", "/en/", "homepage", path="00010001")
PRICES = node(2, "Prices", "/en/prices/")
LOW_BACK = node(3, "Low back pain", "/en/problems/low-back-pain/", "conditionpage", in_menu=False)
NECK = node(4, "Vrat", "/hr/vrat/", "conditionpage")


def site_map(*nodes: Node) -> SiteMap:
    return SiteMap(nodes, {one.id: one for one in nodes}, {one.url: one for one in nodes}, "en")


def around(*nodes: Node) -> Furniture:
    """What stands around a page of a practice that takes no bookings, without asking the database whether it does."""
    with mock.patch.object(furniture_module, "booking_url", return_value=""):
        return furniture(site_map(*nodes), PRACTICE, "en", None)
