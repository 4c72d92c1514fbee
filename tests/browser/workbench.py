"""A page that holds one of our scripts and nothing else; what the server would say to it, the test says.

Its addresses belong to no machine: every request is answered here, from the files of the source tree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.staticfiles import finders
from django.utils.translation import override
from playwright.sync_api import Browser, BrowserContext, Page, Route

from drypoint.foundation.body.drawing import StrokesInput
from drypoint.foundation.body.maps import bare_map

BASE = "http://drypoint.test"
FIGURES = "/figures/SEX/VIEW.svg"


@dataclass
class Server:
    """What the page is given: html at "/", and each post the next of the answers.

    An answer is (status, data), or None for a network that is dead; where none is left it is (200, {}).
    """

    html: str
    answers: list[tuple[int, Mapping[str, Any]] | None] = field(default_factory=list)
    posts: list[dict[str, str]] = field(default_factory=list)

    def handle(self, route: Route) -> None:
        """Answer one request."""
        path = urlsplit(route.request.url).path
        if route.request.method == "POST":
            sent = parse_qs(route.request.post_data or "", keep_blank_values=True)
            self.posts.append({name: values[-1] for name, values in sent.items()})
            answer = self.answers.pop(0) if self.answers else (200, {})
            if answer is None:
                route.abort("internetdisconnected")
            else:
                route.fulfill(status=answer[0], content_type="application/json", body=json.dumps(answer[1]))
        elif path.startswith("/figures/"):
            sex, view = Path(path).parts[2], Path(path).stem
            route.fulfill(content_type="image/svg+xml", body=bare_map(sex, (view,), "en"))  # type: ignore[arg-type]
        elif path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            assert isinstance(found, str), f"There is no {path}."
            route.fulfill(path=found)
        elif path == "/":
            route.fulfill(content_type="text/html", body=self.html)
        else:
            route.fulfill(status=404)


def open_page(
    browser: Browser, body: str, *scripts: str, styles: tuple[str, ...] = (), has_touch: bool = False
) -> tuple[Page, Server]:
    """Return a page with this body that runs the scripts, and the server behind it; close its context when done."""
    head = "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in ("look/site.css", *styles))
    tail = "".join(f'<script type="module" src="/static/{name}"></script>' for name in scripts)
    server = Server(f'<!doctype html><html lang="en"><head>{head}</head><body>{body}{tail}</body></html>')
    context: BrowserContext = browser.new_context(viewport={"width": 800, "height": 900}, has_touch=has_touch)
    page = context.new_page()
    page.route("**/*", server.handle)
    return page, server


def tool_page(browser: Browser, strokes: object = (), *, has_touch: bool = False) -> tuple[Page, Server]:
    """Return the page of `open_page` with the drawing tool in its form, not yet gone to."""
    with override("en"):
        tool = StrokesInput(figures=FIGURES).render("strokes", json.dumps(strokes), {"id": "id_strokes"})
    form = f"""<form method="post" action="/"><input type="hidden" name="revision" value="3">
      <select name="sex"><option>neutral</option><option>female</option></select>
      {tool}<textarea name="note"></textarea><button>Done</button></form>"""
    return open_page(browser, form, "body/drawing/tool.js", styles=("body/drawing.css",), has_touch=has_touch)


def module(name: str) -> str:
    """Return the expression that imports one of the drawing's modules."""
    return f'await import("/static/body/drawing/{name}.js")'
