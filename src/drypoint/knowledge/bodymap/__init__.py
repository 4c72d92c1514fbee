"""Where it hurts: the fine regions of the body, their CHOIR segments, outlines and drawings."""

from drypoint.knowledge.bodymap.regions import MAP_VERSION, Region, Side, keys, of_segment, regions

__all__ = ["MAP_VERSION", "Region", "Side", "keys", "of_segment", "regions"]
