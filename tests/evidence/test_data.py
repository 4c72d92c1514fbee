from dataclasses import replace

import pytest

from drypoint.knowledge.evidence.data import load_library
from drypoint.knowledge.evidence.data.loading import TrialResult
from drypoint.knowledge.evidence.data.plausibility import anomalies, p_agrees
from drypoint.knowledge.evidence.data.schema import TRIALS
from drypoint.knowledge.evidence.errors import EvidenceError, TableError
from drypoint.knowledge.evidence.own_pools import OwnPool, TooFew, moves, own_pools


@pytest.fixture(scope="module")
def library():
    return load_library()


def trial(number, **cells):
    given = {
        "id": f"invented-{number}",
        "trial": f"Invented {number}",
        "randomised": "yes",
        "condition": "neck",
        "arm_1": "needling",
        "arm_2": "sham needling",
        "comparator": "sham",
        "outcome": "pain",
        "instrument": "VAS 0-100",
        "better": "lower",
        "time_class": "short",
        "n1": "20",
        "mean1": "30",
        "sd1": "10",
        "n2": "20",
        "mean2": "40",
        "sd2": "12",
    }
    return TrialResult({name: cells.get(name, given.get(name, "")) for name in TRIALS}, "added here")


def test_everything_that_was_read_is_there(library):
    assert (len(library.trials), len(library.pools), len(library.harms)) == (97, 69, 68)
    assert all(record.origin == "shipped" for record in (*library.trials, *library.pools, *library.harms))


def test_every_published_number_names_its_source_and_how_it_was_read(library):
    assert all(record["how_read"] for record in (*library.trials, *library.pools, *library.harms))
    assert all(pool["source"] for pool in library.pools)
    assert all(rate["citation"] for rate in library.harms)


def test_liu_2018_is_quoted_as_published_without_802_people_in_the_pool(library):
    pool = library.find("liu2018-1")
    assert [pool.number(name) for name in ("estimate", "ci_low", "ci_high")] == [-1.06, -1.77, -0.36]
    assert (pool["k"], pool["n"], pool["review_k"], pool["review_n"]) == ("", "", "11", "802")
    disability = library.find("liu2018-2")
    assert [disability.number(name) for name in ("estimate", "ci_low", "ci_high")] == [-0.76, -1.46, -0.06]


def test_the_rows_that_look_wrong_are_reported(library):
    found = {(one.id, one.kind) for one in anomalies(library)}
    assert found == {
        ("yang2024-2", "p"),
        ("SanchezRomero2020-1", "off centre"),
        ("SAPS_JOSPT2026-2", "off centre"),
        ("Dunning2018_knee-2", "p"),
        ("Mayoral2013-3", "p"),
        ("Mayoral2013-4", "p"),
    }


def test_rates_per_patient_and_per_treatment_are_told_apart(library):
    rates = [rate for rate in library.harms if rate["study"] == "baumler2021"]
    assert {rate["per"] for rate in rates} == {"patients", "treatments"}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"effect_type": "MD", "effect": "5", "ci_low": "-1", "ci_high": "1"}, "outside"),
        ({"effect_type": "MD", "effect": "0.5", "ci_low": "-1.00", "ci_high": "1.20"}, "off centre"),
        ({"effect_type": "MD", "effect": "0.1", "ci_low": "1", "ci_high": "-1"}, "outside"),
        ({"effect_type": "OR", "effect": "2", "ci_low": "0", "ci_high": "4"}, "outside"),
        ({"effect_type": "MD", "effect": "2.0", "ci_low": "1.0", "ci_high": "3.0", "p": "0.4"}, "p"),
        ({"sd1": "1.5", "sd2": "1.6"}, "spread"),
        ({"n_randomised": "30"}, "size"),
        ({"events1": "25"}, "events"),
    ],
)
def test_what_cannot_be_right_is_found(library, cells, kind):
    found = anomalies(replace(library, trials=(*library.trials, trial(1, **cells))))
    assert kind in {one.kind for one in found if one.id == "invented-1"}


def test_a_trial_whose_size_changes_between_rows_is_found(library):
    rows = (trial(1), trial(2, trial="Invented 1", n1="22"))
    assert [one.kind for one in anomalies(replace(library, trials=rows, pools=()))] == ["size"]


def test_a_sound_row_is_not_reported(library):
    assert anomalies(replace(library, trials=(trial(1, p="0.007"),), pools=())) == []


@pytest.mark.parametrize(
    ("printed", "implied", "agrees"),
    [
        ("0.03", 0.028, True),
        ("0.004", 0.0004, False),
        ("<0.001", 1e-9, True),
        ("<0.001", 0.02, False),
        ("0.92", 0.96, True),
        ("0.805", 0.14, False),
        ("0.000", 1e-7, True),
    ],
)
def test_a_printed_p_is_compared_with_what_the_interval_implies(printed, implied, agrees):
    assert p_agrees(printed, implied) is agrees


