"""The pages made of the evidence, and claims that go stale with it."""

from __future__ import annotations

import re
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from tests.pages import Part, page_of

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.front.page_store import STORE_HEADER, generation_in_database
from drypoint.foundation.core.models import AuditEntry
from drypoint.knowledge.evidence.answers import Answers, answers, is_pain
from drypoint.knowledge.evidence.certainty import Certainty
from drypoint.knowledge.evidence.data import load_library
from drypoint.knowledge.evidence.data.loading import files_of
from drypoint.knowledge.evidence.harms import rate_of
from drypoint.knowledge.evidence.questions import Asked, question_of
from drypoint.knowledge.evidence.readings import AlignedResult, Direction, Unit, spread_of_pain
from drypoint.knowledge.language import languages
from drypoint.public.claims import actions
from drypoint.public.claims.editions import check_own_rows, in_use
from drypoint.public.claims.models import Claim, EvidenceEdition
from drypoint.public.claims.rules import ClaimState
from drypoint.public.claims.topics import topic_choices, topic_name
from drypoint.public.claims.words import unsupported_words
from drypoint.public.library.evidence.addresses import TopicPlace, place_at, place_of_topic, places
from drypoint.public.library.evidence.harms import harms, rate_words
from drypoint.public.library.evidence.sentences import answer_sentence, direction_sentence, human_size
from drypoint.public.library.evidence.showing import Reader
from drypoint.public.library.evidence.words import printed

HEADER = (
    "id,trial,author,year,randomised,condition,arm_1,arm_2,comparator,outcome,instrument,better,time_class,"
    "n1,mean1,sd1,n2,mean2,sd2,source,how_read"
)


@cache
def known() -> Answers:
    """Return the answers of the library that comes with the program: worked out once, it takes seconds."""
    return answers(load_library())


def trial(number: int, mean: int = 30, **changed: str) -> str:
    condition = changed.get("condition", "neck")
    return (
        f"invented-{number},Invented{number},Invented,2030,yes,{condition},needling,sham needling,sham,pain,VAS 0-100,"
        f"lower,short,20,{mean},10,20,40,12,https://clinic.example/paper,full text"
    )


def table(*rows: str) -> dict[str, bytes]:
    return {"trials.csv": "\n".join([HEADER, *rows]).encode()}


def reviewed(key: str, topic: str) -> Claim:
    from drypoint.public.claims.models import ClaimSource, Source

    claim = Claim.objects.create(
        key=key, texts={"en": "A.", "hr": "B."}, certainty="low", reasons={"en": "C.", "hr": "D."},
        topic=topic,
    )  # fmt: skip
    source = Source.objects.create(key=key, citation="Invented 2030")
    ClaimSource.objects.create(claim=claim, source=source)
    claim = actions.review_claim(actor=SYSTEM, claim_id=claim.pk, on=timezone.localdate(clock.now()))
    # Nobody signs for the system; the state asks for a name.
    from drypoint.foundation.accounts.models import User

    claim.reviewer = User.objects.create_user(f"{key}@clinic.example", name="Reviewer", role=Role.CLINICIAN)
    claim.save()
    return claim


def state_of(claim: Claim) -> ClaimState:
    return Claim.objects.get(pk=claim.pk).state(timezone.localdate(clock.now()), in_use().answers)


@pytest.mark.parametrize(("language", "first"), [("en", "/en/evidence/"), ("hr", "/hr/dokazi/")])
def test_every_page_of_the_evidence_answers_and_may_be_kept(
    kept_site: None, visitor: Client, language: str, first: str
) -> None:
    library = load_library()
    found = list(dict.fromkeys([*(TopicPlace(row["condition"]) for row in library.trials), *places(known())]))
    assert len(found) > 60
    for place in found:
        response = visitor.get(f"{first}{place.path(language)}")
        assert response.status_code == 200, place
        assert STORE_HEADER in response.headers
        assert response.headers["Content-Language"] == language
        assert "Set-Cookie" not in response.headers
        text = re.sub(r"<script.*?</script>", "", response.content.decode(), flags=re.DOTALL)
        assert unsupported_words(text.partition("<main")[2].partition("</main>")[0]) == ()


def test_a_page_of_the_evidence_names_its_translation_and_itself(site: Any, visitor: Client) -> None:
    page = page_of(visitor.get("/en/evidence/low-back/pain-now/other/"))
    croatian = "/hr/dokazi/donji-dio-leda/bol-u-prvim-tjednima/druga-terapija/"
    alternates = {str(link["hreflang"]): str(link["href"]) for link in page.select("head link[hreflang]")}
    assert alternates["hr"].endswith(croatian)
    assert alternates["x-default"] == alternates["en"] == page.part("link[rel=canonical]").tags[0]["href"]
    assert croatian in page.section("Main menu").links.values()
    assert list(page.section("You are here").links.values())[-2:] == [
        "/en/evidence/low-back/",
        "/en/evidence/low-back/pain-now/",
    ]
    assert visitor.get(croatian).status_code == 200
    assert croatian in visitor.get("/sitemap.xml").content.decode()


