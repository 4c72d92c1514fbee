"""Topics, language and the way back, by the link in a letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from drypoint.foundation.accounts.models import Role
from drypoint.foundation.core.models import OutboxMail
from drypoint.public.mailing import actions
from drypoint.public.mailing.campaigns.sender import LetterSender, fill
from drypoint.public.mailing.models import Delivery, Subscriber, Topic
from tests.accounts.people import full_client, member
from tests.mailing.conftest import last_mail, link_in
from tests.mailing.office import NOON, a_campaign, a_reader, an_office
from tests.pages import Page


@pytest.fixture
def topics() -> list[Topic]:
    names = [("Exercise", "Vježbanje"), ("Evidence", "Dokazi")]
    return [Topic.objects.create(names={"en": english, "hr": croatian}) for english, croatian in names]


@pytest.fixture
def reader() -> Subscriber:
    return a_reader("ana@example.com")


def path_of(reader: Subscriber, page: str = "mine") -> str:
    return f"/en/list/{page}/{actions.leave_token(reader.public_id)}/"


def test_somebody_chooses_topics_and_language(visitor: Client, reader: Subscriber, topics: list[Topic]) -> None:
    shown = visitor.get(path_of(reader)).content.decode()
    assert shown.count("checked") == 2
    assert "ana@example.com" not in shown, "A forwarded letter does not say whose it was."
    answer = visitor.post(path_of(reader), {"language": "hr", "topics": [str(topics[1].pk)]})
    assert "Kept." in Page(answer.content.decode()).main
    reader.refresh_from_db()
    assert reader.language == "hr"
    assert list(reader.declined.all()) == [topics[0]]
    visitor.post(path_of(reader), {"language": "hr", "topics": [str(topic.pk) for topic in topics]})
    assert not reader.declined.exists()


def test_a_topic_that_was_declined_stays_so_while_it_is_not_offered(
    visitor: Client, reader: Subscriber, topics: list[Topic]
) -> None:
    reader.declined.add(topics[0])
    Topic.objects.filter(pk=topics[0].pk).update(is_offered=False)
    visitor.post(path_of(reader), {"language": "hr", "topics": [str(topics[1].pk)]})
    assert list(reader.declined.all()) == [topics[0]]
    Topic.objects.update(is_offered=True)
    visitor.post(path_of(reader), {"language": "hr", "topics": [str(topic.pk) for topic in topics]})
    assert not reader.declined.exists()


def test_a_letter_on_a_topic_goes_to_whoever_wants_it(
    reader: Subscriber, topics: list[Topic], settings: LazySettings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    a_reader("bob@example.com").declined.add(topics[0])
    late = a_reader("dora@example.com")
    with an_office() as office:
        for topic in (topics[0], topics[1], None):
            campaign = a_campaign()
            campaign.topic = topic
            campaign.save()
            fill(campaign.pk, NOON)
        late.declined.add(topics[0])
        LetterSender(now=lambda: NOON).run(NOON)
    assert office.addresses().count("ana@example.com") == 3
    assert office.addresses().count("bob@example.com") == 2
    assert office.addresses().count("dora@example.com") == 2, "Declined between the beginning and the turn."
    assert "Did not want" in Delivery.objects.get(state="skipped").sentence


def test_reading_the_page_and_foreign_forms_change_nothing(
    visitor: Client, reader: Subscriber, topics: list[Topic]
) -> None:
    visitor.get(path_of(reader))
    foreign = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://elsewhere.example"}
    assert visitor.post(path_of(reader), {"language": "hr"}, **foreign).status_code == 403
    assert visitor.post(path_of(reader), {"language": "xx"}).status_code == 422
    reader.refresh_from_db()
    assert reader.language == "en"
    assert not reader.declined.exists()


def test_who_is_off_the_list_has_nothing_to_choose(visitor: Client, reader: Subscriber) -> None:
    visitor.post(path_of(reader, "leave"))
    assert "You are not on the list" in visitor.get(path_of(reader)).content.decode()
    visitor.post(path_of(reader), {"language": "hr"})
    reader.refresh_from_db()
    assert (reader.state, reader.language) == ("left", "en")
    assert visitor.get("/en/list/mine/nonsense/").status_code == 404


def test_who_left_by_mistake_comes_back_only_by_confirming(visitor: Client, reader: Subscriber) -> None:
    visitor.post(path_of(reader, "leave"))
    answer = visitor.post(path_of(reader, "back"))
    assert (answer.status_code, answer["Location"]) == (303, "/en/list/sent/")
    reader.refresh_from_db()
    assert reader.state == "pending"
    visitor.post(link_in(last_mail()))
    reader.refresh_from_db()
    assert reader.state == "confirmed"


def test_the_way_back_is_throttled_and_a_forged_link_mails_nobody(visitor: Client, reader: Subscriber) -> None:
    visitor.post(path_of(reader, "leave"))
    for _ in range(6):
        visitor.post(path_of(reader, "back"))
    assert OutboxMail.objects.filter(kind="mailing.confirm").count() == 3
    assert visitor.post("/en/list/back/nonsense/").status_code == 303
    assert OutboxMail.objects.filter(kind="mailing.confirm").count() == 3


def test_the_desk_offers_renames_and_retires_topics() -> None:
    desk = full_client(member(Role.RECEPTION, "Rea"))
    assert desk.post("/desk/list/topics/", {"name_en": "News", "name_hr": ""}).status_code == 422
    desk.post("/desk/list/topics/", {"name_en": "News", "name_hr": "Novosti"})
    topic = Topic.objects.get()
    fields = {f"topic{topic.pk}-name_en": "Courses", f"topic{topic.pk}-name_hr": "Tečajevi"}
    desk.post(f"/desk/list/topics/{topic.pk}/", fields)
    topic.refresh_from_db()
    assert (topic.names["en"], topic.is_offered) == ("Courses", False)
    assert "not offered" in desk.get("/desk/list/topics/").content.decode()
