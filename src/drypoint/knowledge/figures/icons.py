"""Line icons on a 24 × 24 grid: the inside of an <svg>, drawn with the stroke of its surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ICONS: Mapping[str, str] = MappingProxyType(
    {
        "today": '<path d="M4 6.500h16v13H4zM4 10.500h16M8.500 4v4M15.500 4v4"/><path d="M8 15l2.500 2 5-4.500"/>',
        "letter": '<path d="M3.500 6h17v12.500h-17z"/><path d="M3.500 7l8.500 6.500L20.500 7"/>',
        "page": '<path d="M6 3.500h8.500L18 7v13.500H6z"/><path d="M14.500 3.500V7H18M9 11.500h6M9 15h6"/>',
        "send": '<path d="M20.500 4L3.500 11l6.500 2.500L12.500 20z"/><path d="M20.500 4L10 13.500"/>',
        "house": '<path d="M4 11l8-7 8 7M6 9.500V20h12V9.500"/><path d="M10 20v-5.500h4V20"/>',
        "people": '<circle cx="9" cy="8.500" r="3"/><path d="M3.500 19.500c0-3.500 2.500-5.500 5.500-5.500s5.500 2 5.500 5.500"/>'
        '<path d="M15 6a3 3 0 010 5.500M17 14.500c2 .6 3.500 2.300 3.500 5"/>',
        "eye": '<path d="M2.500 12c2.500-4.500 6-6.500 9.500-6.500s7 2 9.500 6.500c-2.500 4.500-6 6.500-9.500 6.500S5 16.500 2.500 12z"/>'
        '<circle cx="12" cy="12" r="2.800"/>',
        "key": '<circle cx="8" cy="15.500" r="4"/><path d="M11 12.500L19.500 4M16 7.500l3 3M13.500 10l2 2"/>',
        "leave": '<path d="M14 4H5.500v16H14M10.500 12h10M17 8.500l3.500 3.500-3.500 3.500"/>',
        "book": '<path d="M5 4.500h9.500c2 0 3 1 3 3V20H8c-2 0-3-1-3-3z"/><path d="M5 17c0-2 1-3 3-3h9.500"/>',
    }
)
