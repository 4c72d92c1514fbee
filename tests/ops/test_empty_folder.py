"""Commands that look into a practice make nothing where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

COMMANDS = {
    "doctor": ["doctor"],
    "backup": ["backup", "x.dpb"],
    "createstaff": ["createstaff", "a@clinic.example", "--role", "owner"],
    "worker": ["worker"],
    "upgrade": ["upgrade"],
    "mail": ["mail", "test", "a@clinic.example"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS.keys())
def test_an_empty_folder_stays_empty_and_is_named(words: list[str], tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DRYPOINT_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "drypoint.project.cli", *words],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"There is no practice in {tmp_path / 'data'}; is DRYPOINT_DATA set?" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
