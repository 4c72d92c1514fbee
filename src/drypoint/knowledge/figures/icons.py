"""Line icons of the site and the desk: a grid of 24, one weight of line, no meaning without words beside them."""

from __future__ import annotations

_PATHS = {
    "arrow": "M4 12h15M13.5 6.5 19 12l-5.5 5.5",
    "audit": "M3 12c2.4-4 5.4-6 9-6s6.6 2 9 6c-2.4 4-5.4 6-9 6s-6.6-2-9-6zM12 9.2a2.8 2.8 0 1 0 .1 0",
    "body": "M12 2.8a2.3 2.3 0 1 0 .1 0M6 9.2h12M12 9.2v5.6M12 14.8 8.6 21.2M12 14.8l3.4 6.4",
    "check": "M4.5 12.8 9.6 18 19.5 6.5",
    "clock": "M12 3.5a8.5 8.5 0 1 0 .1 0M12 7v5.2l3.4 2.3",
    "close": "M5.5 5.5l13 13M18.5 5.5l-13 13",
    "download": "M12 4v11M7.2 10.6 12 15.4l4.8-4.8M4.5 19.5h15",
    "edit": "M4 20l1-4.6L16.2 4.2l3.6 3.6L8.6 19zM13.6 6.8l3.6 3.6",
    "enquiries": "M3.5 5.5h17v13h-17zM3.8 6.2 12 13l8.2-6.8",
    "external": "M10 5H5v14h14v-5M13.5 4.5h6v6M19 5l-8 8",
    "file": "M6 3.5h8l4.5 4.5v12.5H6zM13.8 3.8V8.4h4.4M9 12.5h6.5M9 16h6.5",
    "image": "M4 4.5h16v15H4zM4.3 16.6l4.5-4.4 3.6 3.4 2.6-2.4 4.7 4.2M15.2 8.6a1.3 1.3 0 1 0 .1 0",
    "key": "M8 11.5a4 4 0 1 0 .1 0M10.9 12.7 19 4.5M15.6 8l2.7 2.7M12.9 10.7l1.6 1.6",
    "mail": "M3.5 5.5h17v13h-17zM3.8 6.2 12 13l8.2-6.8",
    "menu": "M3.5 7h17M3.5 12h17M3.5 17h17",
    "outbox": "M3.5 13.5v6h17v-6M12 15.5v-12M7.4 8 12 3.5 16.6 8",
    "person": "M12 4.2a3.8 3.8 0 1 0 .1 0M4.8 20c0-4.3 2.9-6.8 7.2-6.8s7.2 2.5 7.2 6.8",
    "phone": (
        "M5.2 3.8h3.6l1.7 4.4-2.2 1.7c1.1 2.4 2.9 4.3 5.3 5.4l1.8-2.2 4.4 1.8v3.5"
        "c0 1-.8 1.8-1.8 1.8C10.3 20.2 3.4 13.5 3.4 5.6c0-1 .8-1.8 1.8-1.8z"
    ),
    "practice": "M4 10.5 12 4l8 6.5M6 9.2v10.3h12V9.2M10 19.3v-5.6h4v5.6",
    "print": "M7 8.5V4h10v4.5M7 16.5H4v-8h16v8h-3M7 13.5h10v6.5H7z",
    "search": "M10.5 4.5a6 6 0 1 0 .1 0M15 15l5 5",
    "settings": "M4 7h9M17 7h3M15 5a2 2 0 1 0 .1 0M4 17h3M11 17h9M9 15a2 2 0 1 0 .1 0",
    "sign-out": "M10 4.5H4.5v15H10M9.5 12H20M15.6 7.6 20 12l-4.4 4.4",
    "staff": (
        "M9 5a3.2 3.2 0 1 0 .1 0"
        "M3.5 19.5c0-3.6 2.2-5.6 5.5-5.6s5.5 2 5.5 5.6"
        "M15.8 5.6a2.8 2.8 0 0 1 0 5.4M17 14.2c2.2.5 3.5 2.3 3.5 5.3"
    ),
    "today": "M4 6h16v13.5H4zM4 10.2h16M8 3.5v4M16 3.5v4M8 14h3.5",
    "trash": "M4.5 6.5h15M9.5 6.3V4h5v2.3M6.5 6.8l.9 13h9.2l.9-13M10.3 10v6.5M13.7 10v6.5",
    "warning": "M12 4 2.8 19.8h18.4zM12 10v4.6M12 17v.3",
    "website": "M4 4.5h16v15H4zM4 8.8h16M7.5 12.5h5M7.5 15.8h9",
}

NAMES = frozenset(_PATHS) | {"needle"}

_NEEDLE = (
    '<svg class="icon" viewBox="0 0 12 28" fill="none" stroke="currentColor" stroke-linecap="round" '
    'aria-hidden="true" focusable="false"><path d="M9.6 1.5 8 9.5" stroke-width="2.6"/>'
    '<path d="M8 9.5 4.5 27" stroke-width="1.1"/></svg>'
)


def icon(name: str) -> str:
    """Return one icon as SVG that takes the colour of the text around it and is hidden from screen readers.

    Raises KeyError with the names there are when there is none of that name.
    """
    if name == "needle":
        return _NEEDLE
    if name not in _PATHS:
        raise KeyError(f"There is no icon {name!r}. There are: {', '.join(sorted(NAMES))}.")
    return (
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f'<path d="{_PATHS[name]}"/></svg>'
    )
