"""The fine regions: what each is called, where it is seen, and which CHOIR segment it belongs to."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal

from drypoint.knowledge.bodymap.choir import ZONES, checked
from drypoint.knowledge.language.text import Text, by_suffix

Side = Literal["left", "right"]
SIDES: Final[tuple[Side, Side]] = ("left", "right")
OPPOSITE: Final[dict[Side, Side]] = {"left": "right", "right": "left"}

# Raised whenever outlines move, or a region is added, removed or goes to another segment. Stored with every drawing,
# because strokes are shares of a view: they are read on the outlines on which they were drawn.
MAP_VERSION: Final = "2"
VERSIONS: Final = ("1", "2")


@dataclass(frozen=True, slots=True)
class Region:
    """A place on one side of the body. Its id never changes; names and outlines may."""

    id: str
    key: str
    side: Side
    views: tuple[str, ...]
    zone: str
    choir: int
    name: Text
    anatomical: str

    @property
    def mirror(self) -> str:
        """Id of the same place on the other side."""
        return f"{self.key}_{OPPOSITE[self.side]}"


def region_id(key: str, side: Side) -> str:
    """Id of the place called key on a side."""
    return f"{key}_{side}"


@cache
def regions() -> Mapping[str, Region]:
    """Return all regions by id, the left side first, in the order of the table (head to foot)."""
    table = resources.files(__package__).joinpath("facts/regions.csv").read_text("utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    found: dict[str, Region] = {}
    for side in SIDES:
        for row in rows:
            zone = ZONES[row["zone"]]
            one = Region(
                id=region_id(row["key"], side),
                key=row["key"],
                side=side,
                views=tuple(side if view == "side" else view for view in row["views"].split()),
                zone=zone.key,
                choir=zone.left if side == "left" else zone.right,
                name=by_suffix(row, "name"),
                anatomical=row["anatomical"],
            )
            found[one.id] = one
    return MappingProxyType(found)


@cache
def keys() -> tuple[str, ...]:
    """Return the places without their side, head to foot."""
    return tuple(one.key for one in regions().values() if one.side == "left")


@cache
def _by_segment() -> Mapping[int, tuple[str, ...]]:
    grouped: dict[int, list[str]] = {}
    for one in regions().values():
        grouped.setdefault(one.choir, []).append(one.id)
    return MappingProxyType({code: tuple(ids) for code, ids in grouped.items()})


def of_segment(code: int) -> tuple[str, ...]:
    """Ids of the fine regions of a canonical CHOIR segment; raise SegmentError when there is none."""
    return _by_segment()[checked(code)]
