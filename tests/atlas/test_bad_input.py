"""Whatever is wrong with a drawing: one sentence on standard error, exit code 2, nothing on standard output."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drypoint.knowledge.atlas import DrawingError, rank
from drypoint.knowledge.atlas.__main__ import main
from drypoint.knowledge.atlas.findings import parse_drawing
from drypoint.knowledge.bodymap import of_segment, regions
from drypoint.knowledge.bodymap.choir import SEGMENTS, ZONES

GOOD = '{"regions": [{"id": "heel_left", "coverage": 0.5}]}'
SHARES = st.floats(0.01, 1.0)
PLACES = st.one_of(
    st.builds(lambda key: {"id": key}, st.sampled_from(sorted(regions()))),
    st.builds(lambda code: {"choir": code}, st.sampled_from(sorted(SEGMENTS))),
)
# What a number of the contract must never be: too small, too large, no number, or no number in JSON either.
NO_SHARES: Any = st.one_of(
    st.floats(max_value=-1e-9, allow_nan=False),
    st.floats(min_value=1.0, exclude_min=True, allow_nan=False),
    st.just(float("nan")),
    st.integers(min_value=2),
    st.integers(max_value=-1),
    st.booleans(),
    st.none(),
    st.text(max_size=5),
    st.lists(st.floats(0, 1), max_size=2),
    st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=2),
)
JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
often = settings(max_examples=50, deadline=None)


def refused(drawing: object) -> str:
    """The sentence with which a drawing is refused; it is one line and ends like a sentence."""
    with pytest.raises(DrawingError) as error:
        parse_drawing(json.dumps(drawing))
    sentence = str(error.value)
    assert sentence.isprintable()
    assert sentence.endswith(".")
    assert len(sentence) < 400
    return sentence


@given(PLACES, NO_SHARES)
@often
def test_a_coverage_that_is_no_share_is_refused(place: dict[str, Any], coverage: object) -> None:
    assert "coverage" in refused({"regions": [{**place, "coverage": coverage}]})


@given(PLACES, NO_SHARES.filter(lambda one: not (type(one) in (int, float) and 0 <= one <= 10)))
@often
def test_an_intensity_that_is_no_number_from_0_to_10_is_refused(place: dict[str, Any], intensity: object) -> None:
    assert "intensity" in refused({"regions": [{**place, "coverage": 1, "intensity": intensity}]})


@given(PLACES, JSON.filter(lambda one: one not in ("aching", "burning", "tingling", "numb", "stabbing")))
@often
def test_an_unknown_quality_is_refused(place: dict[str, Any], quality: object) -> None:
    assert "quality" in refused({"regions": [{**place, "coverage": 1, "quality": quality}]})


@given(JSON.filter(lambda one: not (isinstance(one, str) and one in regions())))
@often
def test_an_unknown_region_is_refused(name: object) -> None:
    assert "there is no region" in refused({"regions": [{"id": name, "coverage": 1}]})


@given(JSON.filter(lambda one: type(one) is not int or one not in SEGMENTS), st.booleans())
@often
def test_an_unknown_segment_is_refused(code: object, is_female: bool) -> None:
    numbering = "female_front" if is_female else "canonical"
    sentence = refused({"choir_numbering": numbering, "regions": [{"choir": code, "coverage": 1}]})
    assert "CHOIR segment" in sentence


@given(st.sampled_from(sorted(regions())), SHARES, SHARES, st.randoms(use_true_random=False))
@often
def test_a_region_inside_a_segment_that_is_given_is_refused_whatever_the_order(
    region: str, one: float, two: float, rng: Any
) -> None:
    entries = [{"id": region, "coverage": one}, {"choir": regions()[region].choir, "coverage": two}]
    rng.shuffle(entries)
    assert "given twice" in refused({"regions": entries})


@given(PLACES, SHARES, SHARES)
@often
def test_the_same_place_twice_is_refused(place: dict[str, Any], one: float, two: float) -> None:
    assert "given twice" in refused({"regions": [{**place, "coverage": one}, {**place, "coverage": two}]})


@given(PLACES, st.text(max_size=12).filter(lambda key: key not in ("id", "choir", "coverage", "intensity", "quality")))
@often
def test_an_unknown_entry_is_refused_and_named_in_print(place: dict[str, Any], key: str) -> None:
    assert "unknown entries" in refused({"regions": [{**place, "coverage": 1, key: 1}]})


@given(st.sampled_from(["sex", "regions", "choir_numbering"]), JSON)
@often
def test_the_entries_of_the_drawing_take_nothing_else(key: str, value: object) -> None:
    if value in ("female", "male", "neutral", "canonical", "female_front"):
        return
    assert refused({**json.loads(GOOD), key: value})


@given(JSON)
@often
def test_no_json_at_all_makes_it_stumble(raw: object) -> None:
    refused(raw)


@given(st.text(max_size=40))
@often
def test_no_text_makes_it_stumble(text: str) -> None:
    with pytest.raises(DrawingError):
        parse_drawing(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"regions": [{"id": "heel_left", "coverage": 0.5}], "regions": []}',
        '{"regions": [{"id": "heel_left", "id": "heel_left", "coverage": 0.5}]}',
        '{"regions": [{"id": "heel_left", "coverage": Infinity}]}',
        '{"regions": [{"id": "heel_left", "coverage": -Infinity}]}',
        '{"regions": [{"id": "heel_left", "coverage": ' + "9" * 5000 + "}]}",
        '{"regions": [{"choir": ' + "9" * 4000 + ', "coverage": 1}]}',
        '{"regions": [{"id": "heel_left", "coverage": 0}, {"choir": 218, "coverage": 0.0}]}',
        '{"regions": [{"id": "heel_left\\nheel_right", "coverage": 1}]}',
        '{"regions": {"id": "heel_left", "coverage": 1}}',
        '{"regions": "heel_left"}',
        '{"regions": [["heel_left", 1]]}',
        "[" * 100_000,
        GOOD + GOOD,
        "null",
        '"heel_left"',
    ],
)
def test_further_bad_texts_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(DrawingError) as error:
        parse_drawing(text)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 400


def test_good_drawings_of_every_kind_are_read() -> None:
    everything = [{"choir": code, "coverage": 1, "intensity": 10, "quality": "numb"} for code in sorted(SEGMENTS)]
    for sex in ("female", "male", "neutral"):
        assert rank({"sex": sex, "regions": everything})["candidates"]
    assert rank({"regions": [{"id": "heel_left", "coverage": 1e-300}]})["candidates"]
    assert rank({"regions": [{"id": "heel_left", "coverage": 1, "intensity": 0}]})["candidates"]
    assert rank({"regions": [{"id": key, "coverage": 1} for key in regions()]})["candidates"]
    assert len(of_segment(ZONES["face"].left)) > 1


def run(arguments: list[str], given_bytes: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "drypoint.knowledge.atlas", *arguments],
        input=given_bytes,
        capture_output=True,
        check=False,
        env={"PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty", b"", "is empty"),
        ("blank", b" \n\t", "is empty"),
        ("mark alone", b"\xef\xbb\xbf", "is empty"),
        ("latin", GOOD.replace("heel", "h\xe9el").encode("latin-1"), "not UTF-8"),
        ("utf-16", GOOD.encode("utf-16"), "not UTF-8"),
        ("zeros", b"\0" * 50, "no valid JSON"),
        ("huge", b" " * 2_000_000 + GOOD.encode(), "too large"),
        ("cut off", GOOD.encode()[:-3], "no valid JSON"),
    ],
)
def test_a_file_that_is_no_drawing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, says: str
) -> None:
    path = tmp_path / f"{name}.json"
    path.write_bytes(content)
    assert main(["rank", "--json", str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in printed.err
    assert printed.err.count("\n") == 1


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path, tmp_path / "missing\nfile.json"):
        assert main(["rank", str(path)]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("Cannot read")
        assert printed.err.count("\n") == 1


def test_a_mark_before_the_text_is_no_harm(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + GOOD.encode())))
    assert main(["rank", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["candidates"]


def test_a_reader_that_goes_away_is_no_error() -> None:
    script = f"'{sys.executable}' -m drypoint.knowledge.atlas list --json | head -c 10; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        check=False,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_answer_is_utf_8_in_a_plain_locale_and_a_closed_input_is_refused() -> None:
    shown = run(["show", "soleus", "--json"], LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["name_hr"]
    refusal = run(["rank", "-"])
    assert (refusal.returncode, refusal.stdout) == (2, b"")
    assert refusal.stderr == b"Standard input is empty. Give a drawing as JSON.\n"


@pytest.mark.parametrize("arguments", [[], ["rank"], ["dance"], ["rank", "--loud", "-"], ["show"]])
def test_a_wrong_call_is_explained_with_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "usage: drypoint atlas" in printed.err


@pytest.mark.parametrize("arguments", [["--help"], ["rank", "--help"], ["list", "--help"], ["show", "--help"]])
def test_help_is_given(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert "usage: drypoint atlas" in capsys.readouterr().out
