"""What a printed result says, read from its interval: by tables and by properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.knowledge.evidence.answers import answers, changes, joint, lowest
from drypoint.knowledge.evidence.certainty import Certainty
from drypoint.knowledge.evidence.data import PublishedPool, load_library
from drypoint.knowledge.evidence.data.schema import POOLS
from drypoint.knowledge.evidence.questions import Against, Asked, question_of
from drypoint.knowledge.evidence.readings import (
    Direction,
    Unit,
    in_points,
    published_certainty,
    reading_of_pool,
    reading_of_trial,
    spread_of_pain,
)

limits = st.floats(-9, 9, allow_nan=False).map(lambda value: round(value, 2))


def pool(**cells):
    given_cells = {"id": "invented-1", "condition": "neck", "outcome": "pain", "measure": "MD"}
    given_cells |= {"measure_reported": "MD (0-10)", "direction": "negative favours DN"}
    return PublishedPool({name: str(cells.get(name, given_cells.get(name, ""))) for name in POOLS}, "added here")


@given(limits, limits, st.sampled_from(["negative favours DN", "positive favours DN"]))
def test_a_direction_is_said_only_where_the_whole_interval_lies_on_one_side(one, other, direction):
    low, high = sorted((one, other))
    reading = reading_of_pool(pool(estimate=(low + high) / 2, ci_low=low, ci_high=high, direction=direction))
    if low <= 0 <= high:
        assert reading.direction is Direction.NO_DIFFERENCE
    else:
        good = (high < 0) == direction.startswith("negative")
        assert reading.direction is (Direction.BETTER if good else Direction.WORSE)
    assert reading.low <= reading.high
    assert reading.low - 1e-9 <= reading.effect <= reading.high + 1e-9


@given(limits, limits)
def test_turning_the_sign_of_a_result_and_of_its_meaning_changes_nothing(one, other):
    low, high = sorted((one, other))
    printed = reading_of_pool(pool(estimate=low, ci_low=low, ci_high=high))
    turned = reading_of_pool(pool(estimate=-low, ci_low=-high, ci_high=-low, direction="positive favours DN"))
    assert printed == turned


@pytest.mark.parametrize(
    ("record", "direction"),
    [
        ("liu2018-1", Direction.BETTER),
        ("liu2015-3", Direction.WORSE),
        ("yang2024-4", Direction.NO_DIFFERENCE),
        ("yu2023-3", Direction.UNKNOWN),
        ("he2017-2", Direction.NO_DIFFERENCE),
        ("he2017-3", Direction.NO_DIFFERENCE),
        ("navarro-santana2020-5", Direction.BETTER),
        ("wang2024-3", Direction.BETTER),
        ("s12998-023-00489-x-1", Direction.NO_DIFFERENCE),
    ],
)
def test_published_results_are_read_as_their_signs_are_explained(record, direction):
    assert reading_of_pool(load_library().find(record)).direction is direction


def test_without_the_meaning_of_the_sign_nothing_is_said():
    assert reading_of_pool(pool(ci_low=-2, ci_high=-1, direction="")).direction is Direction.UNKNOWN


@pytest.mark.parametrize(
    ("words", "scheme", "grade"),
    [
        ("low or very low", "GRADE", Certainty.VERY_LOW),
        ("low to moderate", "GRADE", Certainty.LOW),
        ("moderate", "GRADE", Certainty.MODERATE),
        ("high", "GRADE", Certainty.HIGH),
        ("moderate", "authors", None),
        ("", "", None),
    ],
)
def test_a_grade_is_the_lower_end_of_what_the_review_gave(words, scheme, grade):
    assert published_certainty(pool(certainty=words, certainty_scheme=scheme)) is grade


@given(st.lists(st.sampled_from([*Certainty, None]), min_size=1))
def test_an_answer_is_never_graded_higher_than_any_result_in_it(grades):
    found = lowest(grades)
    assert (found is None) == (None in grades)
    if found is not None:
        assert list(Certainty).index(found) == max(list(Certainty).index(grade) for grade in grades)


@given(st.lists(st.sampled_from(list(Direction))))
def test_results_agree_only_if_all_that_say_something_say_the_same(directions):
    said = set(directions) - {Direction.UNKNOWN}
    assert (joint(directions) in said) == (len(said) == 1 or Direction.DISAGREE in said)


def test_a_scale_of_0_to_100_becomes_points_of_10():
    reading = reading_of_trial(load_library().find("Cotchett2014-1"))
    assert reading.unit is Unit.POINTS
    assert [reading.effect, reading.low, reading.high] == pytest.approx([-1.44, -2.35, -0.52])


def test_a_scale_that_is_not_stated_becomes_no_points():
    assert reading_of_pool(load_library().find("wang2024-1")).unit is Unit.PRINTED


def test_standard_deviations_become_points_only_by_a_stated_spread_and_within_the_scale():
    library = load_library()
    spread = spread_of_pain(library)
    assert (spread.points, spread.trials) == (2.0, 4)
    assert in_points(reading_of_pool(library.find("liu2018-1")), spread).effect == pytest.approx(-2.12)
    wide = pool(measure="SMD", measure_reported="SMD", estimate=0, ci_low=-6, ci_high=6)
    assert in_points(reading_of_pool(wide), spread) is None


def test_needling_in_both_groups_answers_no_question_about_needling():
    library = load_library()
    assert question_of(library.find("liu2018-3")) is None
    found = question_of(library.find("navarro-santana2020-3"))
    assert (found.condition, found.asked, found.against) == ("neck", Asked.PAIN_NOW, Against.OTHER)


def test_a_new_remark_changes_no_answer_and_a_new_number_does():
    shipped = load_library()
    header = "id,review,year,condition,comparator,outcome,time_class,measure,estimate,ci_low,ci_high,direction,remark"
    row = "invented-1,Invented,2030,neck,sham,pain,short,MD,-1,-2,-0.5,negative favours DN,"
    first = answers(load_library({"published_pools.csv": f"{header}\n{row}".encode()}))
    again = answers(load_library({"published_pools.csv": f"{header}\n{row}Read anew.".encode()}))
    other = answers(load_library({"published_pools.csv": f"{header}\n{row.replace('-0.5', '-0.6')}".encode()}))
    assert changes(first, again) == []
    assert [change.key for change in changes(first, other)] == ["neck/pain-now/sham"]
    assert [change.before for change in changes(answers(shipped), first)] == [None]
    assert first.fingerprint("neck") != other.fingerprint("neck")
    assert first.fingerprint("knee") == other.fingerprint("knee")
