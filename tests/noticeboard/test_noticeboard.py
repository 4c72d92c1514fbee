"""A room is a folder plus one line in the settings: it shows up everywhere, and is gone when the line is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drypoint.foundation.core.keeping import keys
from tests.conftest import ROOT
from tests.engine import Database

NOTICE = "Umbrella found"
WALK = """
import json, django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
from tests.noticeboard.seen import seen
print(json.dumps(seen()))
"""


def seen_with(settings: str, data: Path) -> dict[str, Any]:
    data.mkdir()
    keys.load_or_create(data / "drypoint.key")
    database = Database(data)
    database.fill()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DRYPOINT_", "DJANGO_"))}
    environment |= {**database.environment, "DRYPOINT_DATA": str(data), "DRYPOINT_URL": "http://testserver"}
    environment |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-c", WALK]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def with_the_line(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return seen_with("tests.noticeboard.settings", tmp_path_factory.mktemp("with") / "data")


@pytest.fixture(scope="module")
def without_it(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return seen_with("tests.settings", tmp_path_factory.mktemp("without") / "data")


def test_with_its_line_the_room_shows_up_everywhere(with_the_line: dict[str, Any]) -> None:
    seen = with_the_line
    assert "Walls Notices 1" in seen["navigation"]
    assert seen["waits first"] == ["A notice waits to be read."]
    assert seen["today"] == f"Pinned up today {NOTICE}"
    assert (seen["page"], seen["public page"]) == (200, 200)
    assert seen["banner"] == ["A notice about this person"]
    assert seen["section"] == f"Notices of the patient {NOTICE}"
    assert "A notice was pinned up" in seen["timeline"]
    assert "Pain drawing handed in" in seen["timeline"]
    assert seen["search"] == {NOTICE: "/desk/notices/"}
    assert seen["link target"] == "/hr/notices/"
    assert seen["typed by an editor"] == "notices:"
    assert seen["held"] == [{"notice": NOTICE}]
    assert seen["doctor"] == ["There are pins."]
    assert seen["scan"] == ["old notices"]
    assert seen["demo"] == ["noticeboard.demo"]
    assert seen["capabilities"][0].startswith("| `noticeboard.read` | read what is pinned up | yes | yes |")
    assert seen["held by"] == ["owner", "clinician"]
    assert seen["permission table"] == {"desk/notices/": True, "en/notices/": True}


def test_whoever_may_not_read_notices_meets_none(with_the_line: dict[str, Any]) -> None:
    assert "Notices" not in with_the_line["navigation of reception"]
    assert with_the_line["page for reception"] == 403
    assert with_the_line["section for reception"] == ""


def test_without_its_line_nothing_of_the_room_is_left(without_it: dict[str, Any]) -> None:
    seen = without_it
    assert "Notices" not in seen["navigation"]
    assert "Today" in seen["navigation"]
    assert (seen["page"], seen["public page"]) == (404, 404)
    empty = set(seen) - {"navigation", "navigation of reception", "page", "page for reception", "public page"}
    assert {name: seen[name] for name in empty if seen[name]} == {}