def test_where_the_evidence_has_nothing_there_is_no_page(site: Any, visitor: Client) -> None:
    for path in ("nowhere/", "neck/nothing/", "neck/pain-now/nothing/", "neck/pain-now/other/more/"):
        assert visitor.get(f"/en/evidence/{path}").status_code == 404, path


def test_the_filter_leads_to_the_nearest_page_without_a_script(site: Any, visitor: Client) -> None:
    for asked, target in (
        ({"condition": "neck"}, "neck/"),
        ({"condition": "neck", "asked": "function", "against": "added"}, "neck/function/added/"),
        ({"condition": "neck", "asked": "function", "against": "sham"}, "neck/function/"),
        ({"condition": "hip", "asked": "pain-now"}, "hip/"),
    ):
        response = visitor.get("/en/evidence/", asked)
        assert (response.status_code, response.headers["Location"]) == (302, f"/en/evidence/{target}")
    assert visitor.get("/en/evidence/", {"condition": "<b>"}).status_code == 200


def test_every_address_leads_back_to_its_place() -> None:
    found = known()
    for language in ("en", "hr"):
        everything = list(places(found))
        paths = [place.path(language) for place in everything]
        assert len(set(paths)) == len(paths)
        for place, path in zip(everything, paths, strict=True):
            assert place_at(path.strip("/").split("/"), language, found, ()) == place
            assert place_of_topic(place.topic) == place


def test_every_topic_has_a_name_in_both_languages(db: None) -> None:
    for language in ("en", "hr"):
        with translation.override(language):
            choices = topic_choices(in_use().answers, "gone")
            assert ("gone", "gone") in choices
            assert all(name != topic for topic, name in choices if topic not in ("", "gone"))
    assert topic_name("harms/minor") == "Harm: small effects"


def test_every_cell_that_is_shown_has_a_croatian_twin() -> None:
    library = load_library()
    pools = ("comparison", "condition_reported", "outcome_reported", "time_reported", "remark", "how_read")
    trials = ("condition_reported", "outcome_reported", "instrument", "time_reported", "remark", "how_read")
    harm = ("event", "time_window", "population", "remark", "how_read")
    sorted_out = ((library.pools, pools), (library.trials, (*trials, "arm_1", "arm_2")), (library.harms, harm))
    with translation.override("hr"):
        english = {
            row[name] for rows, names in sorted_out for row in rows for name in names if printed(row[name]).language
        }
    assert english == set()


def test_802_people_never_stand_beside_the_result_of_liu_2018(site: Any, visitor: Client) -> None:
    for path in ("/en/evidence/low-back/", "/en/evidence/low-back/pain-now/", "/hr/dokazi/donji-dio-leda/"):
        assert "802" not in visitor.get(path).content.decode()
    tables = page_of(visitor.get("/en/evidence/low-back/pain-now/")).main.select("table")
    (row,) = [row for row in Part(*tables).rows if "−1.06" in row[2]]
    assert row[0].startswith("Liu")


def test_needling_that_is_mostly_acupuncture_says_so_beside_the_sentence(db: None) -> None:
    answer = known().by_key["low-back/pain-now/nothing"]
    assert any("mostly acupuncture" in note for note in Reader(in_use(), "/", "en").answer(answer).notes)


def test_every_figure_has_its_table(site: Any, visitor: Client) -> None:
    for path in ("neck/pain-now/", "shoulder/function/", "headache/pain-now/"):
        sections = page_of(visitor.get(f"/en/evidence/{path}")).main.select("section")
        with_figure = [section for section in sections if section.find("figure")]
        assert with_figure
        assert all(section.find("table") for section in with_figure)


# Harms


def test_harms_told_by_patients_and_by_therapists_stand_apart(db: None) -> None:
    library = load_library()
    known = harms(library)
    rates = {rate.id: rate for rate in library.harms}
    for tables in (known.minor, known.serious, known.acupuncture):
        for one in tables:
            assert len({(rates[row.id]["told_by"], rates[row.id]["per"]) for row in one.rows}) == 1
    needling = [row.id for one in (*known.minor, *known.serious) for row in one.rows]
    assert not any(rates[row]["modality"].startswith("acupuncture") for row in needling)


