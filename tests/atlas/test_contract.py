"""The shape of `drypoint atlas`, which scripts rely on."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drypoint.knowledge.atlas import DrawingError, load, rank
from drypoint.knowledge.atlas.__main__ import main
from drypoint.knowledge.atlas.answer import list_regions
from drypoint.knowledge.bodymap import MAP_VERSION, of_segment, regions

HEEL = {"id": "heel_left", "coverage": 0.8}


def atlas_command(
    arguments: list[str], text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


BAD_DRAWINGS = {
    "no JSON": "{",
    "not an object": "[]",
    "no regions": '{"sex": "female"}',
    "unknown sex": '{"sex": "x", "regions": [{"id": "heel_left", "coverage": 1}]}',
    "unknown entry": '{"colour": 1, "regions": [{"id": "heel_left", "coverage": 1}]}',
    "unknown entry of a region": '{"regions": [{"id": "heel_left", "coverage": 1, "size": 3}]}',
    "unknown region": '{"regions": [{"id": "wing_left", "coverage": 1}]}',
    "unknown segment": '{"regions": [{"choir": 139, "coverage": 1}]}',
    "segment as text": '{"regions": [{"choir": "218", "coverage": 1}]}',
    "both id and choir": '{"regions": [{"id": "heel_left", "choir": 237, "coverage": 1}]}',
    "neither id nor choir": '{"regions": [{"coverage": 1}]}',
    "the same id twice": '{"regions": [{"id": "heel_left", "coverage": 1}, {"id": "heel_left", "coverage": 0.5}]}',
    "the same segment twice": '{"regions": [{"choir": 218, "coverage": 1}, {"choir": 218, "coverage": 1}]}',
    "a region inside a segment": '{"regions": [{"choir": 237, "coverage": 1}, {"id": "heel_left", "coverage": 1}]}',
    "an entry twice": '{"regions": [{"id": "heel_left", "coverage": 1, "coverage": 0.5}]}',
    "no coverage": '{"regions": [{"id": "heel_left"}]}',
    "coverage NaN": '{"regions": [{"id": "heel_left", "coverage": NaN}]}',
    "coverage infinite": '{"regions": [{"id": "heel_left", "coverage": 1e999}]}',
    "coverage below 0": '{"regions": [{"id": "heel_left", "coverage": -0.1}]}',
    "coverage above 1": '{"regions": [{"id": "heel_left", "coverage": 1.1}]}',
    "coverage true": '{"regions": [{"id": "heel_left", "coverage": true}]}',
    "coverage 0 everywhere": '{"regions": [{"id": "heel_left", "coverage": 0}]}',
    "nothing drawn": '{"regions": []}',
    "intensity 11": '{"regions": [{"id": "heel_left", "coverage": 1, "intensity": 11}]}',
    "intensity NaN": '{"regions": [{"id": "heel_left", "coverage": 1, "intensity": NaN}]}',
    "unknown quality": '{"regions": [{"id": "heel_left", "coverage": 1, "quality": "odd"}]}',
    "unknown numbering": '{"choir_numbering": "male", "regions": [{"choir": 218, "coverage": 1}]}',
}


@pytest.mark.parametrize("text", BAD_DRAWINGS.values(), ids=BAD_DRAWINGS.keys())
def test_a_bad_drawing_gets_one_sentence_on_stderr_and_exit_code_2(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = atlas_command(["rank", "--json", "-"], text, monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert err.endswith(".\n")
    assert err.count("\n") == 1


def test_a_missing_file_and_bytes_that_are_no_text_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "latin.json").write_bytes(b"\xe9\xff")
    for name in ("missing.json", "latin.json"):
        code, out, err = atlas_command(["rank", str(tmp_path / name)], "", monkeypatch, capsys)
        assert (code, out) == (2, "")
        assert name in err


def test_a_file_in_a_long_path_is_still_named_by_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / ("folder" * 20) / "missing.json"
    code, out, err = atlas_command(["rank", str(path)], "", monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert err.startswith("Cannot read “…")
    assert "folder/missing.json”" in err
    assert len(err) < 160


def test_the_answer_has_the_promised_entries() -> None:
    answer = rank({"sex": "female", "regions": [HEEL, {"id": "achilles_left", "coverage": 0.6, "intensity": 6}]})
    assert list(answer) == [
        "map_version",
        "red_flags",
        "ask_first",
        "clearance",
        "candidates",
        "unexplained",
        "remarks",
        "ask_next",
        "look_alikes",
    ]
    assert answer["map_version"] == MAP_VERSION
    for one in answer["candidates"]:
        assert set(one) == {
            "muscle",
            "side",
            "trigger_point",
            "probability",
            "needling",
            "hazards",
            "for",
            "against",
            "sources",
        }
        assert one["needling"] in {"usual", "care", "do_not"}
        assert 0 <= one["probability"] <= 1
        assert set(one["sources"]) <= set(load().sources)
    for question in answer["ask_next"]:
        assert question["region"] in regions()
        assert question["bits"] > 0
        assert question["separates"]


def test_candidates_descend_with_ties_by_id_and_there_are_at_least_ten() -> None:
    candidates = rank({"regions": [HEEL]})["candidates"]
    keys = [(-one["probability"], one["muscle"], one["side"]) for one in candidates]
    assert keys == sorted(keys)
    assert len(candidates) >= 10
    assert len({(one["muscle"], one["side"]) for one in candidates}) == len(candidates)


def test_every_candidate_of_one_per_cent_is_listed() -> None:
    wide = [{"choir": code, "coverage": 0.9} for code in (209, 210, 213, 214, 206)]
    candidates = rank({"regions": wide})["candidates"]
    assert len(candidates) > 10
    assert all(one["probability"] >= 0.01 for one in candidates)


def test_a_segment_stands_for_its_fine_regions() -> None:
    answer = rank({"regions": [{"choir": 233, "coverage": 0.5}]})
    spoken = {weight["region"] for one in answer["candidates"] for weight in one["for"]}
    assert spoken == set(of_segment(233))


def test_the_female_front_numbering_is_translated_only_when_asked_for() -> None:
    canonical = rank({"sex": "female", "regions": [{"choir": 116, "coverage": 0.8}]})
    female = rank({"sex": "female", "choir_numbering": "female_front", "regions": [{"choir": 112, "coverage": 0.8}]})
    assert canonical == female
    assert canonical != rank({"sex": "female", "regions": [{"choir": 112, "coverage": 0.8}]})


def test_json_and_table_name_the_same_first_muscle(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(
        {"regions": [HEEL, {"id": "achilles_left", "coverage": 1}, {"id": "calf_lower_left", "coverage": 1}]}
    )
    _, as_json, _ = atlas_command(["rank", "--json", "-"], text, monkeypatch, capsys)
    _, as_table, _ = atlas_command(["rank", "-"], text, monkeypatch, capsys)
    assert json.loads(as_json)["candidates"][0]["muscle"] == "soleus"
    assert next(line for line in as_table.splitlines() if line.startswith("1.")).startswith("1.   Soleus")
    assert max(len(line) for line in as_table.splitlines()) <= 100
    assert "not validated on patients" in as_table


def test_red_flags_are_printed_before_any_muscle(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '{"regions": [{"id": "mid_chest_left", "coverage": 0.5}, {"id": "arm_inner_left", "coverage": 0.5}]}'
    _, table, _ = atlas_command(["rank", "-"], text, monkeypatch, capsys)
    assert table.startswith("RED FLAG (emergency): Pain of the chest together with the left arm")


def test_what_is_no_muscle_is_printed_without_a_number_and_nothing_there_is_ruled_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '{"regions": [{"id": "calf_inner_left", "coverage": 0.7}]}'
    _, told, _ = atlas_command(["rank", "-"], text, monkeypatch, capsys)
    others = told[told.index("Think also of") :]
    assert others.count("Think also of: ") == 2
    assert "none is ruled out by its place in this list" in " ".join(others.split())
    assert not re.search(r"\d\.\d|%", others)
    assert "Explained neither by a muscle nor by what can look like one: Inner calf (left)" in told


def test_ranking_loads_neither_django_nor_yaml() -> None:
    script = (
        "import sys; from drypoint.knowledge.atlas import rank;"
        "rank({'regions': [{'id': 'heel_left', 'coverage': 1}]});"
        "print([name for name in ('django', 'wagtail', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [["list"], ["regions"], ["show", "soleus"]])
def test_list_show_and_regions_print_json_and_text(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--json"]) == 0
    parsed: Any = json.loads(capsys.readouterr().out)
    assert parsed
    assert main(arguments) == 0
    assert capsys.readouterr().out.strip()


def test_an_unknown_muscle_is_answered_with_the_nearest_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "soleu"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Did you mean soleus" in printed.err


def test_the_region_list_names_every_segment() -> None:
    assert len({one["choir"] for one in list_regions()}) == 74


def test_the_python_way_raises_a_sentence() -> None:
    with pytest.raises(DrawingError, match="given twice"):
        rank({"regions": [HEEL, HEEL]})
