"""A language that nobody speaks is added by data and catalogues alone: the whole product speaks it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from tests.conftest import ROOT, migrated_template
from tests.language.pseudo import BEGIN, CODE, UNSAID_MUSCLE, invent


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the product says with the language: one process for all tests, a copy of the package, a filled demo."""
    folder = tmp_path_factory.mktemp("invented")
    package = invent(ROOT / "src" / "drypoint", folder / "src")
    data = folder / "data"
    data.mkdir()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DRYPOINT_")}
    environment |= {
        "PYTHONPATH": f"{package}{os.pathsep}{ROOT}",
        "DRYPOINT_DATA": str(data),
        "DRYPOINT_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.language.speaking", str(migrated_template())],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    return json.loads(run.stdout)


def test_every_page_of_the_site_speaks_it(told: Any) -> None:
    pages = {path: said for path, said in told["public"].items() if path.startswith(f"/{CODE}/")}
    assert len(pages) > 25
    for path, said in pages.items():
        assert (said["status"], said["language"]) == (200, CODE), path
        assert said["heard"] >= 5, path


def test_what_it_has_no_words_for_is_said_in_english(told: Any) -> None:
    said = [page for path, page in told["public"].items() if path.startswith(f"/{CODE}/")]
    assert any(page["english"] for page in said)
    assert told["public"]["soleus"]
    assert told["facts"][0] == UNSAID_MUSCLE
    assert told["facts"][1].startswith(BEGIN)


def test_the_screens_of_the_staff_speak_it(told: Any) -> None:
    for path, said in told["staff"].items():
        assert (said["status"], said["language"]) == (200, CODE), path
        assert said["heard"] >= 5, path


def test_the_patients_sheet_and_a_mail_speak_it(told: Any) -> None:
    assert (told["sheet"]["status"], told["sheet"]["language"]) == (200, CODE)
    assert told["sheet"]["heard"] >= 5
    subject, text = told["mail"]
    assert BEGIN in subject
    assert text.count(BEGIN) >= 3


def test_the_doctor_lists_what_is_missing(told: Any) -> None:
    found = {result["id"]: result for result in told["doctor"]}
    assert found["language.hr"]["sentence"] == "Croatian is complete."
    lacking = found[f"language.{CODE}"]
    assert lacking["level"] == "warning"
    assert "1 sentences of website" in lacking["sentence"]
    assert "muscles.soleus.name" in lacking["sentence"]
    assert "claims" not in lacking["sentence"]
    later = {result["id"]: result for result in told["doctor_of_a_claim"]}[f"language.{CODE}"]
    assert "1 claims (such as low-back-later)" in later["sentence"]
