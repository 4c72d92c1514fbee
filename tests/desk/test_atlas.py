"""The atlas of the clinicians: all that the public is not told."""

from __future__ import annotations

import pytest
from django.test import Client

from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import PRECAUTIONS
from drypoint.knowledge.language import languages, sort_key
from drypoint.workspace.desk import atlas
from tests.pages import page_of


def test_every_muscle_has_a_sheet_with_every_hazard_and_what_to_do_in_both_languages() -> None:
    for muscle in load().muscles.values():
        for language in languages():
            sheet = atlas.sheet(muscle.id, language)
            assert sheet is not None
            assert [danger.what_to_do for danger in sheet.dangers] == [
                PRECAUTIONS[hazard.kind].in_(language) for hazard in muscle.hazards
            ]
            assert (sheet.depth is None) == (muscle.depth is None)
            assert {key for danger in sheet.dangers for key in danger.sources} <= set(load().sources)


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("soleus", "en", "soleus"),
        ("cetvrtasti slabinski", "hr", "quadratus_lumborum"),
        ("medjukostani", "hr", "mm_interossei_manus"),
        ("soleus no-such-place", "en", ""),
        ("vertebralna", "hr", "mm_suboccipitales"),
        ("kidney loin", "en", "quadratus_lumborum"),
    ],
)
def test_a_muscle_is_found_by_name_place_and_structure(words: str, language: str, found: str) -> None:
    ids = {row.id for row in atlas.rows(words, language)}
    assert found in ids if found else ids == set()


def test_a_clinician_reads_position_depth_hazards_and_how_sources_were_read(clinician: Client) -> None:
    muscle = load().muscles["mm_rhomboidei"]
    assert muscle.depth is not None
    page = page_of(clinician.get("/desk/atlas/mm_rhomboidei/")).main
    facts = page.facts
    assert muscle.depth.text.in_("en")[:40] in facts["Depth"]
    assert muscle.position.text.in_("en")[:30] in facts["Position"]
    assert any("never towards the chest" in what_to_do for _structure, what_to_do, _sure in page.rows)
    assert any("abstract read" in source for source in page.section("Sources").items)
    assert "not validated on patients" in facts["The chart"]


def test_a_clinician_reads_the_same_in_their_own_language() -> None:
    sheet = atlas.sheet("mm_rhomboidei", "hr")
    assert sheet is not None
    assert sheet.depth is not None
    assert sheet.position.text.startswith("Ležeći potrbuške")
    assert sheet.depth.text.startswith(
        "Ispitivanje na 59 zdravih ispitanika predlaže najviše oko 19 mm; to nije sigurna dubina"
    )
    assert "Pluća i pleura" in " ".join(danger.structure for danger in sheet.dangers)


def test_the_muscles_stand_in_the_order_of_the_alphabet() -> None:
    names = [row.name for row in atlas.rows("", "hr")]
    assert names == sorted(names, key=lambda name: sort_key(name, "hr"))
    letters = list(dict.fromkeys(name[0] for name in names))
    assert letters.index("Č") == letters.index("C") + 1 if "C" in letters else "Č" in letters
    assert letters.index("Š") > letters.index("S")


def test_the_list_names_all_and_says_so_when_nothing_fits(clinician: Client) -> None:
    assert len(page_of(clinician.get("/desk/atlas/")).main.rows) == len(load().muscles)
    nothing = page_of(clinician.get("/desk/atlas/?q=<script>")).main
    assert nothing.texts(".empty") == ["No muscle of the atlas fits these words."]
    assert nothing.rows == []
    assert page_of(clinician.get("/desk/")).section("Desk").links["Atlas"] == "/desk/atlas/"


def test_a_muscle_that_the_atlas_does_not_have_is_not_found(clinician: Client) -> None:
    assert clinician.get("/desk/atlas/wing/").status_code == 404


def test_reception_and_auditor_are_not_shown_how_to_needle(reception: Client, auditor: Client) -> None:
    for person in (reception, auditor):
        assert person.get("/desk/atlas/").status_code == 403
        assert person.get("/desk/atlas/soleus/").status_code == 403
        assert "Atlas" not in page_of(person.get("/desk/")).section("Desk").links
