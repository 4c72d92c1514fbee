"""The wheel holds the whole product."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_package_is_inside(names: set[str]) -> None:
    listing = subprocess.run(["git", "ls-files", "-z", "src"], cwd=ROOT, check=True, capture_output=True).stdout
    tracked = [name for name in listing.decode().split("\0") if name and (ROOT / name).exists()]
    assert len(tracked) > 100
    assert [name for name in tracked if name.removeprefix("src/") not in names] == []


def test_every_catalogue_is_inside_compiled(names: set[str]) -> None:
    catalogues = [Path(name) for name in names if name.endswith(".po")]
    assert catalogues
    assert [str(po) for po in catalogues if str(po.with_suffix(".mo")) not in names] == []


def test_nothing_else_is_inside(names: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in names} == {"drypoint"}
    assert not [name for name in names if name.endswith((".pyc", ".sqlite3", ".key"))]
