"""The drawing tool on a processor four times slower: scripting for each pointer event, and the longest task."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from typing import Any

from bench.measuring import Figure, percentile, server

SLOWER = 4
STROKES = 40
MOVES = 40
# Handlers of these events are what a hand waits for while it draws.
EVENTS = {"pointerdown", "pointermove", "pointerup"}
OPEN_SHEET = """
import django; django.setup()
from drypoint.care.intake import actions, queries
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.patients.models import Person
drawing = actions.open_drawing(actor=SYSTEM, person_id=Person.objects.first().pk, hand="patient")
print(queries.link_of(drawing))
"""


def figures(environment: dict[str, str]) -> list[Figure]:
    """Draw forty strokes of forty moves in Chromium and read its trace."""
    settings = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "drypoint.project.settings"}
    opened = subprocess.run(
        [sys.executable, "-c", OPEN_SHEET], env=settings, check=True, stdout=subprocess.PIPE, text=True
    )
    with server("drypoint.project.wsgi:application", environment=environment) as running:
        trace = _trace(f"http://127.0.0.1:{running.port}/en/drawing/{opened.stdout.strip()}/")
    events = [one["dur"] / 1000 for one in trace if _is_handler(one)]
    tasks = [one["dur"] / 1000 for one in trace if one.get("name") == "RunTask" and one.get("ph") == "X"]
    if len(events) < STROKES * MOVES / 4:
        raise RuntimeError(f"The trace holds {len(events)} pointer events only.")
    p95, longest = percentile(events, 0.95), max(tasks)
    return [
        Figure(
            f"drawing: scripting for a pointer event, {len(events)} events, {SLOWER}× slower processor",
            round(p95, 2),
            "ms, p95",
            goal="< 4 ms",
            is_met=p95 < 4,
            details={"p50": round(percentile(events, 0.5), 2), "worst": round(max(events), 2)},
        ),
        Figure(
            f"drawing: longest task of the page while drawing, {SLOWER}× slower processor",
            round(longest, 1),
            "ms",
            goal="≤ 50 ms",
            is_met=longest <= 50,
        ),
    ]


def _is_handler(one: dict[str, Any]) -> bool:
    return (
        one.get("name") == "EventDispatch"
        and one.get("ph") == "X"
        and one.get("args", {}).get("data", {}).get("type") in EVENTS
    )


def _trace(url: str) -> list[dict[str, Any]]:
    """Return the events of the page's main thread while the strokes are drawn."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(url)
        page.wait_for_selector("[data-drawing][data-ready=yes]")
        page.locator("[name=brush-quality][value=burning]").check(force=True)
        page.locator("[data-frame]").scroll_into_view_if_needed()
        frame = page.locator("[data-frame]").bounding_box()
        if frame is None:
            raise RuntimeError("The drawing tool is not on the page.")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        time.sleep(2)
        browser.start_tracing(page=page, categories=["devtools.timeline", "disabled-by-default-devtools.timeline"])
        middle = (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
        for number in range(STROKES):
            reach = 20 + 3 * number
            page.mouse.move(middle[0] + reach, middle[1])
            page.mouse.down()
            for move in range(MOVES):
                turn = move / MOVES * 4
                page.mouse.move(middle[0] + reach * math.cos(turn) / 2, middle[1] + reach * math.sin(turn))
            page.mouse.up()
        kept: bytes = browser.stop_tracing()
        browser.close()
    events: list[dict[str, Any]] = json.loads(kept)["traceEvents"]
    threads = {
        (one["pid"], one["tid"])
        for one in events
        if one.get("name") == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    drawn_on = {(one["pid"], one["tid"]) for one in events if _is_handler(one)}
    return [one for one in events if (one.get("pid"), one.get("tid")) in threads & drawn_on]
