"""The list, from the sign-up to the way off it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.models import OutboxMail
from drypoint.public.mailing import actions, queries
from drypoint.public.mailing.models import ConsentEvent, Subscriber
from tests.mailing.conftest import SIGN_UP, last_mail, link_in, sign_up

EMAIL = "ana@example.com"


def heading(page: bytes) -> str:
    return page.decode().partition("<h1>")[2].partition("</h1>")[0]


def confirmed(visitor: Client, email: str = EMAIL) -> Subscriber:
    sign_up(visitor, email)
    assert visitor.post(link_in(last_mail(email))).status_code == 200
    return Subscriber.objects.get(email=email)


def test_somebody_signs_up_confirms_and_leaves(visitor: Client) -> None:
    answer = sign_up(visitor)
    assert (answer.status_code, answer["Location"]) == (303, "/en/list/sent/")
    assert heading(visitor.get(answer["Location"]).content) == "Please look into your mail"
    confirm = link_in(last_mail())
    assert heading(visitor.get(confirm).content) == "One more press"
    assert Subscriber.objects.get().state == "pending"
    done = visitor.post(confirm)
    assert (done.status_code, heading(done.content)) == (200, "Your subscription is confirmed")
    assert Subscriber.objects.get().state == "confirmed"
    leave = link_in(last_mail())
    assert heading(visitor.get(leave).content) == "Leave the e-mail list"
    assert Subscriber.objects.get().state == "confirmed"
    assert heading(visitor.post(leave).content) == "You are off the list"
    assert Subscriber.objects.get().state == "left"
    assert [event.kind for event in ConsentEvent.objects.order_by("pk")] == ["sign_up", "confirm", "leave"]


def test_reading_a_link_as_mail_scanners_do_changes_nothing(visitor: Client) -> None:
    sign_up(visitor)
    for _ in range(3):
        assert visitor.get(link_in(last_mail())).status_code == 200
        assert visitor.head(link_in(last_mail())).status_code == 200
    assert Subscriber.objects.get().state == "pending"


def test_a_second_click_is_the_same_success(visitor: Client) -> None:
    sign_up(visitor)
    confirm = link_in(last_mail())
    first, second, read = visitor.post(confirm), visitor.post(confirm), visitor.get(confirm)
    for answer in (first, second, read):
        assert (answer.status_code, heading(answer.content)) == (200, "Your subscription is confirmed")
    assert ConsentEvent.objects.filter(kind="confirm").count() == 1
    assert OutboxMail.objects.filter(kind="mailing.welcome").count() == 1


def test_a_link_whose_time_is_over_offers_a_new_one_with_one_button(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_up(visitor)
    confirm = link_in(last_mail())
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    for answer in (visitor.get(confirm), visitor.post(confirm)):
        assert (answer.status_code, heading(answer.content)) == (410, "This link has ended")
    assert Subscriber.objects.get().state == "pending"
    again = confirm.replace("/confirm/", "/again/")
    assert visitor.post(again)["Location"] == "/en/list/sent/"
    assert visitor.post(link_in(last_mail())).status_code == 200
    assert Subscriber.objects.get().state == "confirmed"


@pytest.mark.parametrize("change", [lambda path: path[:-3] + "xx/", lambda path: path.replace("confirm/", "confirm/z")])
def test_a_link_that_was_tampered_with_is_unknown(visitor: Client, change: object) -> None:
    assert callable(change)
    sign_up(visitor)
    path = change(link_in(last_mail()))
    for answer in (visitor.get(path), visitor.post(path)):
        assert (answer.status_code, heading(answer.content)) == (404, "Your subscription is not confirmed")
    assert Subscriber.objects.get().state == "pending"


def test_a_link_of_one_purpose_is_none_of_another(visitor: Client) -> None:
    subscriber = confirmed(visitor)
    leave = actions.leave_token(subscriber.public_id)
    assert visitor.post(f"/en/list/confirm/{leave}/").status_code == 404
    confirm = link_in(OutboxMail.objects.get(kind="mailing.confirm"))
    assert visitor.post(confirm.replace("/confirm/", "/leave/")).status_code == 404
    assert Subscriber.objects.get().state == "confirmed"


def test_who_left_is_not_brought_back_by_an_old_link(visitor: Client) -> None:
    sign_up(visitor)
    confirm = link_in(last_mail())
    visitor.post(confirm)
    visitor.post(link_in(last_mail()))
    assert visitor.post(confirm).status_code == 410
    assert Subscriber.objects.get().state == "left"
    sign_up(visitor)
    assert visitor.post(confirm).status_code == 410
    assert Subscriber.objects.get().state == "pending"
    assert visitor.post(link_in(last_mail())).status_code == 200
    assert Subscriber.objects.get().state == "confirmed"


def test_a_mail_program_leaves_by_one_click_without_cookie_or_origin(visitor: Client) -> None:
    subscriber = confirmed(visitor)
    path = f"/en/list/leave/{actions.leave_token(subscriber.public_id)}/"
    foreign = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://mail.example"}
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}, **foreign)
    assert answer.status_code == 200
    assert Subscriber.objects.get().state == "left"
    assert ConsentEvent.objects.latest("pk").way == "one_click"


def test_another_site_confirms_nobody(visitor: Client) -> None:
    sign_up(visitor)
    answer = visitor.post(link_in(last_mail()), HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    assert Subscriber.objects.get().state == "pending"


def test_leaving_twice_is_the_same_success_and_one_line_of_the_ledger(visitor: Client) -> None:
    subscriber = confirmed(visitor)
    path = f"/en/list/leave/{actions.leave_token(subscriber.public_id)}/"
    assert [visitor.post(path).status_code for _ in range(2)] == [200, 200]
    assert ConsentEvent.objects.filter(kind="leave").count() == 1
    Subscriber.objects.all().delete()
    assert visitor.post(path).status_code == 200


def people() -> dict[str, str]:
    return {
        "new": "new@example.com",
        "waiting": "waiting@example.com",
        "confirmed": "confirmed@example.com",
        "left": "left@example.com",
    }


def test_the_answer_to_a_sign_up_tells_nothing_about_the_address(visitor: Client) -> None:
    sign_up(visitor, people()["waiting"])
    confirmed(visitor, people()["confirmed"])
    left = confirmed(visitor, people()["left"])
    visitor.post(f"/en/list/leave/{actions.leave_token(left.public_id)}/")
    seen = set()
    for email in people().values():
        mails, events = OutboxMail.objects.count(), ConsentEvent.objects.count()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = sign_up(visitor, email)
        kinds = tuple(query["sql"].split()[0] for query in asked.captured_queries)
        new = OutboxMail.objects.count() - mails, ConsentEvent.objects.count() - events
        seen.add((answer.status_code, answer["Location"], answer.content, kinds, new))
    assert len(seen) == 1
    assert last_mail(people()["confirmed"]).kind == "mailing.already"
    assert {last_mail(people()[who]).kind for who in ("new", "waiting", "left")} == {"mailing.confirm"}


def test_a_double_click_on_the_form_sends_one_mail(visitor: Client) -> None:
    page = visitor.get(SIGN_UP).content.decode()
    key = page.partition('name="key" value="')[2].partition('"')[0]
    fields = {"key": key, "email": EMAIL, "language": "en", "consent": "on"}
    assert [visitor.post(SIGN_UP, fields).status_code for _ in range(2)] == [303, 303]
    assert OutboxMail.objects.count() == 1
    assert ConsentEvent.objects.count() == 1


def test_somebody_elses_mailbox_is_not_flooded(visitor: Client) -> None:
    for _ in range(6):
        assert sign_up(visitor).status_code == 303
    assert OutboxMail.objects.filter(to_address=EMAIL).count() == actions.MAILS_A_MAILBOX.most


def test_one_connection_signs_up_ten_an_hour(visitor: Client) -> None:
    for number in range(actions.SIGN_UPS_AN_ADDRESS.most):
        assert sign_up(visitor, f"reader{number}@example.com").status_code == 303
    assert sign_up(visitor, "one.too.many@example.com").status_code == 429
    assert not Subscriber.objects.filter(email="one.too.many@example.com").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Please write your e-mail address."),
        ({"email": "ana@"}, "Please write an e-mail address such as ana@example.com."),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "Please write an e-mail address such as ana@example.com."),
        ({"consent": None}, "Without this the practice may not write to you. Please tick it."),
        ({"website": "https://spam.example"}, "Please empty this field"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(visitor: Client, changes: dict[str, str], sentence: str) -> None:
    answer = sign_up(visitor, **changes)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Subscriber.objects.exists()
    assert not OutboxMail.objects.exists()


def test_the_mails_speak_the_language_that_was_chosen_and_say_nothing_about_health(visitor: Client) -> None:
    sign_up(visitor, language="hr")
    mail = last_mail()
    assert mail.subject == "Molimo potvrdite da želite naše poruke"
    assert "/hr/popis/potvrda/" in mail.text


def test_no_row_holds_a_link_that_works(visitor: Client) -> None:
    confirmed(visitor)
    subscriber = Subscriber.objects.get()
    for mail in OutboxMail.objects.all():
        assert str(subscriber.public_id) not in mail.text
        assert link_in(mail) not in mail.text


def test_spellings_of_an_address_are_one_person(visitor: Client) -> None:
    sign_up(visitor, "Ana@Example.com")
    sign_up(visitor, "ana@example.COM")
    assert Subscriber.objects.count() == 1


def test_a_stranger_who_types_the_address_of_somebody_on_the_list_changes_nothing_of_theirs(visitor: Client) -> None:
    before = confirmed(visitor)
    sign_up(visitor, "ANA@example.com", language="hr")
    after = Subscriber.objects.get()
    assert (after.email, after.language, after.asked_at) == (EMAIL, "en", before.asked_at)
    assert last_mail().kind == "mailing.already"


def test_who_waits_or_left_and_signs_up_anew_is_written_to_as_they_say_now(visitor: Client) -> None:
    sign_up(visitor)
    sign_up(visitor, "Ana@example.com", language="hr")
    assert Subscriber.objects.values_list("email", "language").get() == ("Ana@example.com", "hr")
    visitor.post(link_in(last_mail("Ana@example.com")))
    left = Subscriber.objects.get()
    visitor.post(f"/en/list/leave/{actions.leave_token(left.public_id)}/")
    sign_up(visitor)
    again = Subscriber.objects.get()
    assert (again.email, again.language, again.state) == (EMAIL, "en", "pending")
    assert again.asked_at > left.asked_at


def test_the_ledger_keeps_words_network_and_browser_and_no_address(visitor: Client) -> None:
    sign_up(visitor, HTTP_USER_AGENT="x")
    event = ConsentEvent.objects.get()
    assert event.consent == queries.consent_in_force()
    assert event.network == "127.0.0.0/24"
    assert EMAIL not in str(vars(event))


def test_who_never_confirmed_and_who_left_are_forgotten_in_time_and_who_is_on_the_list_is_not(visitor: Client) -> None:
    confirmed(visitor, "stays@example.com")
    sign_up(visitor, "waits@example.com")
    left = confirmed(visitor, "left@example.com")
    visitor.post(f"/en/list/leave/{actions.leave_token(left.public_id)}/")
    now = clock.now()
    assert actions.remove_outdated(now + timedelta(days=29)) == 0
    assert actions.remove_outdated(now + timedelta(days=31)) == 2
    assert actions.remove_outdated(now + timedelta(days=31)) == 0
    assert [row.email for row in Subscriber.objects.all()] == ["stays@example.com"]
    assert ConsentEvent.objects.count() == 6
    assert not OutboxMail.objects.filter(to_address__in=["waits@example.com", "left@example.com"]).exists()


def test_the_limit_of_mails_is_of_the_mailbox_and_not_of_the_form(visitor: Client) -> None:
    sign_up(visitor)
    confirm = link_in(last_mail())
    for _ in range(4):
        visitor.post(confirm.replace("/confirm/", "/again/"))
    assert OutboxMail.objects.filter(to_address=EMAIL).count() == actions.MAILS_A_MAILBOX.most
    assert limits.count(actions.MAILS_A_MAILBOX, queries.digest_of(EMAIL), clock.now()) > actions.MAILS_A_MAILBOX.most
