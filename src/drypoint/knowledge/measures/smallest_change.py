"""The smallest change that matters to people, on scales that a reader knows.

Each value belongs to one person who is asked twice. A difference between the means of two groups is another thing, so
that these values are a yardstick beside a difference and no test of it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """A change in points with where it comes from; ``people`` says in English who was asked."""

    points: float
    people: str
    citation: str
    doi: str
    how_read: str


# Pain from 0 (none) to 10 (worst imaginable), the NPRS and the 10 cm VAS alike.
PAIN_0_10: tuple[SmallestChange, ...] = (
    SmallestChange(
        1.5,
        "1,708 people with various problems (“small change”)",
        "Abbott & Schmitt. J Orthop Sports Phys Ther 2014;44:560–564",
        "10.2519/jospt.2014.5248",
        "abstract",
    ),
    SmallestChange(2.0, "consensus on low back pain", "Ostelo et al. Spine 2008", "", "abstract"),
)


def pain_range() -> tuple[float, float]:
    """Return the least and the greatest of the published values, in points on the 0–10 scale."""
    points = [one.points for one in PAIN_0_10]
    return min(points), max(points)
