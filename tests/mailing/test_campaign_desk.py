"""Letters to the list on the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from drypoint.foundation.accounts.models import Role
from drypoint.foundation.core import clock
from drypoint.public.mailing.models import Campaign, Delivery, TrialLetter
from tests.accounts.people import full_client, member
from tests.mailing.office import a_campaign, readers
from tests.pages import Page

LETTERS = "/desk/list/letters/"
FIELDS = {"name": "Spring", "subject_en": "News", "body_en": "# Hello\n\n[Read](https://clinic.example/en/)"}


@pytest.fixture
def desk(db: None) -> Client:
    return full_client(member(Role.RECEPTION, "Rea"))


def page(client: Client, path: str) -> Page:
    return Page(client.get(path).content.decode())


def test_a_letter_is_written_looked_at_tried_and_sent(desk: Client) -> None:
    readers(2)
    readers(1, "hr")
    made = desk.post(f"{LETTERS}add/", FIELDS)
    campaign = Campaign.objects.get()
    assert made["Location"] == f"{LETTERS}{campaign.pk}/"
    shown = page(desk, made["Location"])
    assert "1 person on the list reads a language in which there is no text" in shown.main
    assert "Read (https://clinic.example/en/)" in shown.main
    assert "/list/leave/.../" in shown.main
    assert "%E2" not in shown.main
    desk.post(f"{made['Location']}change/", {"do": "trial"})
    assert TrialLetter.objects.get().language == "en"
    desk.post(f"{made['Location']}change/", {"do": "start"})
    campaign.refresh_from_db()
    assert campaign.state == "sending"
    part = desk.get(f"{made['Location']}?part=progress").content.decode()
    assert "<html" not in part


def test_the_desk_says_what_waits_for_a_person(desk: Client) -> None:
    waits = "letter to the list waits for somebody"
    campaign = a_campaign("done")
    assert waits not in desk.get("/desk/").content.decode()
    Delivery.objects.create(campaign=campaign, subscriber=readers(1)[0], state="in_doubt", changed_at=clock.now())
    assert f"1 {waits}" in desk.get("/desk/").content.decode()
    a_campaign("paused")
    assert "2 letters to the list wait" in desk.get("/desk/").content.decode()


def test_reading_the_page_sends_nothing(desk: Client) -> None:
    readers(1)
    campaign = a_campaign("draft")
    for _ in range(2):
        assert desk.get(f"{LETTERS}{campaign.pk}/").status_code == 200
        assert desk.get(f"{LETTERS}{campaign.pk}/change/").status_code == 405
    campaign.refresh_from_db()
    assert campaign.state == "draft"
    assert not Delivery.objects.exists()


def test_the_mail_itself_is_shown_where_nothing_runs(desk: Client) -> None:
    campaign = a_campaign("draft", en=("News", "Hello <script>alert(1)</script>"))
    answer = desk.get(f"{LETTERS}{campaign.pk}/en/mail/")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "<script" not in answer.content.decode()
    assert desk.get(f"{LETTERS}{campaign.pk}/hr/mail/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject_en": ""}, "Please write the subject as well"),
        ({"body_en": ""}, "Please write the text as well"),
        ({"subject_en": "", "body_en": ""}, "Please write the letter in one language at least"),
    ],
)
def test_half_a_letter_is_refused_with_what_is_missing(desk: Client, changes: dict[str, str], said: str) -> None:
    answer = desk.post(f"{LETTERS}add/", FIELDS | changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_letter_that_is_on_its_way_is_changed_no_more(desk: Client) -> None:
    campaign = a_campaign("sending")
    desk.post(f"{LETTERS}{campaign.pk}/edit/", FIELDS)
    desk.post(f"{LETTERS}{campaign.pk}/change/", {"do": "erase"})
    campaign.refresh_from_db()
    assert (campaign.name, campaign.texts.get().body) == ("Spring", "Hello.\n")


def test_a_time_that_has_gone_by_is_refused(desk: Client) -> None:
    campaign = a_campaign("draft")
    path = f"{LETTERS}{campaign.pk}/change/"
    assert desk.post(path, {"do": "schedule", "starts_at": "2020-01-01T12:00"}).status_code == 422
    assert desk.post(path, {"do": "schedule", "starts_at": "2999-01-01T12:00"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.state == "scheduled"
    assert campaign.starts_at is not None
    assert campaign.starts_at.hour == 11, "The desk writes the practice's own time."
    desk.post(path, {"do": "take_back"})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.starts_at) == ("draft", None)


def test_a_copy_in_doubt_waits_for_somebodys_word(desk: Client) -> None:
    campaign = a_campaign("done")
    first, second = (
        Delivery.objects.create(campaign=campaign, subscriber=reader, state="in_doubt", changed_at=clock.now())
        for reader in readers(2)
    )
    shown = page(desk, f"{LETTERS}{campaign.pk}/")
    assert "en0@example.com" in shown.section("In doubt").text
    desk.post(f"/desk/list/copies/{first.pk}/", {"do": "again"})
    desk.post(f"/desk/list/copies/{second.pk}/", {"do": "let_be"})
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["pending", "skipped"]
    campaign.refresh_from_db()
    assert campaign.state == "sending"
