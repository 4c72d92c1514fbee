"""`drypoint documents inspect`: what it says of each kind of file, and how it ends."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.enquiries.conftest import a_pdf, a_picture

from drypoint.foundation.core.files import command, opening
from drypoint.foundation.core.files.opening import NotConfinedError, Opener
from drypoint.project.cli import main
from drypoint.public.enquiries.demo_report import a_report

CROATIAN = "Izmišljena osoba"


def a_written_pdf(*pages: str) -> bytes:
    """Return a PDF with one line of text a page."""
    return a_report(*((page,) for page in pages))


def inspected(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> tuple[int, dict[str, object]]:
    """Return the exit code and what is said of one file."""
    path = folder / name
    path.write_bytes(content)
    code = main(["documents", "inspect", "--json", str(path)])
    (said,) = json.loads(capsys.readouterr().out)["files"]
    assert said.pop("file") == str(path)
    return code, said


def test_the_text_of_a_pdf_is_read_page_by_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = inspected(tmp_path, capsys, "a.pdf", b"From: scanner\r\n" + a_written_pdf(CROATIAN, "", "Page three"))
    assert code == 0
    assert said == {
        "accepted": True,
        "reason": "",
        "media_type": "application/pdf",
        "pages": 3,
        "text_source": "pdf",
        "text": f"{CROATIAN}\f\fPage three",
        "quality": 1.0,
    }


@pytest.mark.parametrize(
    ("name", "content", "media_type", "pages"),
    [
        ("scan.pdf", a_pdf(2), "application/pdf", 2),
        ("IMG_1.HEIC", a_picture("JPEG"), "image/jpeg", 1),
        ("page", a_picture("PNG"), "image/png", 1),
    ],
)
def test_what_brings_no_text_of_its_own_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, media_type: str, pages: int
) -> None:
    code, said = inspected(tmp_path, capsys, name, content)
    assert code == 0
    assert (said["accepted"], said["media_type"], said["pages"]) == (True, media_type, pages)
    assert (said["text_source"], said["text"], said["quality"]) == ("none", "", None)


@pytest.mark.parametrize(
    ("name", "content", "reason", "media_type"),
    [
        ("empty.pdf", b"", "“empty.pdf” is empty.", None),
        ("a.docx", b"PK\x03\x04", "Please save it as PDF", None),
        ("a.heic", b"\0\0\0\x18ftypheic", "“a.heic” is a HEIC picture", None),
        ("a.pdf", b"%PDF-1.7 and no more", "“a.pdf” is damaged", "application/pdf"),
        ("a.jpg", a_picture("JPEG", (400, 400))[:-900], "“a.jpg”: page 1 did not arrive whole.", "image/jpeg"),
    ],
)
def test_what_would_not_be_taken_is_said_in_the_words_that_the_sender_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, reason: str, media_type: str | None
) -> None:
    code, said = inspected(tmp_path, capsys, name, content)
    assert code == 1
    assert reason in str(said["reason"])
    assert (said["accepted"], said["media_type"], said["pages"]) == (False, media_type, None)


def test_a_file_beyond_fifty_megabytes_is_not_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(a_pdf())
    with path.open("r+b") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    assert main(["documents", "inspect", str(path)]) == 1
    assert "“large.pdf” is larger than 50 MB." in capsys.readouterr().out


def test_a_pdf_with_more_text_than_is_read_is_taken_all_the_same_and_says_that_none_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = dataclasses.replace(command.PDF_TEXT, most_text_bytes=10)
    monkeypatch.setattr(command, "PDF_TEXT", short)
    code, said = inspected(tmp_path, capsys, "long.pdf", a_written_pdf("Longer than ten letters."))
    assert (code, said["accepted"], said["pages"]) == (0, True, 1)
    assert (said["text_source"], said["text"], said["quality"]) == ("none", "", None)


def test_one_that_is_refused_leaves_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.pdf").write_bytes(a_written_pdf("Good"))
    (tmp_path / "bad.pdf").write_bytes(b"bad")
    assert main(["documents", "inspect", str(tmp_path / "bad.pdf"), str(tmp_path / "good.pdf")]) == 1
    said = capsys.readouterr().out
    assert "bad.pdf: would not be taken. “bad.pdf” is not a PDF" in said
    assert "good.pdf: would be taken (application/pdf, 1 page, text of its own, 100% of it readable).\nGood\n" in said


def test_a_page_that_is_missing_has_no_text_and_the_others_keep_theirs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = a_written_pdf("One", "Two").replace(b"/Kids[4 0 R 6 0 R]", b"/Kids[4 0 R 9 0 R]")
    code, said = inspected(tmp_path, capsys, "gap.pdf", content)
    assert (code, said["accepted"], said["pages"]) == (0, True, 2)
    assert said["text"] == "One\f"


def test_a_pipe_is_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert main(["documents", "inspect", str(tmp_path / "pipe.pdf")]) == 2
    assert "Cannot read “pipe.pdf”: it is no file that is kept on a disk" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["nowhere.pdf"], ["a\0b"], ["."]])
def test_bad_usage_ends_with_two_and_a_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(["documents", "inspect", *words])
    except SystemExit as end:
        code = int(str(end.code))
    assert code == 2
    assert capsys.readouterr().err.strip()


def test_where_nothing_can_be_shut_in_nothing_is_opened_or_called_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unconfined(Opener):
        def read_pages(self, *_: object) -> tuple[opening.Facts, list[str]]:
            raise NotConfinedError("This machine knows no way to shut the child in.")

    monkeypatch.setattr("drypoint.foundation.core.files.command.the_opener", Unconfined)
    (tmp_path / "a.pdf").write_bytes(a_pdf())
    assert main(["documents", "inspect", str(tmp_path / "a.pdf")]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no way to shut the child in" in printed.err


def test_it_loads_no_django(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(a_written_pdf("Page"))
    program = (
        "import sys; from drypoint.project.cli import main; "
        f"main(['documents', 'inspect', {str(tmp_path / 'a.pdf')!r}]); "
        "sys.exit('django' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
