"""What goes out beside the wheel: pins and a bill of materials, the same for the same commit."""

from __future__ import annotations

import json
import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

RELEASE = runpy.run_path(str(ROOT / "scripts/release.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = """\
alpha==1.0 \\
    --hash=sha256:aa
    # via drypoint (pyproject.toml)
beta==2.0 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via
    #   alpha
    #   tool
gamma==3.0
    # via drypoint (pyproject.toml:dev)
delta==4.0
    # via gamma
tool==5.0
    # via drypoint (pyproject.toml:dev)
driver==6.0
    # via drypoint (pyproject.toml:postgres)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    RELEASE["main"](folder)
    return folder


def pins(made: Path) -> dict[str, str]:
    (file,) = made.glob("*.requirements.txt")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", file.read_text(), re.MULTILINE))


def bill(made: Path) -> Any:
    (file,) = made.glob("*.cdx.json")
    return json.loads(file.read_text())


def test_what_development_alone_asks_for_stays_out() -> None:
    found = RELEASE["runtime"](RELEASE["read_lock"](LOCK))
    assert [one.name for one in found] == ["alpha", "beta", "driver"]


def test_every_dependency_is_pinned_with_its_digests(made: Path) -> None:
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["postgres"]]
    names = {re.split(r"[\[<>=;]", one)[0] for one in asked}
    assert names <= pins(made).keys()
    assert not {"pytest", "mypy", "ruff"} & pins(made).keys()
    (file,) = made.glob("*.requirements.txt")
    for part in re.split(r"^(?=[a-z0-9])", file.read_text(), flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in part
        assert not part.rstrip().endswith("\\")


def test_the_bill_lists_what_is_pinned_and_every_reference_leads_somewhere(made: Path) -> None:
    found = bill(made)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.5")
    assert {one["name"]: one["version"] for one in found["components"]} == pins(made)
    refs = {found["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in found["components"])}
    assert {one["ref"] for one in found["dependencies"]} == refs
    assert all(needed in refs for one in found["dependencies"] for needed in one["dependsOn"])
    reached, open_ones = set(), [found["metadata"]["component"]["bom-ref"]]
    needs = {one["ref"]: one["dependsOn"] for one in found["dependencies"]}
    while open_ones:
        ref = open_ones.pop()
        if ref not in reached:
            reached.add(ref)
            open_ones += needs[ref]
    assert reached == refs


def test_the_same_commit_gives_the_same_files(made: Path, tmp_path: Path) -> None:
    RELEASE["main"](tmp_path)
    for file in made.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()
        assert "http" not in file.read_text().replace("http://cyclonedx.org", "")
