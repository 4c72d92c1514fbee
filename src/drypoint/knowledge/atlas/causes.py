"""What may cause a drawing: muscles, which are ranked, and what is no muscle, which explains their pain away."""

from collections.abc import Sequence

from drypoint.knowledge.atlas.model import Atlas, LookAlike, ZonePart
from drypoint.knowledge.atlas.network import Cause, Level
from drypoint.knowledge.atlas.widespread import widespread_regions
from drypoint.knowledge.bodymap import Side
from drypoint.knowledge.bodymap.outlines import neighbours
from drypoint.knowledge.bodymap.regions import OPPOSITE, SIDES, region_id


def _strengths(zone: Sequence[ZonePart], side: Side) -> dict[str, Level]:
    strengths = {
        region_id(part.key, OPPOSITE[side] if part.opposite else side): Level.ESSENTIAL
        if part.strength == "essential"
        else Level.SPILL_OVER
        for part in zone
    }
    for region in list(strengths):
        for place in neighbours()[region]:
            strengths.setdefault(place, Level.NEARBY)
    return strengths


def causes_of(atlas: Atlas) -> list[Cause]:
    """Return every cause that is a muscle, on both sides: each muscle as a whole and its placed trigger points."""
    return [
        Cause(muscle.id, side, point, _strengths(zone, side))
        for muscle in atlas.muscles.values()
        for side in SIDES
        for point, zone in ((None, muscle.zone), *((point.id, point.zone) for point in muscle.points))
    ]


def other_causes_of(atlas: Atlas) -> list[Cause]:
    """Return what is no muscle: each look-alike on its sides, and pain that is widespread.

    Both sides of a joint share a parent, as those of a muscle do; those of a nerve root, an organ or a rash do not.
    """
    found = [
        Cause(one.id, side, None, _places(one, side), "look_alike", one.qualities, is_paired=one.kind == "joint")
        for one in atlas.look_alikes.values()
        for side in SIDES
        if one.side in ("same", side)
    ]
    everywhere = dict.fromkeys(widespread_regions(), Level.SPILL_OVER)
    return [*found, Cause("widespread", None, None, everywhere, "widespread", frozenset({"pain"}))]


def _places(one: LookAlike, side: Side) -> dict[str, Level]:
    levels = {
        key: Level.ESSENTIAL
        if key in one.felt_by_most
        else Level.SPILL_OVER
        if key in one.felt_by_some
        else Level.PLACED
        for key in one.keys
    }
    places = {region_id(key, side): level for key, level in levels.items()}
    if one.is_felt_across:
        places |= {
            region_id(key, OPPOSITE[side]): Level.PLACED if level is Level.ESSENTIAL else Level.SPILL_OVER
            for key, level in levels.items()
        }
    return places
