"""The one-time code of the set-up page."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from drypoint.foundation.core import setup_code
from drypoint.foundation.core.models import SetupCode

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def test_the_code_is_made_once_and_kept_for_its_owner_only(folder: Path) -> None:
    code = setup_code.open_code()
    assert code
    assert setup_code.open_code() == code
    file = folder / "setup-code.txt"
    assert file.read_text().strip() == code
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert code not in SetupCode.objects.get().digest


def test_only_the_code_opens(folder: Path) -> None:
    assert not setup_code.is_open("")
    code = setup_code.open_code() or ""
    assert setup_code.is_open(code)
    assert not setup_code.is_open(code + "x")
    assert not setup_code.is_open("")


def test_a_code_is_spent_once_and_never_made_again(folder: Path) -> None:
    code = setup_code.open_code() or ""
    assert not setup_code.spend("wrong")
    assert setup_code.spend(code)
    assert not setup_code.spend(code)
    assert not setup_code.is_open(code)
    setup_code.forget_file()
    assert setup_code.open_code() is None
    assert not (folder / "setup-code.txt").exists()


def test_a_lost_or_changed_file_brings_a_new_code(folder: Path) -> None:
    first = setup_code.open_code() or ""
    (folder / "setup-code.txt").write_text("something else\n")
    second = setup_code.open_code() or ""
    assert second not in {first, "something else"}
    assert setup_code.is_open(second)
    assert not setup_code.is_open(first)
