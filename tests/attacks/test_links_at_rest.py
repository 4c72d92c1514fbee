"""No row, log line, screen or backup holds a link that opens anything: every address found there is opened, in vain."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client

from drypoint.care.booking import actions as bookings
from drypoint.foundation.accounts import actions as staff
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock, logs
from drypoint.foundation.core.mail.outbox import text_to_send
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.core.registries import mail_kinds as kinds
from drypoint.foundation.worklist import actions as worklist
from drypoint.knowledge.language import languages
from drypoint.public.enquiries import actions as enquiries
from drypoint.public.enquiries.models import Enquiry
from drypoint.public.mailing.models import Subscriber
from tests.accounts.people import full_client, member
from tests.enquiries.conftest import key_on, send
from tests.mailing.conftest import last_mail, link_in, sign_up
from tests.permissions import every_action

FACT = "0142"
HOST = "http://testserver"
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\]+|(?<![\w/])/[a-z]{2,}/[^\s\"'<>\\]*")


def a_receipt(desk: User) -> None:
    assert send(Client(), email="ana@example.com").status_code == 303


def some_news(desk: User) -> None:
    a_receipt(desk)
    row = Enquiry.objects.get()
    enquiries.answer_enquiry(
        actor=actor_of_user(desk), enquiry_id=row.pk, text="Come.", expected_message_id=row.last_message_id
    )


def a_new_link(desk: User) -> None:
    a_receipt(desk)
    enquiries.renew_link(actor=actor_of_user(desk), enquiry_id=Enquiry.objects.get().pk)


def an_invitation(desk: User) -> None:
    staff.invite(actor=actor_of_user(desk), email="carol@clinic.example", name="Carol", role=Role.OWNER)


def a_sign_up(_owner: User) -> None:
    assert sign_up(Client()).status_code == 303


def a_confirmation(owner: User) -> None:
    a_sign_up(owner)
    assert Client().post(link_in(last_mail())).status_code == 200


def a_sign_up_of_somebody_on_the_list(owner: User) -> None:
    a_confirmation(owner)
    a_sign_up(owner)


def a_hold(_owner: User) -> None:
    every_action.a_hold()


def a_booking(_owner: User) -> None:
    every_action.an_appointment()


def a_request(_owner: User) -> None:
    every_action.an_appointment(is_on_request=True)


def a_move(owner: User) -> None:
    bookings.move(**every_action.an_hour_later(actor_of_user(owner)), actor=actor_of_user(owner))


def a_cancellation(_owner: User) -> None:
    bookings.cancel_own(token=bookings.own_token(every_action.an_appointment()))


def a_reminder(owner: User) -> None:
    bookings.remind(**every_action.a_day_before_it(actor_of_user(owner)))


def a_question_for_a_review(_owner: User) -> None:
    every_action.a_question()


# What makes a mail of each kind; a room that registers another kind adds a line.
CAUSES: dict[str, Callable[[User], None]] = {
    "booking.verify": a_hold,
    "booking.booked": a_booking,
    "booking.requested": a_request,
    "booking.changed": a_move,
    "booking.cancelled": a_cancellation,
    "booking.reminder": a_reminder,
    "enquiries.receipt": a_receipt,
    "enquiries.news": some_news,
    "enquiries.new_link": a_new_link,
    "mailing.confirm": a_sign_up,
    "mailing.welcome": a_confirmation,
    "mailing.already": a_sign_up_of_somebody_on_the_list,
    "reviews.question": a_question_for_a_review,
    "staff.invitation": an_invitation,
}


# Written without a link; queue_mail refuses a placeholder there.
WITHOUT_A_LINK = {"health.fault", "health.mended"}
# Written to staff, who sign in before anything opens.
TO_THE_DESK = {"worklist.escalated"}


def test_every_kind_of_mail_is_tried() -> None:
    assert {kind.name for kind in kinds.registered_kinds()} == set(CAUSES) | WITHOUT_A_LINK | TO_THE_DESK


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.PersonalDataFilter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("DEBUG")
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def every_value_of_the_database() -> str:
    """Return all that the tables hold, as a file or a backup of them does."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(value) for row in cursor.fetchall() for value in row if isinstance(value, str | bytes)]
    return "\n".join(found)


