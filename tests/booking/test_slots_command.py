"""The shape of `drypoint booking slots`, which scripts rely on, and what it refuses."""

from __future__ import annotations

import argparse
import copy
import io
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.care.booking import command
from drypoint.care.booking.question import QuestionError, parse_question

QUESTION: dict[str, Any] = {
    "zone": "Europe/Zagreb",
    "now": "2027-03-25T10:00:00+01:00",
    "from": "2027-03-26",
    "to": "2027-03-26",
    "service": {
        "minutes": 30,
        "before_minutes": 0,
        "after_minutes": 10,
        "step_minutes": 60,
        "notice_minutes": 0,
        "horizon_days": 60,
    },
    "practitioners": [
        {
            "id": "ana",
            "hours": [{"weekday": 4, "from": "22:00", "to": "24:00"}],
            "exceptions": [],
            "busy": [],
            "daily_cap": None,
            "booked_on": {},
        }
    ],
    "rooms": [{"id": "one", "busy": [{"from": "2027-03-26T22:00:00+01:00", "to": "2027-03-26T22:10:00+01:00"}]}],
}


def call(text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code = command.run(parser.parse_args(["slots", "-", "--json"]))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def changed(path: str, value: object) -> str:
    """Return the question with one entry set, its path written with dots; a value of ... takes it away."""
    question = copy.deepcopy(QUESTION)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = question
    for part in parents:
        place = place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(question)


def test_the_answer_is_times_with_offset(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(json.dumps(QUESTION), monkeypatch, capsys)
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "slots": [
            {
                "start": "2027-03-26T23:00:00+01:00",
                "end": "2027-03-26T23:30:00+01:00",
                "practitioner": "ana",
                "room": "one",
            }
        ]
    }


BAD = {
    "a last date before the first": ("to", "2027-03-25"),
    "ten years and a day": ("to", "2099-01-01"),
    "a date that is none": ("from", "2027-02-30"),
    "a date as a number": ("from", 20270326),
    "no zone": ("zone", ...),
    "an unknown zone": ("zone", "Europe/Nowhere"),
    "a zone that is a path": ("zone", "../../etc/passwd"),
    "now without offset": ("now", "2027-03-25T10:00:00"),
    "now as a date": ("now", "2027-03-25"),
    "minutes 0": ("service.minutes", 0),
    "step 0": ("service.step_minutes", 0),
    "step below 0": ("service.step_minutes", -15),
    "half a minute": ("service.minutes", 0.5),
    "minutes as true": ("service.minutes", True),
    "notice below 0": ("service.notice_minutes", -1),
    "a misspelt entry": ("service.buffer", 5),
    "hours that end as they begin": ("practitioners.0.hours.0.to", "22:00"),
    "hours that end before they begin": ("practitioners.0.hours.0.to", "21:00"),
    "25 o'clock": ("practitioners.0.hours.0.to", "25:00"),
    "a minute past 24:00": ("practitioners.0.hours.0.to", "24:01"),
    "an hour with one digit": ("practitioners.0.hours.0.from", "8:00"),
    "weekday 7": ("practitioners.0.hours.0.weekday", 7),
    "two exceptions for a date": (
        "practitioners.0.exceptions",
        [{"date": "2027-03-26", "hours": []}, {"date": "2027-03-26", "hours": []}],
    ),
    "busy without offset": ("practitioners.0.busy", [{"from": "2027-03-26T10:00", "to": "2027-03-26T11:00+01:00"}]),
    "busy for no time": (
        "practitioners.0.busy",
        [{"from": "2027-03-26T10:00:00+01:00", "to": "2027-03-26T09:00:00Z"}],
    ),
    "a cap below 0": ("practitioners.0.daily_cap", -1),
    "a number booked on no date": ("practitioners.0.booked_on", {"Friday": 1}),
    "a practitioner twice": ("practitioners", QUESTION["practitioners"] * 2),
    "a room twice": ("rooms", QUESTION["rooms"] * 2),
    "practitioners as an object": ("practitioners", {}),
    "a room without a name": ("rooms.0.id", " "),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_in_one_sentence(
    case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(changed(*BAD[case]), monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert err.endswith(".\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"zone": NaN}', "[" * 100_000, '{"zone": 1, "zone": 2}', "9" * 5_000],
    ids=["nothing", "half an object", "a list", "null", "NaN", "deep", "an entry twice", "a long number"],
)
def test_what_is_no_question_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(text, monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_a_question_that_would_take_minutes_is_refused() -> None:
    question = json.loads(changed("service.step_minutes", 1))
    question["service"]["horizon_days"] = 3_660
    question["to"] = "2037-03-01"
    question["practitioners"] = [{"id": str(number), "hours": []} for number in range(100)]
    with pytest.raises(QuestionError, match="too much at once"):
        parse_question(json.dumps(question))


def test_what_may_be_left_out_may_be_left_out() -> None:
    question = copy.deepcopy(QUESTION)
    del question["rooms"]
    for name in ("before_minutes", "after_minutes", "notice_minutes"):
        del question["service"][name]
    question["practitioners"] = [{"id": "ana", "hours": []}]
    assert parse_question(json.dumps(question)).rooms == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["from", "to", "id"]), inner),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["zone", "from", "service", "practitioners.0", "practitioners.0.busy", "rooms"]), JSON)
def test_odd_values_are_read_or_refused_and_nothing_else(path: str, value: object) -> None:
    with suppress(QuestionError):
        parse_question(changed(path, value))


def test_a_missing_file_and_binary_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    for name in (str(tmp_path / "none.json"), str(binary), str(tmp_path)):
        assert command.run(argparse.Namespace(file=name, json=True)) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_the_command_loads_no_django() -> None:
    code = (
        "import sys, drypoint.care.booking.command; "
        "sys.exit(any(name.split('.')[0] in {'django', 'wagtail'} for name in sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2] / "src").returncode == 0
    )
