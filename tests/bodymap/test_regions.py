"""Regions, CHOIR segments and their traps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.knowledge.bodymap import keys, of_segment, regions
from drypoint.knowledge.bodymap.choir import (
    SEGMENTS,
    ZONES,
    SegmentError,
    canonical,
    female_front,
    from_redcap,
    to_redcap,
)
from drypoint.knowledge.bodymap.outlines import figure
from drypoint.knowledge.language import languages

segments = st.sampled_from(sorted(SEGMENTS))


def test_there_are_74_segments_and_each_has_fine_regions() -> None:
    assert len(SEGMENTS) == 74
    assert len(ZONES) == 37
    assert {region for code in SEGMENTS for region in of_segment(code)} == set(regions())


def test_every_region_is_named_in_both_languages_and_has_its_mirror() -> None:
    for one in regions().values():
        assert one.name.missing(languages()) == ()
        assert one.anatomical
        mirror = regions()[one.mirror]
        assert (mirror.mirror, mirror.key, mirror.zone) == (one.id, one.key, one.zone)
        assert mirror.side != one.side


def test_names_are_unique() -> None:
    places = [regions()[f"{key}_left"] for key in keys()]
    for language in languages():
        assert len({place.name.in_(language) for place in places}) == len(places)
    assert len({place.anatomical for place in places}) == len(places)


def test_the_sides_of_the_segments_are_frozen() -> None:
    """The package does not say which side is which; on the front, the viewer's left is read as the patient's right."""
    assert regions()["temple_right"].choir == 103
    assert regions()["temple_left"].choir == 104
    assert regions()["shoulder_front_right"].choir == 107
    assert regions()["shoulder_front_left"].choir == 110
    assert regions()["heel_right"].choir == 238
    assert regions()["heel_left"].choir == 237
    assert regions()["hand_back_left"].choir == 227


@pytest.mark.parametrize(
    ("female", "male"), [(112, 116), (113, 117), (114, 112), (115, 113), (116, 114), (117, 115), (118, 118), (101, 101)]
)
def test_the_female_front_is_numbered_differently(female: int, male: int) -> None:
    assert canonical(female, "female_front") == male
    assert female_front(male) == female
    assert canonical(female) == female


@given(segments)
def test_conversions_come_back(code: int) -> None:
    assert from_redcap(to_redcap(code)) == code
    assert canonical(female_front(code), "female_front") == code


@pytest.mark.parametrize("text", ["f00", "f37", "b39", "x01", "f1", "F01", "f²1", ""])
def test_a_wrong_letter_code_is_refused(text: str) -> None:
    with pytest.raises(SegmentError):
        from_redcap(text)


@pytest.mark.parametrize("code", [0, 100, 137, 200, 239, -1])
def test_a_wrong_segment_is_refused(code: int) -> None:
    with pytest.raises(SegmentError, match="no CHOIR segment"):
        of_segment(code)


def test_every_region_is_drawn_in_the_views_that_the_table_says() -> None:
    for sex in ("female", "male", "neutral"):
        for name, view in figure(sex).items():
            drawn, _, side = name.partition("_")
            wanted = {one.id for one in regions().values() if drawn in one.views and side in ("", one.side)}
            assert set(view.rings) == wanted, (sex, name)
