"""stub"""

from functools import cache
from drypoint.knowledge.bodymap.regions import regions


@cache
def neighbours():
    r = list(regions().values())
    return {
        a.id: tuple(b.id for b in r if b.zone == a.zone and b.side == a.side and b.id != a.id) or (a.mirror,) for a in r
    }