def test_today_no_topic_has_three_comparable_trials(library):
    found = own_pools(library.trials)
    assert found
    assert all(isinstance(one, TooFew) for one in found)
    assert "Too few trials" in found[0].sentence


def test_three_trials_of_one_topic_make_a_pool_in_points():
    found = own_pools([trial(1), trial(2, mean1="35"), trial(3, instrument="NPRS 0-10", mean1="3", mean2="4")])
    assert len(found) == 1
    assert isinstance(found[0], OwnPool)
    assert found[0].scale == "points on the 0–10 scale"
    assert found[0].contributions[0].effect == pytest.approx(-1.0)
    assert found[0].pool.k == 3


@pytest.mark.parametrize(
    "other",
    [{"condition": "knee"}, {"comparator": "add-on"}, {"outcome": "function"}, {"time_class": "long"}],
)
def test_trials_of_different_topics_are_never_pooled(other):
    assert all(isinstance(one, TooFew) for one in own_pools([trial(1), trial(2), trial(3, **other)]))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"randomised": "no"}, "not randomised"),
        ({"sd1": ""}, "no effect with its spread"),
        ({"better": ""}, "direction"),
        ({"instrument": "grip strength"}, "measured in"),
    ],
)
def test_a_trial_that_cannot_be_used_is_left_out_with_its_reason(cells, reason):
    found = own_pools([trial(1), trial(2), trial(3, **cells)])[0]
    assert isinstance(found, TooFew)
    assert [reason in one.reason for one in found.left_out] == [True]


def test_baseline_values_and_unclear_times_are_never_pooled():
    assert own_pools([trial(1, time_class="baseline"), trial(2, time_class="unclear"), trial(3, time_class="")]) == []


def test_a_scale_on_which_higher_is_better_is_turned_round():
    found = own_pools([trial(1, better="higher")])[0]
    assert found.contributions[0].effect == pytest.approx(1.0)


HEADER = "id,trial,randomised,condition,arm_1,arm_2,comparator,outcome"


def test_rows_of_a_practice_are_marked_as_added_or_changed_here(tmp_path):
    rows = ["ours-1,Ours,yes,neck,needling,sham,sham,pain", "Griswold2019-1,Griswold2019,yes,low back,a,b,active,pain"]
    (tmp_path / "trials.csv").write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    library = load_library(tmp_path)
    assert library.find("ours-1").origin == "added here"
    assert library.find("Griswold2019-1").origin == "changed here"
    assert len(library.trials) == 98
    assert load_library().find("Griswold2019-1").origin == "shipped"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,Ours,yes,nose,a,b,sham,pain", "line 2: condition is “nose”"),
        (",Ours,yes,neck,a,b,sham,pain", "line 2: id is blank"),
        ("x,Ours,maybe,neck,a,b,sham,pain", "randomised is “maybe”"),
    ],
)
def test_a_row_that_the_schema_does_not_allow_is_refused_by_line(tmp_path, row, words):
    (tmp_path / "trials.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(TableError, match=words):
        load_library(tmp_path)


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("year", "12", "no year"),
        ("n1", "2.5", "no whole number"),
        ("mean1", "x", "no number"),
        ("sd1", "0", "not above 0"),
        ("p", "1.5", "no p value"),
        ("source", "book", "no link"),
        ("colour", "red", "unknown columns"),
    ],
)
def test_each_kind_of_cell_is_checked(tmp_path, column, cell, words):
    row = f"x,Ours,yes,neck,a,b,sham,pain,{cell}"
    (tmp_path / "trials.csv").write_text(f"{HEADER},{column}\n{row}\n", encoding="utf-8")
    with pytest.raises(TableError, match=words):
        load_library(tmp_path)


def test_an_id_that_is_there_twice_is_refused(tmp_path):
    row = "x,Ours,yes,neck,a,b,sham,pain"
    (tmp_path / "trials.csv").write_text(f"{HEADER}\n{row}\n{row}\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="there twice"):
        load_library(tmp_path)


def test_a_new_trial_shows_what_it_moves():
    before = [trial(1), trial(2)]
    found = moves(before, [*before, trial(3)])
    assert len(found) == 1
    assert isinstance(found[0].before, TooFew)
    assert isinstance(found[0].after, OwnPool)
    assert moves(before, before) == []


def test_a_topic_that_is_new_or_gone_is_a_move_too():
    knee = trial(9, condition="knee")
    assert moves([], [knee])[0].before is None
    assert moves([knee], [])[0].after is None
