"""Cut a figure into regions: crossing curves become arcs that are stored once and shared by both neighbours.

The curves are laid on a fine integer grid, split where they meet, and the faces between them are walked. Because two
neighbours refer to one and the same arc, there can be neither gap nor overlap between them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Point = tuple[float, float]
Node = tuple[int, int]
Edge = tuple[Node, Node]

# Grid cells per unit: 1 / 50 unit is 0.03 mm on a figure as tall as a page.
GRID: Final = 50
_CELL: Final = 12 * GRID
# Nameless pieces up to this area (square units, about 4 by 5 mm on a figure as tall as a page) are slivers.
_SLIVER: Final = 25.0


class CuttingError(ValueError):
    """The curves leave a piece without a name, or give one piece two."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A figure in pieces: arcs as rows of points, and for each region its rings of arcs.

    Arc numbers in a ring start at 1; a negative number means that the arc is walked backwards.
    """

    arcs: tuple[tuple[Point, ...], ...]
    rings: Mapping[str, tuple[tuple[int, ...], ...]]


def cut(
    curves: Iterable[Sequence[Point]],
    seeds: Sequence[tuple[str, Point]],
    outline: Sequence[Point],
    stops: Iterable[Point] = (),
) -> Cut:
    """Cut along curves and name the pieces by the seeds that lie in them; the outline is one of the curves.

    Arcs end where three pieces meet, and at the stops.
    Raise CuttingError when a piece has no seed or two seeds of different regions.
    """
    edges = _inside(_split(_segments(curves)), outline)
    faces = _faces(_pruned(edges))
    names = _with_slivers(faces, _named(faces, seeds))
    return _arcs(faces, names, {(round(x * GRID), round(y * GRID)) for x, y in stops})


def _segments(curves: Iterable[Sequence[Point]]) -> list[Edge]:
    segments = set()
    for curve in curves:
        nodes = [(round(x * GRID), round(y * GRID)) for x, y in curve]
        for start, end in pairwise(nodes):
            if start != end:
                segments.add((min(start, end), max(start, end)))
    return sorted(segments)


def _cells(edge: Edge) -> Iterable[tuple[int, int]]:
    (x0, y0), (x1, y1) = edge
    for column in range(min(x0, x1) // _CELL, max(x0, x1) // _CELL + 1):
        for row in range(min(y0, y1) // _CELL, max(y0, y1) // _CELL + 1):
            yield column, row


def _split(segments: Sequence[Edge]) -> set[Edge]:
    """Split all segments at their crossings until none cross; rounding to the grid may need a second pass."""
    current = set(segments)
    for _ in range(12):
        grid: dict[tuple[int, int], list[Edge]] = {}
        for edge in current:
            for cell in _cells(edge):
                grid.setdefault(cell, []).append(edge)
        crossings: dict[Edge, set[Node]] = {}
        for bucket in grid.values():
            for place, one in enumerate(bucket):
                for two in bucket[place + 1 :]:
                    _note_crossing(one, two, crossings)
        if not crossings:
            return current
        for edge, nodes in crossings.items():
            current.discard(edge)
            path = sorted({*edge, *nodes}, key=lambda node: math.dist(node, edge[0]))
            current.update((min(pair), max(pair)) for pair in pairwise(path))
    raise CuttingError("The curves keep crossing each other on the grid.")


def _note_crossing(one: Edge, two: Edge, crossings: dict[Edge, set[Node]]) -> None:
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = two
    first, second = (bx - ax, by - ay), (dx - cx, dy - cy)
    cross = first[0] * second[1] - first[1] * second[0]
    for edge, direction, others in ((one, first, two), (two, second, one)):
        for node in others:
            if node not in edge and _near(edge, direction, node):
                crossings.setdefault(edge, set()).add(node)
    if cross == 0:
        return
    s = ((cx - ax) * second[1] - (cy - ay) * second[0]) / cross
    t = ((cx - ax) * first[1] - (cy - ay) * first[0]) / cross
    if 0 < s < 1 and 0 < t < 1:
        node = (round(ax + s * first[0]), round(ay + s * first[1]))
        for edge in (one, two):
            if node not in edge:
                crossings.setdefault(edge, set()).add(node)


def _near(edge: Edge, direction: tuple[int, int], node: Node) -> bool:
    """Whether a node lies on an edge, but for the rounding to the grid."""
    x, y = node[0] - edge[0][0], node[1] - edge[0][1]
    length = math.hypot(*direction)
    along = (x * direction[0] + y * direction[1]) / length
    return 0 < along < length and abs(x * direction[1] - y * direction[0]) / length <= 0.71


def _inside(edges: set[Edge], outline: Sequence[Point]) -> set[Edge]:
    """Drop what reaches over the outline."""
    ring = [(x * GRID, y * GRID) for x, y in outline]
    on_border = {(round(x), round(y)) for x, y in ring}
    kept = set()
    for edge in edges:
        middle = ((edge[0][0] + edge[1][0]) / 2, (edge[0][1] + edge[1][1]) / 2)
        if (edge[0] in on_border and edge[1] in on_border) or contains(ring, middle) or _distance(ring, middle) < 2:
            kept.add(edge)
    return kept


def _distance(ring: Sequence[Point], point: Point) -> float:
    best = math.inf
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if abs(ax - point[0]) > 1000 and abs(bx - point[0]) > 1000:
            continue
        dx, dy = bx - ax, by - ay
        size = dx * dx + dy * dy
        share = 0.0 if size == 0 else max(0.0, min(1.0, ((point[0] - ax) * dx + (point[1] - ay) * dy) / size))
        best = min(best, math.hypot(ax + share * dx - point[0], ay + share * dy - point[1]))
    return best


def _pruned(edges: set[Edge]) -> dict[Node, list[Node]]:
    """Cut off loose ends: what is left divides something on both sides."""
    links: dict[Node, set[Node]] = {}
    for start, end in edges:
        links.setdefault(start, set()).add(end)
        links.setdefault(end, set()).add(start)
    loose = [node for node, others in links.items() if len(others) == 1]
    while loose:
        node = loose.pop()
        for other in links.pop(node, set()):
            links[other].discard(node)
            if len(links[other]) == 1:
                loose.append(other)
    return {
        node: sorted(others, key=lambda other: math.atan2(other[1] - node[1], other[0] - node[0]))
        for node, others in links.items()
        if others
    }


def _faces(links: Mapping[Node, Sequence[Node]]) -> list[list[Node]]:
    """Walk the inner faces, each as a ring of nodes in the same turning sense."""
    following = {}
    for node, others in links.items():
        for place, other in enumerate(others):
            following[other, node] = (node, others[place - 1])
    faces, seen = [], set()
    for start in sorted(following):
        if start in seen:
            continue
        ring, edge = [], start
        while edge not in seen:
            seen.add(edge)
            ring.append(edge[0])
            edge = following[edge]
        if _area(ring) > 0:
            faces.append(ring)
    return faces


def _area(ring: Sequence[Node]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def area(ring: Sequence[Point]) -> float:
    """Area inside a ring, in square units, whatever its turning sense."""
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point lies inside a ring (even-odd rule)."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _named(faces: Sequence[Sequence[Node]], seeds: Sequence[tuple[str, Point]]) -> list[str]:
    names, complaints = [], []
    for face in faces:
        inside = {name for name, (x, y) in seeds if contains(face, (x * GRID, y * GRID))}
        names.append(min(inside, default=""))
        if len(inside) > 1 or (not inside and _area(face) > _SLIVER * GRID**2):
            left, right = (round(edge(node[0] for node in face) / GRID) for edge in (min, max))
            top, bottom = (round(edge(node[1] for node in face) / GRID) for edge in (min, max))
            complaints.append(
                f"The piece from {left},{top} to {right},{bottom} has "
                f"{'the names ' + ', '.join(sorted(inside)) if inside else 'no name'}."
            )
    if complaints:
        raise CuttingError(" ".join(complaints))
    return names


def _with_slivers(faces: Sequence[Sequence[Node]], names: Sequence[str]) -> list[str]:
    """Give each nameless sliver, left where a curve just misses another, to the neighbour with the longest border."""
    owner = {pair: place for place, face in enumerate(faces) for pair in _pairs(face)}
    named = list(names)
    while "" in named:
        before = list(named)
        for place, face in enumerate(faces):
            borders: dict[str, float] = {}
            for start, end in _pairs(face) if not named[place] else ():
                other = owner.get((end, start))
                if other is not None and named[other]:
                    borders[named[other]] = borders.get(named[other], 0.0) + math.dist(start, end)
            if borders:
                named[place] = max(sorted(borders), key=lambda name: borders[name])
        if named == before:
            raise CuttingError("A sliver touches no named piece.")
    return named


def _pairs(ring: Sequence[Node]) -> Iterable[tuple[Node, Node]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _arcs(faces: Sequence[Sequence[Node]], names: Sequence[str], stops: set[Node]) -> Cut:
    """Chain edges into arcs between nodes where three pieces meet, dropping edges inside one region."""
    owner: dict[tuple[Node, Node], str] = {}
    for face, name in zip(faces, names, strict=True):
        for pair in _pairs(face):
            owner[pair] = name
    border = {pair: name for pair, name in owner.items() if owner.get((pair[1], pair[0])) != name}
    onward: dict[tuple[str, Node], list[Node]] = {}
    degree: dict[Node, set[Node]] = {}
    for (start, end), name in border.items():
        onward.setdefault((name, start), []).append(end)
        degree.setdefault(start, set()).add(end)
        degree.setdefault(end, set()).add(start)
    knots = {node for node, others in degree.items() if len(others) != 2} | stops
    arcs: list[tuple[Node, ...]] = []
    number: dict[tuple[Node, ...], int] = {}
    rings: dict[str, list[tuple[int, ...]]] = {}
    for name, walked in _walk(border, onward):
        ring = []
        for piece in _pieces(walked, knots):
            if piece[::-1] in number:
                ring.append(-number[piece[::-1]])
            else:
                if piece not in number:
                    arcs.append(piece)
                    number[piece] = len(arcs)
                ring.append(number[piece])
        rings.setdefault(name, []).append(tuple(ring))
    scaled = tuple(tuple((x / GRID, y / GRID) for x, y in arc) for arc in arcs)
    return Cut(scaled, {name: tuple(found) for name, found in sorted(rings.items())})


def _walk(
    border: Mapping[tuple[Node, Node], str], onward: Mapping[tuple[str, Node], list[Node]]
) -> Iterable[tuple[str, list[Node]]]:
    left = dict(border)
    while left:
        pair, name = next(iter(left.items()))
        ring = [pair[0]]
        while pair in left:
            del left[pair]
            ring.append(pair[1])
            ends = [end for end in onward[name, pair[1]] if (pair[1], end) in left]
            if not ends:
                break
            pair = (pair[1], ends[0])
        yield name, ring[:-1]


def _pieces(ring: Sequence[Node], knots: set[Node]) -> list[tuple[Node, ...]]:
    places = [place for place, node in enumerate(ring) if node in knots]
    if not places:
        start = ring.index(min(ring))
        turned = [*ring[start:], *ring[:start], ring[start]]
        return [tuple(turned)]
    turned = [*ring[places[0] :], *ring[: places[0]], ring[places[0]]]
    stops = [place for place, node in enumerate(turned) if node in knots]
    return [tuple(turned[one : two + 1]) for one, two in pairwise(stops)]
