"""What reports of mail servers mean, and the shape of `drypoint mailing read-bounce`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.public.mailing import command
from drypoint.public.mailing.bounces import Verdict, read_bounce
from tests.mailing.reports import SAMPLES, Sample, dsn, failed


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_report_means_what_it_says(sample: Sample) -> None:
    report = read_bounce(sample.raw)
    assert report.verdict.value == sample.verdict
    assert report.worst.recipient == sample.recipient
    if sample.status is not None:
        assert report.worst.status == sample.status


def test_every_recipient_of_a_report_has_its_own_verdict() -> None:
    raw = next(sample.raw for sample in SAMPLES if sample.name == "several, the worst on top")
    assert [(one.recipient, one.verdict.value) for one in read_bounce(raw).recipients] == [
        ("ana@patients.example", "delayed"),
        ("iva@patients.example", "soft"),
        ("ena@patients.example", "hard"),
        ("una@patients.example", "not_a_bounce"),
    ]


def test_a_general_status_gives_way_to_the_finer_one_in_the_diagnostic() -> None:
    report = read_bounce(dsn(failed("5.0.0", "smtp; 550 5.7.1 rejected")).encode())
    assert report.worst.status == "5.7.1"
    # Versions and addresses of machines are no codes.
    report = read_bounce(dsn(failed("5.0.0", "smtp; 550 rejected by Exim 4.92.3 at 5.1.1.1")).encode())
    assert report.worst.status == "5.0.0"


def test_the_answer_is_json_as_promised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = tmp_path / "one.eml"
    one.write_text(dsn(failed("5.1.1", "smtp; 550 5.1.1 User unknown")))
    empty = tmp_path / "empty.eml"
    empty.write_bytes(b"")
    expected = {"recipient": "ana@patients.example", "status": "5.1.1", "reason": "550 5.1.1 User unknown"}
    assert command.run(argparse.Namespace(mailing_command="read-bounce", files=[str(one)], json=True)) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"verdict": "hard", **expected, "recipients": [{"verdict": "hard", **expected}]}
    assert command.run(argparse.Namespace(mailing_command="read-bounce", files=[str(one), str(empty)], json=True)) == 0
    assert [message["verdict"] for message in json.loads(capsys.readouterr().out)["messages"]] == [
        "hard",
        "not_a_bounce",
    ]


def test_a_file_that_is_not_there_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        command.run(argparse.Namespace(mailing_command="read-bounce", files=[str(tmp_path / "none.eml")], json=True))
        == 2
    )
    assert capsys.readouterr() == ("", "Cannot read “none.eml”: No such file or directory.\n")


def test_the_command_loads_no_django() -> None:
    code = "import sys, drypoint.public.mailing.command; sys.exit('django' in sys.modules)"
    source = Path(__file__).parents[2] / "src"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=source).returncode == 0


@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert read_bounce(raw).verdict in Verdict
    assert read_bounce(b"From: mailer-daemon@x.example\nSubject: failure notice\n\n" + raw).verdict in Verdict


@given(st.sampled_from(SAMPLES), st.data())
def test_a_report_cut_or_scrambled_is_read(sample: Sample, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(sample.raw)))
    junk = data.draw(st.binary(max_size=20))
    assert read_bounce(sample.raw[:cut] + junk + sample.raw[cut + len(junk) :]).verdict in Verdict


def test_deeply_nested_parts_are_read() -> None:
    raw = b"From: mailer-daemon@x.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    nested = raw + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 3_000
    assert read_bounce(nested).verdict is Verdict.NOT_A_BOUNCE
