"""Every command that README and the manual tell people to type is run here, or stands below with the reason why not."""

from __future__ import annotations

import io
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from drypoint.project.cli import main

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"\s+# .*$")
CHOICE = re.compile(r"\[(--[a-z-]+)\]")

# The first words of a command that is not run, and why.
NOT_RUN = {
    "make": "starts the house or the whole suite",
    "sudo": "changes the machine; tests/ops starts the same commands in a folder of its own",
    "rm": "removes a folder that only the reader has",
    "drypoint backup": "tests/ops/test_backup.py runs it on a data folder",
    "drypoint restore": "tests/ops/test_backup.py runs it on a data folder",
    "drypoint doctor": "tests/ops/test_doctor.py runs it on a data folder",
    "drypoint createstaff": "tests/accounts/test_createstaff.py runs it on a database",
    "drypoint booking slots": "its file is the example below it: tests/booking/test_slots_command.py runs that",
    "drypoint documents inspect": "its files are documents: tests/core/test_documents_command.py makes them",
    "drypoint mailing read-bounce": "its files are messages: tests/mailing/test_bounces.py has them",
}


@dataclass(frozen=True)
class Example:
    """One line as it stands in a page."""

    page: str
    line: str

    @property
    def command(self) -> str:
        """Return the line without what is said of it, what is set before it, and what is fed into it."""
        bare = COMMENT.sub("", self.line).strip().removeprefix("$ ")
        return re.sub(r"^(?:[A-Z_]+=\S+ )+", "", bare)

    @property
    def piped(self) -> tuple[str, str]:
        """Return (what is fed in, the command that takes it)."""
        before, pipe, after = self.command.rpartition(" | ")
        if pipe and before.startswith("echo ") and after.startswith("drypoint "):
            return shlex.split(before)[1], after
        return "", self.command


def examples() -> list[Example]:
    """Return every command line of a block that is a shell's, and every indented one that starts with drypoint."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        name = str(page.relative_to(ROOT))
        for _indent, language, block in FENCE.findall(text):
            lines = [line.strip() for line in block.splitlines() if line.strip() and not line.strip().startswith("#")]
            if language == "sh" or (not language and all(line.startswith("drypoint ") for line in lines)):
                found += [Example(name, line) for line in lines]
        fenced = FENCE.sub("", text)
        found += [Example(name, line.strip()) for line in re.findall(r"^ {4,}(drypoint .*)$", fenced, re.MULTILINE)]
    return found


def reason_for(command: str) -> str:
    return next((why for start, why in NOT_RUN.items() if f"{command} ".startswith(f"{start} ")), "")


RUN = [example for example in examples() if not reason_for(example.piped[1])]


def test_there_are_examples_and_each_is_a_command_of_ours_or_has_its_reason() -> None:
    assert len(RUN) >= 10
    assert [example for example in RUN if not example.piped[1].startswith("drypoint ")] == []


def test_no_reason_is_left_over() -> None:
    commands = [example.piped[1] for example in examples()]
    assert [start for start in NOT_RUN if not any(f"{one} ".startswith(f"{start} ") for one in commands)] == []


@pytest.mark.parametrize("example", RUN, ids=lambda example: f"{example.page}: {example.line}")
def test_an_example_does_what_the_manual_says(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given, command = example.piped
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "studies.csv").write_text(STUDIES, encoding="utf-8")
    (tmp_path / "FILE").write_text(DRAWING, encoding="utf-8")
    for words in dict.fromkeys((CHOICE.sub("", command), CHOICE.sub(r"\1", command))):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        arguments = ["infraspinatus" if word == "MUSCLE" else word for word in shlex.split(words)]
        assert exit_code(arguments[1:]) == 0, capsys.readouterr().err
        if "-o" in arguments:
            assert (tmp_path / arguments[arguments.index("-o") + 1]).read_text(encoding="utf-8").startswith("<svg")
        else:
            assert capsys.readouterr().out.strip()


DRAWING = '{"sex": "female", "regions": [{"choir": 207, "coverage": 0.8, "intensity": 6}]}'
STUDIES = "study,n1,mean1,sd1,n2,mean2,sd2\nA,20,30,10,20,40,12\nB,25,28,9,24,35,11\nC,30,33,12,28,39,10\n"


def exit_code(arguments: list[str]) -> int:
    try:
        return main(arguments) or 0
    except SystemExit as stopped:
        return int(stopped.code or 0)
