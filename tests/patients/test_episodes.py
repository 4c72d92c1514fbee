"""What a patient is treated for: problems, the referrals they came with, and what hangs on them."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from drypoint.care.booking.models import Appointment
from drypoint.care.intake import actions as intake
from drypoint.care.intake import queries as intake_queries
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients.actions import (
    ChangedMeanwhileError,
    Particulars,
    add_person,
    erase_person,
    export_person,
)
from drypoint.foundation.patients.episodes import actions, presenters, queries
from drypoint.foundation.patients.episodes.actions import (
    EpisodeFacts,
    NoSessionLeftError,
    NoSuchStepError,
    ReferralFacts,
)
from drypoint.foundation.patients.holdings import holdings
from drypoint.foundation.patients.merging import merge_people, undo_merge
from drypoint.foundation.patients.models import Episode, Person, Referral
from drypoint.foundation.patients.rules import ReferralStanding, standing_of
from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.bodymap.sheet import Tick
from tests.accounts.people import full_client, member
from tests.booking.conftest import a_schedule
from tests.pages import page_of
from tests.patients.people import a_referral, an_episode

TODAY = date(2026, 5, 4)
SHOULDER, KNEE = Tick("shoulder_front_left", 5), Tick("heel_left", 5)


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"])


@pytest.fixture
def clara() -> User:
    return member(Role.CLINICIAN, "Clara")


@pytest.fixture
def clinician(clara: User) -> Client:
    return full_client(clara)


@pytest.fixture
def actor(clara: User) -> Actor:
    return actor_of_user(clara)


@pytest.fixture
def vera() -> Person:
    return add_person(actor=SYSTEM, particulars=Particulars(name="Vera Primjer", birth_year=1980))


def drawn(actor: Actor, person: Person, tick: Tick, episode: Episode | None = None) -> PainDrawing:
    sheet = intake.open_drawing(
        actor=actor, person_id=person.pk, hand="together", episode_id=episode.pk if episode else None
    )
    contents = intake.SheetContents("neutral", (), (tick,))
    return intake.hand_in(actor=actor, drawing_id=sheet.pk, sheet=contents, expected_revision=0, save_key=f"{sheet.pk}")


# ---- The referral


@pytest.mark.parametrize(
    ("allowed", "used", "days_left", "standing"),
    [
        (None, 40, None, ReferralStanding.FINE),
        (6, 0, None, ReferralStanding.FINE),
        (6, 3, None, ReferralStanding.FINE),
        (6, 4, None, ReferralStanding.LAST_BUT_ONE),
        (6, 5, None, ReferralStanding.LAST),
        (6, 6, None, ReferralStanding.USED_UP),
        (1, 0, None, ReferralStanding.LAST),
        (6, 0, 14, ReferralStanding.FINE),
        (6, 0, 13, ReferralStanding.ENDS_SOON),
        (None, 9, 0, ReferralStanding.ENDS_SOON),
        (6, 4, 0, ReferralStanding.LAST_BUT_ONE),
        (6, 6, 0, ReferralStanding.USED_UP),
        (6, 0, -1, ReferralStanding.ENDED),
        (6, 6, -1, ReferralStanding.ENDED),
    ],
)
def test_a_referral_warns_from_the_last_session_but_one_and_before_its_last_day(
    allowed: int | None, used: int, days_left: int | None, standing: ReferralStanding
) -> None:
    until = None if days_left is None else TODAY + timedelta(days=days_left)
    assert standing_of(allowed, used, until, TODAY) is standing


def test_every_standing_but_fine_is_told_and_each_in_other_words() -> None:
    for language in ("en", "hr"):
        with override(language):
            told = {one: str(presenters._WORDS[one]) for one in ReferralStanding}
        assert [one for one, words in told.items() if not words] == [ReferralStanding.FINE]
        assert len(set(told.values())) == len(ReferralStanding)


def test_a_double_click_counts_one_session_and_no_more_are_counted_than_allowed(actor: Actor) -> None:
    referral = a_referral(sessions_allowed=2)
    actions.count_session(actor=actor, referral_id=referral.pk, expected_version=1)
    with pytest.raises(ChangedMeanwhileError):
        actions.count_session(actor=actor, referral_id=referral.pk, expected_version=1)
    actions.count_session(actor=actor, referral_id=referral.pk, expected_version=2)
    with pytest.raises(NoSessionLeftError):
        actions.count_session(actor=actor, referral_id=referral.pk, expected_version=3)
    for version in (3, 4):
        actions.count_session(actor=actor, referral_id=referral.pk, expected_version=version, is_taken_back=True)
    with pytest.raises(NoSessionLeftError):
        actions.count_session(actor=actor, referral_id=referral.pk, expected_version=5, is_taken_back=True)
    assert Referral.objects.get().sessions_used == 0


def test_where_none_are_counted_as_allowed_any_number_can_be_used(actor: Actor) -> None:
    referral = a_referral(sessions_allowed=None, sessions_used=99)
    assert actions.count_session(actor=actor, referral_id=referral.pk, expected_version=1).sessions_used == 100


def test_the_database_itself_refuses_more_sessions_than_allowed() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_referral(sessions_allowed=2, sessions_used=3)


def test_reception_reads_at_the_head_which_referral_runs_out_and_nothing_of_the_illness(vera: Person) -> None:
    episode = an_episode(vera.pk, problem="Secret shoulder")
    a_referral(episode=episode, number="OLD-1", sessions_used=6)
    a_referral(episode=episode, number="UPUT-7", diagnosis="M75", sessions_used=4)
    over = an_episode(vera.pk, state="finished", ended_at=clock.now())
    a_referral(episode=over, number="OVER-2", sessions_used=6)
    page = full_client(member(Role.RECEPTION, "Rita")).get(f"/desk/patients/{vera.pk}/")
    assert page_of(page).main.part(".panel.warning").text == (
        "Referral UPUT-7: two sessions are left: the next is the last but one."
    )
    for word in ("Secret", "M75", "OLD-1", "OVER-2"):
        assert word not in page.content.decode()
    assert not page_of(page).main.has_section("Problems")


def test_a_referral_with_sessions_enough_is_not_spoken_of(vera: Person) -> None:
    a_referral(episode=an_episode(vera.pk))
    assert presenters.referrals_that_run_out(queries.referrals_of(vera), timezone.localdate(clock.now())) is None


# ---- The problem


def test_a_problem_is_opened_changed_put_on_hold_and_ended_on_the_desk(
    clinician: Client, clara: User, vera: Person
) -> None:
    started = clinician.post(
        f"/desk/patients/{vera.pk}/problems/new/",
        {"problem": "Shoulder", "side": "left", "since_year": "2025", "since_month": "3", "goal": "Swim.",
         "responsible": clara.pk},
    )  # fmt: skip
    episode = Episode.objects.get()
    address = f"/desk/problems/{episode.pk}/"
    assert started["Location"] == address
    facts = page_of(clinician.get(address)).main.facts
    assert facts["State"] == "being treated"
    assert (facts["Since"], facts["Responsible"], facts["Goal"]) == ("March 2025", "Clara", "Swim.")
    form = page_of(clinician.get(f"{address}change/"))
    assert form.part("[name=since_year]").tags[0]["value"] == "2025"
    changed = {"problem": "Shoulder and neck", "expected_version": "1"}
    assert clinician.post(f"{address}change/", changed).status_code == 302
    stale = clinician.post(f"{address}change/", {**changed, "problem": "Lost?"})
    assert stale.status_code == 409
    assert page_of(stale).part("[name=problem]").tags[0]["value"] == "Lost?"
    assert clinician.post(f"{address}change/", {"problem": "Kept", "expected_version": "2"}).status_code == 302
    for version, state in ((3, "onhold"), (4, "finished")):
        clinician.post(f"{address}state/", {"state": state, "version": str(version)})
    episode.refresh_from_db()
    assert (episode.problem, episode.state, episode.ended_at is not None) == ("Kept", "finished", True)
    assert page_of(clinician.get(address)).main.buttons == ["Take it up again"]
    clinician.post(f"{address}state/", {"state": "active", "version": "5"})
    assert Episode.objects.get().ended_at is None
    listed = page_of(clinician.get(f"/desk/patients/{vera.pk}/")).section("Problems")
    assert address in listed.links.values()


def test_a_second_click_on_a_step_changes_nothing_and_an_old_page_is_told(actor: Actor) -> None:
    episode = an_episode()
    for _click in range(2):
        actions.set_state(actor=actor, episode_id=episode.pk, state="finished", expected_version=1)
    assert AuditEntry.objects.filter(action="episode.state").count() == 1
    with pytest.raises(ChangedMeanwhileError):
        actions.set_state(actor=actor, episode_id=episode.pk, state="onhold", expected_version=1)
    with pytest.raises(NoSuchStepError):
        actions.set_state(actor=actor, episode_id=episode.pk, state="onhold", expected_version=2)
    with pytest.raises(NoSuchStepError):
        actions.set_state(actor=actor, episode_id=episode.pk, state="", expected_version=2)


@pytest.mark.parametrize("state", Episode.State.values)
def test_every_state_leads_on_and_to_states_alone(state: str) -> None:
    assert set(actions.LEADS_TO[state]) <= set(Episode.State.values) - {state}
    assert actions.LEADS_TO[state]


def test_the_database_holds_the_end_to_the_state() -> None:
    for fields in ({"state": "finished"}, {"ended_at": clock.now()}, {"since_month": 3}, {"since_month": 13}):
        if fields.get("since_month") == 13:
            fields["since_year"] = 2020
        with pytest.raises(IntegrityError), transaction.atomic():
            an_episode(**fields)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"problem": ""}, "problem", "Please write what the problem is."),
        ({"since_year": "1979"}, "since_year", "This is before the patient was born."),
        ({"since_year": "99"}, "since_year", "Please write the year in four digits, such as 2024."),
        ({"since_month": "3"}, "since_year", "Please write the year of this month too."),
        ({"since_year": "{year}", "since_month": "12"}, "since_month", "This month has not come yet."),
        (
            {"responsible": "999999"},
            "responsible",
            "Select a valid choice. 999999 is not one of the available choices.",
        ),
    ],
)
def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(
    clinician: Client, vera: Person, typed: dict[str, str], field: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now().replace(month=6, day=1)
    monkeypatch.setattr(clock, "now", lambda: now)
    values = {"problem": "Shoulder", **{name: value.format(year=now.year) for name, value in typed.items()}}
    answer = clinician.post(f"/desk/patients/{vera.pk}/problems/new/", values)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [said]}
    assert not Episode.objects.exists()


def test_reception_may_not_be_responsible_for_a_problem(actor: Actor, vera: Person) -> None:
    for user in (member(Role.RECEPTION, "Rita"), member(Role.CLINICIAN, "Gone", is_active=False)):
        with pytest.raises(ValueError, match="responsible"):
            actions.open_episode(actor=actor, person_id=vera.pk, facts=EpisodeFacts("Knee", responsible_id=user.pk))
        episode = an_episode(vera.pk)
        facts = EpisodeFacts("Knee", responsible_id=user.pk)
        with pytest.raises(ValueError, match="responsible"):
            actions.change_episode(actor=actor, episode_id=episode.pk, facts=facts, expected_version=1)


def test_whoever_was_responsible_and_left_stays_so_until_somebody_changes_it(
    clinician: Client, clara: User, vera: Person
) -> None:
    gone = member(Role.CLINICIAN, "Gone")
    episode = an_episode(vera.pk, responsible=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    changed = {"problem": "Knee", "responsible": gone.pk, "expected_version": "1"}
    assert clinician.post(f"/desk/problems/{episode.pk}/change/", changed).status_code == 302
    assert Episode.objects.get().responsible == gone


def test_a_referral_is_noted_corrected_and_counted_on_the_desk(clinician: Client, vera: Person) -> None:
    address = f"/desk/problems/{an_episode(vera.pk).pk}/"
    noted = {"number": "UPUT-1", "diagnosis": "M75", "sessions_allowed": "6", "valid_until": "2099-01-31"}
    for wrong in ({}, {"sessions_allowed": "2", "sessions_used": "3"}):
        assert clinician.post(f"{address}referrals/new/", wrong).status_code == 422
    assert clinician.post(f"{address}referrals/new/", noted)["Location"] == address
    referral = Referral.objects.get()
    clinician.post(f"/desk/referrals/{referral.pk}/count/", {"do": "count", "version": "1"})
    assert page_of(clinician.get(address)).section("Referral").facts["Sessions used"] == "1 of 6 sessions"
    again = clinician.post(f"/desk/referrals/{referral.pk}/count/", {"do": "count", "version": "1"}, follow=True)
    assert "it was counted meanwhile" in again.content.decode()
    clinician.post(f"/desk/referrals/{referral.pk}/count/", {"do": "back", "version": "2"})
    corrected = {**noted, "sessions_used": "5", "expected_version": "3"}
    assert clinician.post(f"/desk/referrals/{referral.pk}/change/", corrected).status_code == 302
    stale = clinician.post(f"/desk/referrals/{referral.pk}/change/", {**corrected, "payer": "Kept?"})
    assert stale.status_code == 409
    assert page_of(stale).part("[name=payer]").tags[0]["value"] == "Kept?"
    assert "one session is left" in page_of(clinician.get(address)).section("Referral").text
    clinician.post(f"{address}referrals/new/", {"number": "UPUT-2"})
    page = page_of(clinician.get(address)).section("Referral")
    assert page.facts["Number of the referral"] != ""
    assert "one session is left" not in page.text


# ---- What hangs on it


def test_a_new_drawing_hangs_on_the_only_problem_that_goes_on(actor: Actor, vera: Person) -> None:
    assert drawn(actor, vera, SHOULDER).episode is None
    an_episode(vera.pk, state="finished", ended_at=clock.now())
    only = an_episode(vera.pk)
    assert drawn(actor, vera, SHOULDER).episode == only
    other = an_episode(vera.pk, problem="Knee")
    assert drawn(actor, vera, SHOULDER).episode is None
    assert drawn(actor, vera, SHOULDER, other).episode == other


def test_a_drawing_hangs_on_no_problem_of_somebody_else(actor: Actor, clinician: Client, vera: Person) -> None:
    theirs, drawing = an_episode(), drawn(actor, vera, SHOULDER)
    with pytest.raises(Episode.DoesNotExist):
        drawn(actor, vera, SHOULDER, theirs)
    with pytest.raises(Episode.DoesNotExist):
        intake.set_episode(actor=actor, drawing_id=drawing.pk, episode_id=theirs.pk)
    for number in (theirs.pk, "9" * 30, "x"):
        for address in (f"/desk/drawings/{drawing.pk}/problem/", f"/desk/patients/{vera.pk}/drawings/together/"):
            assert clinician.post(address, {"episode": number}).status_code == 404
    assert not PainDrawing.objects.filter(episode__isnull=False).exists()


def test_a_clinician_says_which_problem_a_drawing_tells_of(actor: Actor, clinician: Client, vera: Person) -> None:
    drawing = drawn(actor, vera, SHOULDER)
    shoulder, knee = an_episode(vera.pk), an_episode(vera.pk, problem="Knee")
    page = page_of(clinician.get(f"/desk/drawings/{drawing.pk}/"))
    assert [tag["value"] for tag in page.select("#problem option")][1:] == [str(knee.pk), str(shoulder.pk)]
    clinician.post(f"/desk/drawings/{drawing.pk}/problem/", {"episode": shoulder.pk})
    assert page_of(clinician.get(f"/desk/drawings/{drawing.pk}/")).links["Shoulder"] == f"/desk/problems/{shoulder.pk}/"
    happened = page_of(clinician.get(f"/desk/problems/{shoulder.pk}/")).section("What happened")
    assert f"/desk/drawings/{drawing.pk}/" in happened.links.values()
    clinician.post(f"/desk/drawings/{drawing.pk}/problem/", {"episode": ""})
    assert PainDrawing.objects.get().episode is None


def test_a_drawing_is_compared_within_its_problem_even_where_the_pain_has_moved(actor: Actor, vera: Person) -> None:
    shoulder, knee = an_episode(vera.pk), an_episode(vera.pk, problem="Knee")
    first = drawn(actor, vera, SHOULDER, shoulder)
    other = drawn(actor, vera, KNEE, knee)
    moved = drawn(actor, vera, KNEE, shoulder)
    assert intake_queries.before(moved, actor) == first
    assert intake_queries.before(other, actor) is None


def test_drawings_of_a_problem_that_nobody_named_are_compared_by_where_they_lie(actor: Actor, vera: Person) -> None:
    old = an_episode(vera.pk, problem="")
    shoulder, knee = drawn(actor, vera, SHOULDER, old), drawn(actor, vera, KNEE, old)
    again = drawn(actor, vera, SHOULDER, old)
    assert intake_queries.before(knee, actor) is None
    assert intake_queries.before(again, actor) == shoulder


def test_old_drawings_get_one_problem_each_person(actor: Actor, vera: Person) -> None:
    other = add_person(actor=SYSTEM, particulars=Particulars(name="Petar Novak"))
    ids = [drawn(actor, person, SHOULDER).pk for person in (vera, other, vera)]
    named = drawn(actor, vera, SHOULDER, an_episode(vera.pk, problem="Named"))
    import_module("drypoint.care.intake.migrations.0003_old_drawings_hang_on_one").one_problem_each(apps, None)
    found = [PainDrawing.objects.get(pk=pk) for pk in ids]
    assert found[0].episode == found[2].episode != found[1].episode
    assert [one.episode.person for one in found if one.episode] == [vera, other, vera]
    assert found[0].episode is not None
    assert (found[0].episode.problem, found[0].episode.made_at) == ("", found[0].made_at)
    assert PainDrawing.objects.get(pk=named.pk).episode == named.episode
    assert Episode.objects.count() == 3


def test_an_appointment_that_is_booked_from_a_problem_carries_it(clinician: Client, actor: Actor, vera: Person) -> None:
    service = a_schedule()
    episode = an_episode(vera.pk)
    offered = page_of(clinician.get(f"/desk/problems/{episode.pk}/")).main.links["Book for this problem"]
    assert offered == f"/desk/patients/{vera.pk}/book/?problem={episode.pk}"
    times = page_of(clinician.get(f"{offered}&service={service.pk}"))
    when = times.select("[name=when]")[0]["value"]
    clinician.post(f"{offered}&service={service.pk}", {"when": when})
    appointment = Appointment.objects.get()
    assert appointment.episode == episode
    address = f"/desk/appointments/{appointment.pk}/"
    assert page_of(clinician.get(address)).main.facts["For the problem"] == "Shoulder"
    assert "Shoulder" not in full_client(member(Role.RECEPTION, "Rita")).get(address).content.decode()
    assert address in page_of(clinician.get(f"/desk/problems/{episode.pk}/")).section("What happened").links.values()
    assert episode.is_over is False
    actions.set_state(actor=actor, episode_id=episode.pk, state="finished", expected_version=1)
    assert "Book for this problem" not in page_of(clinician.get(f"/desk/problems/{episode.pk}/")).main.links


def test_a_problem_of_somebody_else_in_the_address_is_not_booked_for(clinician: Client, vera: Person) -> None:
    service = a_schedule()
    address = f"/desk/patients/{vera.pk}/book/?problem={an_episode().pk}&service={service.pk}"
    when = page_of(clinician.get(address)).select("[name=when]")[0]["value"]
    clinician.post(address, {"when": when})
    assert Appointment.objects.get().episode is None


def test_after_a_merge_is_taken_apart_nothing_hangs_on_the_problem_of_the_other(actor: Actor, vera: Person) -> None:
    other = add_person(actor=SYSTEM, particulars=Particulars(name="Petar Novak"))
    theirs = an_episode(other.pk)
    before = drawn(actor, other, SHOULDER, theirs)
    merge = merge_people(actor=SYSTEM, kept_id=vera.pk, gone_id=other.pk, from_gone=(), versions=(1, 1))
    own = an_episode(vera.pk, problem="Own")
    late, kept = drawn(actor, vera, SHOULDER, theirs), drawn(actor, vera, SHOULDER, own)
    undo_merge(actor=SYSTEM, merge_id=merge.pk)
    held = {one.pk: (one.person_id, one.episode_id) for one in PainDrawing.objects.all()}
    assert held == {
        before.pk: (other.pk, theirs.pk), late.pk: (vera.pk, None), kept.pk: (vera.pk, own.pk),
    }  # fmt: skip


def test_problems_and_referrals_are_exported_and_go_with_the_person(actor: Actor, vera: Person) -> None:
    episode = actions.open_episode(
        actor=actor, person_id=vera.pk, facts=EpisodeFacts("Shoulder", "left", 2024, 5, "Swim.", actor.user_id)
    )
    sent = ReferralFacts("UPUT-1", "Dr. Primjer", "M75", "Payer", 6, 2, date(2027, 1, 31))
    actions.add_referral(actor=actor, episode_id=episode.pk, sent=sent)
    drawn(actor, vera, SHOULDER)
    (held,) = export_person(actor=SYSTEM, person_id=vera.pk)["episodes"]  # type: ignore[misc]
    assert (held["problem"], held["since_year"], held["responsible"]) == ("Shoulder", 2024, "Clara")
    assert held["referrals"] == [
        {"number": "UPUT-1", "doctor": "Dr. Primjer", "diagnosis": "M75", "payer": "Payer", "sessions_allowed": 6,
         "sessions_used": 2, "valid_until": "2027-01-31"}
    ]  # fmt: skip
    with pytest.raises(ProtectedError):
        actions.erase_of(vera)
    erase_person(actor=SYSTEM, person_id=vera.pk)
    assert not Episode.objects.exists()
    assert not Referral.objects.exists()


def test_what_others_hang_on_is_erased_after_them() -> None:
    names = [holding.name for holding in holdings()]
    assert names.index("episodes") > max(names.index("appointments"), names.index("pain_drawings"))
