"""The one-time code of the set-up page."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import LazySettings

from drypoint.foundation.core import setup_code
from drypoint.foundation.core.models import SetupCode

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DATA = tmp_path
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


def test_every_machine_makes_the_same_code_and_mends_its_own_file(
    folder: Path, tmp_path: Path, settings: LazySettings
) -> None:
    code = setup_code.open_code() or ""
    (folder / "setup-code.txt").write_text("something else\n")
    assert setup_code.open_code() == code
    settings.DATA = tmp_path / "other"
    settings.DATA.mkdir()
    assert setup_code.open_code() == code
    assert (settings.DATA / "setup-code.txt").read_text().strip() == code
    assert code not in f"{SetupCode.objects.values().get()}"


def test_a_code_of_another_key_or_of_before_is_made_anew(settings: LazySettings) -> None:
    first = setup_code.open_code() or ""
    settings.DIGEST_KEY = b"another key"
    second = setup_code.open_code() or ""
    assert setup_code.is_open(second)
    assert not setup_code.is_open(first)
    SetupCode.objects.update(salt="", digest="of a code that chance made")
    third = setup_code.open_code() or ""
    assert setup_code.is_open(third)
    assert len({first, second, third}) == 3
    assert min(map(len, (first, second, third))) >= 24


def test_of_two_machines_that_begin_at_once_both_tell_the_code_that_counts(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str | None] = []
    real = setup_code.durable

    def durable() -> object:
        if not told:  # the other machine is quicker
            told.append("")
            told[0] = setup_code.open_code()
        return real()

    monkeypatch.setattr(setup_code, "durable", durable)
    assert setup_code.open_code() == told[0]
    assert setup_code.is_open(told[0] or "")
    SetupCode.objects.update(salt="")
    told.clear()
    assert setup_code.open_code() == told[0]
    assert setup_code.is_open(told[0] or "")