def test_every_published_rate_of_harm_is_shown(site: Any, visitor: Client) -> None:
    shown = {row["id"] for row in page_of(visitor.get("/en/evidence/harms/")).main.select("table tr[id]")}
    missing = {rate.id for rate in load_library().harms} - shown
    assert missing <= {"singapore2022-1"}  # a share of cases of pneumothorax, which says nothing of needling


def test_an_event_that_nobody_saw_is_not_never() -> None:
    rate = rate_of(load_library().find("brady2014-2"))
    assert rate is not None
    assert rate_words(rate) == "none in 7,629 treatments; it could still happen as often as about 1 in 2,100"


def test_a_rate_is_said_as_one_in_so_many_with_its_range() -> None:
    rate = rate_of(load_library().find("boyce2020-5"))
    assert rate is not None
    assert rate_words(rate) == "about 1 in 1,000 (between 1 in 1,700 and 1 in 660)"


# Living


def test_three_trials_make_a_pool_of_our_own_and_two_do_not(db: None) -> None:
    actions.load_evidence(actor=SYSTEM, files=table(trial(1), trial(2)))
    assert in_use().answers.by_key["neck/pain-now/sham"].own_pools == ()
    actions.load_evidence(actor=SYSTEM, files=table(trial(1), trial(2), trial(3)))
    answer = in_use().answers.by_key["neck/pain-now/sham"]
    assert [own.pool.k for own in answer.own_pools] == [3]
    assert answer.certainty is None


def test_a_row_of_the_practice_is_marked_on_the_page(site: Any, visitor: Client) -> None:
    assert visitor.get("/en/evidence/neck/pain-now/sham/").status_code == 404
    before = generation_in_database(0)
    actions.load_evidence(actor=SYSTEM, files=table(trial(1)))
    assert (generation_in_database(0) or 0) > (before or 0)
    page = page_of(visitor.get("/en/evidence/neck/pain-now/sham/"))
    (row,) = page.section("Trials in our table").rows
    assert row[0].startswith("Invented 2030 added here")
    assert "last loaded on" in page.section("How we judged this")


def test_a_claim_goes_stale_when_the_data_changes_its_answer_and_only_then(db: None) -> None:
    neck, knee = reviewed("on-neck", "neck"), reviewed("on-knee", "knee")
    none = reviewed("on-nothing", "")
    loaded = actions.load_evidence(actor=SYSTEM, files=table(trial(1)))
    assert "on-neck" in {claim.key for claim in loaded.claims}
    assert state_of(neck) is ClaimState.DATA_CHANGED
    assert [state_of(claim) for claim in (knee, none)] == [ClaimState.REVIEWED] * 2
    actions.load_evidence(actor=SYSTEM, files={})
    assert state_of(neck) is ClaimState.REVIEWED


def test_a_new_review_settles_a_claim_whose_data_changed(db: None) -> None:
    claim = reviewed("on-neck", "neck")
    actions.load_evidence(actor=SYSTEM, files=table(trial(1)))
    reviewer = Claim.objects.get(pk=claim.pk).reviewer
    actions.review_claim(actor=SYSTEM, claim_id=claim.pk, on=timezone.localdate(clock.now()))
    Claim.objects.filter(pk=claim.pk).update(reviewer=reviewer)
    assert state_of(claim) is ClaimState.REVIEWED


def test_a_claim_signed_before_topics_existed_keeps_its_signature(db: None) -> None:
    claim = reviewed("old", "")
    assert claim.reviewed_answer == ""
    assert state_of(claim) is ClaimState.REVIEWED


def test_every_starter_claim_points_at_something_that_exists(site: Any) -> None:
    topics = set(in_use().answers.topics())
    chosen = {claim.topic for claim in Claim.objects.exclude(topic="")}
    assert chosen
    assert chosen <= topics


def test_a_claim_on_a_page_leads_to_its_evidence(site: Any, visitor: Client) -> None:
    claims = page_of(visitor.get("/en/dry-needling/")).main.select(".claim")
    found = [url for claim in claims for words, url in Part(claim).links.items() if words == "The numbers behind this"]
    assert found
    assert all(link.startswith("/en/evidence/") for link in found)
    assert all(visitor.get(link.partition("#")[0]).status_code == 200 for link in found)


def run_command(**options: Any) -> str:
    out = StringIO()
    call_command("load_evidence", stdout=out, **options)
    return out.getvalue()


