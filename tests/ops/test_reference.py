"""The manual names every setting, command and check."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from drypoint.foundation.core import checks
from drypoint.project.cli import COMMANDS
from tests.conftest import ROOT

REFERENCE = ROOT / "docs" / "reference"


def test_every_setting_is_described_and_no_other() -> None:
    read = set(re.findall(r'"(DRYPOINT_[A-Z_]+)"', (ROOT / "src/drypoint/project/config.py").read_text()))
    described = set(re.findall(r"^\| `(DRYPOINT_[A-Z_]+)`", (REFERENCE / "settings.md").read_text(), re.MULTILINE))
    assert described == read


def test_every_command_is_described_and_no_other() -> None:
    described = re.findall(r"^\| `drypoint ([a-z]+)", (REFERENCE / "commands.md").read_text(), re.MULTILINE)
    # `manage` has a row for each command of our own.
    assert list(dict.fromkeys(described)) == sorted(COMMANDS)


@pytest.mark.django_db
def test_every_check_of_doctor_is_described() -> None:
    text = (REFERENCE / "commands.md").read_text()
    found = {finding.id for finding in checks.run_all(datetime(2026, 3, 2, tzinfo=UTC))}
    assert {name for name in found if f"`{name}`" not in text} == set()