def every_screen(client: Client) -> str:
    """Return what the desk shows of mails, people and conversations."""
    paths = ["/desk/", "/desk/outbox/", "/desk/staff/", "/desk/audit/", "/desk/enquiries/", "/desk/list/", "/account/"]
    paths += [f"/desk/list/{pk}/" for pk in Subscriber.objects.values_list("pk", flat=True)]
    paths += [f"/desk/outbox/{pk}/" for pk in OutboxMail.objects.values_list("pk", flat=True)]
    paths += [f"/desk/staff/{pk}/" for pk in User.objects.values_list("pk", flat=True)]
    paths += [f"/desk/enquiries/{pk}/" for pk in Enquiry.objects.values_list("pk", flat=True)]
    return "\n".join(client.get(path).content.decode() for path in paths)


def opens(address: str) -> bool:
    """Say whether an address lets a stranger in who knows the second fact."""
    path = address.removeprefix(HOST)
    stranger = Client()
    shown = stranger.get(path)
    if any(room in path for room in worded("/invitation/", "/list/", "/book/", "/reviews/")):
        return shown.status_code == 200
    if any(room in path for room in worded("/conversation/")):
        return stranger.post(path, {"fact": FACT}).status_code == 303
    return shown.status_code == 200 and any(room in path for room in worded("/sent/"))


def worded(*parts: str) -> set[str]:
    """Return parts of addresses in the words of every language."""
    return {language.path(part) for part in parts for language in languages().values()} | set(parts)


def addresses_in(text: str) -> set[str]:
    found = {match.rstrip(".,)") for match in _ADDRESS.findall(text)}
    secret = ("/conversation/", "/invitation/", "/sent/", "/setup/", "/list/confirm/", "/list/leave/")
    secret += ("/list/again/", "/list/back/", "/list/mine/", "/reviews/write/", "/reviews/take-back/")
    secret += ("/book/confirm/", "/book/held/", "/book/mine/")
    return {address for address in found if any(part in address for part in worded(*secret))}


@pytest.mark.parametrize("kind", CAUSES)
def test_nothing_that_is_kept_or_shown_opens_what_the_mail_opens(
    kind: str, desk: Client, owner: User, log: io.StringIO
) -> None:
    CAUSES[kind](owner)
    mail = OutboxMail.objects.get(kind=kind)
    in_mail = addresses_in(text_to_send(mail, clock.now()))
    assert [address for address in in_mail if opens(address)], "the mail itself must lead in"
    reception = full_client(member(Role.RECEPTION, "Rita"))
    kept = {
        "database": every_value_of_the_database(),
        "owner's screens": every_screen(desk),
        "reception's screens": every_screen(reception),
        "log": log.getvalue(),
    }
    for place, text in kept.items():
        for address in in_mail:
            assert address.removeprefix(HOST) not in text, f"{place} holds the address of {kind}"
        assert [address for address in addresses_in(text) if opens(address)] == [], place


def test_a_mail_about_a_task_leads_behind_the_sign_in_alone(owner: User) -> None:
    every_action.an_overdue_task(actor_of_user(owner))
    worklist.escalate_overdue(clock.now())
    text = text_to_send(OutboxMail.objects.filter(kind="worklist.escalated").latest("pk"), clock.now())
    (address,) = _ADDRESS.findall(text)
    assert address.startswith(f"{HOST}/desk/")
    assert "/account/login/" in Client().get(address.removeprefix(HOST))["Location"]


def test_a_spent_form_leads_where_it_led_and_its_row_holds_no_link(visitor: Client) -> None:
    key = key_on(visitor.get("/en/ask/"))
    first, second = (send(visitor, key=key) for _click in range(2))
    assert first["Location"] == second["Location"]
    assert opens(first["Location"])
    assert first["Location"] not in every_value_of_the_database()


def test_reception_sees_no_mail_about_staff(owner: User) -> None:
    an_invitation(owner)
    mail = OutboxMail.objects.get()
    reception = full_client(member(Role.RECEPTION, "Rita"))
    assert "carol" not in reception.get("/desk/outbox/").content.decode()
    assert reception.get(f"/desk/outbox/{mail.pk}/").status_code == 404


@pytest.mark.parametrize("do", ["link", "reactivate"])
def test_a_new_link_for_a_colleague_is_shown_nowhere(desk: Client, owner: User, do: str) -> None:
    carol = member(Role.OWNER, "Carol")
    if do == "reactivate":
        staff.deactivate(actor=actor_of_user(owner), user_id=carol.pk)
    page = desk.post(f"/desk/staff/{carol.pk}/", {"do": do}).content.decode()
    assert "carol@clinic.example" in page
    assert addresses_in(page) == set()
    assert "/invitation/" in text_to_send(OutboxMail.objects.get(), clock.now())