def test_the_command_shows_before_and_after_and_the_claims_to_review(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "trials.csv").write_bytes(table(trial(1), trial(2), trial(3))["trials.csv"])
    reviewed("on-neck", "neck")
    looked = run_command(dry_run=True)
    assert EvidenceEdition.objects.count() == 0
    told = run_command()
    assert looked.replace("Would load", "Loaded") == told
    assert "before: no answer." in told
    assert "after:  Nobody has graded how sure this is: people had less pain with needling than with sham" in told
    assert "Our own pool (3 trials)." in told
    assert "Claim on-neck (Neck pain) asks for a new review" in told
    assert AuditEntry.objects.filter(action="evidence.load").count() == 1
    assert run_command().startswith("Nothing changed")
    assert EvidenceEdition.objects.count() == 1


def test_a_row_that_cannot_be_used_changes_nothing(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "trials.csv").write_text("\n".join([HEADER, trial(1, condition="soul")]))
    with pytest.raises(CommandError, match="line 2: condition is “soul”") as refusal:
        run_command()
    assert refusal.value.returncode == 2
    assert EvidenceEdition.objects.count() == 0


def test_a_misnamed_file_is_not_passed_over(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "trial.csv").write_text(HEADER)
    with pytest.raises(CommandError, match=r"trial\.csv is not read"):
        run_command()


def test_no_row_of_a_page_is_sorted_into_two_questions() -> None:
    library = load_library()
    rows = [*library.pools, *library.trials]
    placed = [row.id for answer in known().by_key.values() for one in (*answer.findings, *answer.trials)
              for row in (one.pools if hasattr(one, "pools") else one.rows)]  # fmt: skip
    assert sorted(placed) == sorted(row.id for row in rows if question_of(row) is not None)


def test_the_sentence_of_an_answer_has_the_words_of_its_direction() -> None:
    library = load_library()
    for answer in answers(library).by_key.values():
        sentence = answer_sentence(answer, spread_of_pain(library))
        assert ("less pain" in sentence or "on better" in sentence) == (answer.direction == "better"), sentence
        assert sentence.startswith("No reliable difference") == (answer.direction == "no reliable difference")
        assert ("daily life" in sentence) <= (answer.question.asked is Asked.FUNCTION)


WORDS_OF_GRADES = [
    (Certainty.HIGH, "People have less pain"),
    (Certainty.MODERATE, "People probably have less pain"),
    (Certainty.LOW, "People may have less pain"),
    (Certainty.VERY_LOW, "It is very uncertain whether people have less pain"),
    (None, "Nobody has graded how sure this is"),
]


@pytest.mark.parametrize(("grade", "words"), WORDS_OF_GRADES)
def test_a_sentence_says_no_more_than_its_grade_carries(grade: Certainty | None, words: str) -> None:
    question = next(one.question for one in answers(load_library()).by_key.values() if is_pain(one.question.asked))
    said = direction_sentence(Direction.BETTER, question, grade, "by about 1 of 10 points")
    assert said.startswith(words)
    assert said.endswith("by about 1 of 10 points.")


def test_no_sentence_names_a_gain_without_its_size_and_what_people_notice() -> None:
    library = load_library()
    for answer in answers(library).by_key.values():
        for language in languages():
            with translation.override(language):
                said = answer_sentence(answer, spread_of_pain(library))
            if answer.direction in ("better", "worse"):
                noticed = ("notice", "primijet")
                assert any(word in said for word in noticed), said
                assert re.search(r"\d|amount|iznos", said), said


@pytest.mark.parametrize(
    ("points", "beside"),
    [
        ((0.49,), "by about 0.5 of 10 points (less than the 1.5 to 2.0 points that people notice)"),
        ((1.7,), "by about 1.7 of 10 points (people notice a change of about 1.5 to 2.0 points)"),
        ((2.31, 3.0), "by about 2.3 to 3.0 of 10 points (more than the 1.5 to 2.0 points that people notice)"),
        ((), "by an amount not said in points (people notice a change of about 1.5 to 2.0 of 10)"),
    ],
)
def test_a_size_stands_beside_the_smallest_change_that_people_notice(points: tuple[float, ...], beside: str) -> None:
    results = [AlignedResult(-one, -one - 0.1, -one + 0.1, Unit.POINTS, Direction.BETTER) for one in points]
    assert human_size(results, None, is_pain=True) == beside


def test_doctor_tells_of_rows_that_lie_in_the_folder_and_are_not_shown(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path

    def told() -> list[tuple[str, str]]:
        return [(finding.level, finding.hint) for finding in check_own_rows(clock.now())]

    assert told() == []
    files = table(trial(1))
    (tmp_path / "knowledge").mkdir()
    for name, content in files.items():
        (tmp_path / "knowledge" / name).write_bytes(content)
    ((level, hint),) = told()
    assert level == "warning"
    assert "drypoint manage load_evidence" in hint
    actions.load_evidence(actor=SYSTEM, files=files_of(tmp_path / "knowledge"))
    assert [level for level, _hint in told()] == ["ok"]
