"""The command `drypoint screening read`: its JSON, its exit codes, what it loads."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drypoint.project.cli import main


def read_file(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str], *flags: str) -> dict[str, Any]:
    file = tmp_path / "report.txt"
    file.write_text(text, "utf-8", newline="")
    assert main(["screening", "read", str(file), "--json", *flags]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_the_answer_has_exactly_what_was_promised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = read_file(tmp_path, "Pacijent uzima Marivarin.", capsys)
    assert answer == {
        "language": "hr",
        "clearance": False,
        "marks": [
            {
                "start": 15,
                "end": 24,
                "text": "Marivarin",
                "key": "warfarin",
                "kind": "antithrombotic",
                "state": "present",
                "level": "review",
                "source": "Munoz2022, McCulloch2015, IJSPT2014",
            }
        ],
    }


def test_a_text_without_marks_ends_with_zero_and_no_clearance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read_file(tmp_path, "", capsys) == {"language": "hr", "clearance": False, "marks": []}
    file = tmp_path / "empty.txt"
    file.touch()
    assert main(["screening", "read", str(file)]) == 0
    assert "no clearance" in capsys.readouterr().out


def test_places_count_characters_of_the_text_with_its_line_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Šećer uredan.\r\nUzima Xarelto.\r\n"
    (mark,) = [one for one in read_file(tmp_path, text, capsys)["marks"] if one["key"] == "rivaroxaban"]
    assert text[mark["start"] : mark["end"]] == "Xarelto"


def test_the_language_can_be_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read_file(tmp_path, "Marcumar", capsys, "--language", "de")["language"] == "de"


def test_a_report_is_read_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Trudna je.")))
    assert main(["screening", "read", "-", "--json"]) == 0
    assert [mark["key"] for mark in json.loads(capsys.readouterr().out)["marks"]] == ["pregnancy"]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\xe2\xe3\xcf\xd3", b"text\0with zero bytes", "ć".encode("utf-16")])
def test_a_file_that_is_no_text_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    assert main(["screening", "read", str(file)]) == 2
    assert capsys.readouterr().err == (
        "Cannot read “report.pdf”: it is not text in UTF-8. Give the text of the report, not its PDF or picture.\n"
    )


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_missing_file_is_refused_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["screening", "read", str(tmp_path / name)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Cannot read “")
    assert str(tmp_path) not in said


def test_an_unknown_language_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["screening", "read", "-", "--language", "fr"])
    assert ended.value.code == 2


def test_no_django_and_no_yaml_is_loaded() -> None:
    code = (
        "import sys; from drypoint.project.cli import main; main(['screening', 'read', '-', '--json'])\n"
        "assert not {'django', 'yaml', 'numpy'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, input=b"Marivarin", stdout=subprocess.PIPE)
