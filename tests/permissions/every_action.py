"""Every action of every room: who may, and which lines it leaves in the trail.

To add an action: write its name, a function that makes what it needs and calls it with the actor, the capability, and
the names of the lines. The failing test prints the name. An action without an actor (a visitor's, or the worker's) has
no capability.
"""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from drypoint.care.booking import absences, life, walk_ins
from drypoint.care.booking import actions as booking
from drypoint.care.booking import queries as booking_queries
from drypoint.care.booking.models import Appointment
from drypoint.care.intake import actions as intake
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.accounts import actions as accounts
from drypoint.foundation.accounts import day_codes
from drypoint.foundation.accounts.models import DayCode, Role, User
from drypoint.foundation.core import clock, links
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.files import form_keys, uploads
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.mail import outbox, sending
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.core.registries.places import places
from drypoint.foundation.drafts import actions as drafts
from drypoint.foundation.drafts.rules import PlacedForm
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.patients import merging, seeing
from drypoint.foundation.patients.episodes import actions as episodes
from drypoint.foundation.patients.models import Contact, Person
from drypoint.foundation.practice import actions as practice
from drypoint.foundation.practice.models import (
    DayException,
    OpenHoliday,
    Practice,
    Practitioner,
    WorkingHours,
)
from drypoint.foundation.rights import actions as rights
from drypoint.foundation.worklist import actions as worklist
from drypoint.foundation.worklist.models import Task
from drypoint.knowledge.bodymap.sheet import Tick
from drypoint.public.claims import actions as claims
from drypoint.public.claims.models import AllowedWord, Claim, ClaimSource, Source
from drypoint.public.enquiries import actions as enquiries
from drypoint.public.enquiries import persons
from drypoint.public.enquiries.models import ConsentText, Enquiry, Message, Problem
from drypoint.public.enquiries.queries import link_of
from drypoint.public.mailing import actions as mailing
from drypoint.public.mailing import moving
from drypoint.public.mailing import queries as list_queries
from drypoint.public.mailing.campaigns import actions as letters
from drypoint.public.mailing.models import Campaign, Delivery, Subscriber, Topic
from drypoint.public.reviews import actions as reviews
from drypoint.public.reviews import queries as review_queries
from drypoint.public.reviews.models import Review, ReviewRequest
from drypoint.public.reviews.rules import Refusal
from drypoint.public.website.starter_loader import load_starter
from drypoint.workspace.desk import actions as desk
from tests.accounts.people import enrol, member
from tests.booking.conftest import a_schedule
from tests.enquiries.conftest import a_pdf
from tests.library.test_evidence_pages import table, trial
from tests.patients.people import a_referral, an_episode
from tests.rights.people import NEW_COMPLAINT, NEW_RELEASE, a_complaint, a_release, a_restraint
from tests.worklist.tasks import a_task, wanted

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEXTS = {"en": letters.Written("News", "Hello.")}
NOTE = PlacedForm(next(place for place in places if place.name == "worklist_desk:new"), {}, *["/desk/tasks/new/"] * 2)
TABLE = {"text": ["email,consent\n", "ana@example.com,form\n"], "language": "en", "is_trial": False}
SHEET = intake.SheetContents("neutral", (), (Tick("heel_left", 5),))


@dataclass(frozen=True)
class Line:
    """make makes what the action needs, and returns what it is called with, besides the actor."""

    action: Callable[..., Any]
    make: Callable[[Actor], dict[str, Any]]
    lines: tuple[str, ...]
    capability: str = ""

    def ready(self, actor: Actor) -> Callable[[], Any]:
        """Return what carries the action out; nothing that is made before is counted."""
        values = self.make(actor)
        if "actor" in inspect.signature(self.action).parameters and "actor" not in values:
            values["actor"] = actor
        return lambda: self.action(**values)


def a_held_task(actor: Actor, **fields: Any) -> dict[str, Any]:
    """A task that the actor has in hand, as a button names it."""
    task = a_task(**fields)
    Task.objects.filter(pk=task.pk).update(taken_by=actor.user_id, taken_at=clock.now())
    return {"task_id": task.pk, "expected_version": 1}


def a_task_of_somebody_gone(_actor: Actor) -> dict[str, Any]:
    a_task(assigned_to_id=a_colleague(is_active=False).pk)
    return {"_at": clock.now()}


def an_overdue_task(_actor: Actor) -> dict[str, Any]:
    a_task(escalates_at=clock.now())
    return {"at": clock.now()}


def a_colleague(**fields: Any) -> User:
    return member(Role.RECEPTION, "Charlie", **fields)


def an_enrolled_colleague() -> User:
    colleague = a_colleague()
    enrol(colleague)
    return colleague


def a_colleague_with_a_day_code() -> User:
    colleague = an_enrolled_colleague()
    DayCode.objects.create(user=colleague, digest="", made_at=clock.now(), until=clock.now())
    return colleague


def an_enquiry(**fields: Any) -> Enquiry:
    values: dict[str, Any] = {
        "reference": "TEST-0001",
        "name": "Vera Visitor",
        "email": "vera@example.com",
        "phone": "+385 1 000 1234",
        "language": "en",
        "problem": Problem.GENERAL,
        "contact_consent": ConsentText.objects.get(purpose=ConsentText.Purpose.CONTACT, version=1),
        "received_at": clock.now(),
        "last_message_at": clock.now(),
        "waiting_since": clock.now(),
        "link_expires_at": clock.now() + timedelta(days=60),
        **fields,
    }
    row = Enquiry(**values)
    row.state = row.get_state()
    row.save()
    message = Message.objects.create(enquiry=row, author=Message.Author.VISITOR, text="Hello.", written_at=clock.now())
    row.last_message_id = message.pk
    row.save(update_fields=["last_message_id"])
    return row


def a_key(form: str = enquiries.ASK_FORM) -> FormKey:
    return form_keys.make(form, clock.now())


def a_person(name: str = "Primjer") -> Person:
    return Person.objects.create(name=name, name_key=name.casefold(), language="en", made_at=clock.now())


def a_drawing(**fields: Any) -> PainDrawing:
    until = clock.now() + timedelta(hours=1)
    return PainDrawing.objects.create(
        person=a_person(), drawn_by="patient", made_at=clock.now(), open_until=until, map_version="1", **fields
    )


def a_drawing_handed_in() -> PainDrawing:
    return a_drawing(finished_at=clock.now())


def a_claim() -> Claim:
    claim = Claim.objects.create(
        key="test",
        texts={"en": "Some people hurt less for a while.", "hr": "Neke ljude neko vrijeme manje boli."},
        certainty="low",
        reasons={"en": "Small trials.", "hr": "Mala ispitivanja."},
    )
    ClaimSource.objects.create(claim=claim, source=Source.objects.create(key="source", citation="A review. 2020."))
    return Claim.objects.get(pk=claim.pk)


def two_records(_actor: Actor) -> dict[str, Any]:
    ids = {"kept_id": a_person().pk, "gone_id": a_person().pk}
    return {**ids, "from_gone": (), "versions": (1, 1)}


def a_merge(_actor: Actor) -> dict[str, Any]:
    return {"merge_id": merging.merge_people(actor=SYSTEM, **two_records(SYSTEM)).pk}


def an_old_merge(actor: Actor) -> dict[str, Any]:
    a_merge(actor)
    return {"at": clock.now() + timedelta(days=31)}


def an_allowed_word() -> AllowedWord:
    return AllowedWord.objects.create(claim=a_claim(), word="cures", reason="Denied here.", allowed_at=clock.now())


def a_session_of(actor: Actor, key: str = "a") -> UserSession:
    Session.objects.create(session_key=key, session_data="", expire_date=clock.now() + timedelta(days=1))
    return UserSession.objects.create(user_id=actor.user_id, session_key=key, ip="127.0.0.1", user_agent="")


def a_given_up_mail() -> OutboxMail:
    mail = outbox.queue_mail(
        cause=a_person(), kind="test", to_address="a@example.com", language="en", subject="News", text="News"
    )
    OutboxMail.objects.update(state=OutboxMail.State.FAILED)
    return mail


def new_enquiry() -> enquiries.NewEnquiry:
    return enquiries.NewEnquiry("Vera", "vera@example.com", "", 1980, "en", Problem.GENERAL, "It hurts.", True)


def a_wish(_actor: Actor) -> dict[str, Any]:
    origin = mailing.Origin("form", "192.0.2.1")
    return {"email": "ana@example.com", "language": "en", "origin": origin, "key": a_key(mailing.SIGN_UP_FORM)}


def a_subscriber(actor: Actor) -> Subscriber:
    mailing.sign_up(**a_wish(actor))
    return Subscriber.objects.get()


def a_confirm_link(actor: Actor) -> dict[str, Any]:
    row = a_subscriber(actor)
    token = links.make(list_queries.CONFIRM, row.public_id, row.link_version)
    return {"token": token, "origin": mailing.Origin("link")}


def a_leave_link(actor: Actor) -> dict[str, Any]:
    return {"token": mailing.leave_token(a_subscriber(actor).public_id), "origin": mailing.Origin("link")}


def an_old_wish(actor: Actor) -> dict[str, Any]:
    a_subscriber(actor)
    return {"at": clock.now() + timedelta(days=31)}


def a_reader(actor: Actor) -> dict[str, Any]:
    a_subscriber(actor)
    return {"person": Person(email="ana@example.com")}


def a_letter(state: str = "draft", **fields: Any) -> Campaign:
    campaign = Campaign.objects.create(name="News", state=state, made_at=clock.now(), **fields)
    campaign.texts.create(language="en", subject="News", body="Hello.")
    return campaign


def a_topic(_actor: Actor) -> dict[str, Any]:
    return {"topic_id": Topic.objects.create(names={"en": "News"}).pk, "names": {"en": "Other"}, "is_offered": False}


def a_wish_of_a_reader(actor: Actor) -> dict[str, Any]:
    reader = a_subscriber(actor)
    Subscriber.objects.update(state="confirmed")
    return {"token": mailing.leave_token(reader.public_id), "language": "hr", "declined": []}


def a_copy_in_doubt(actor: Actor) -> dict[str, Any]:
    reader = a_subscriber(actor)
    copy = Delivery.objects.create(
        campaign=a_letter("done"), subscriber=reader, state="in_doubt", changed_at=clock.now()
    )
    return {"delivery_id": copy.pk}


def a_question() -> ReviewRequest:
    return reviews.ask(actor=SYSTEM, email="vera@example.com", language="en")


def a_link_to_write(_actor: Actor) -> dict[str, Any]:
    token = links.make(review_queries.WRITE, a_question().public_id, 1)
    return {"token": token, "written": reviews.Opinion(4, "Good.", "Vera", "en"), "address": "192.0.2.1"}


def a_link_of_a_review(actor: Actor) -> dict[str, Any]:
    values = a_link_to_write(actor)
    reviews.write(**values)
    return {"token": values["token"]}


def a_review() -> Review:
    a_link_of_a_review(SYSTEM)
    return Review.objects.get()


def an_old_question(_actor: Actor) -> dict[str, Any]:
    a_question()
    return {"at": clock.now() + timedelta(days=61)}


def on_letter(action: Callable[..., Any], line: str, state: str = "draft", **values: Any) -> Line:
    """A line for an action on a letter to the list."""
    return Line(action, lambda _: {"campaign_id": a_letter(state).pk, **values}, (line,), "mailing.send")


def on_enquiry(action: Callable[..., Any], *lines: str, needs: str = "enquiries.answer", **fields: Any) -> Line:
    """A line for an action on an enquiry."""
    return Line(action, lambda _: {"enquiry_id": an_enquiry(**fields).pk}, lines, needs)


def on_colleague(action: Callable[..., Any], *lines: str, is_active: bool = True, **values: Any) -> Line:
    """A line for an action on a member of staff."""
    return Line(action, lambda _: {"user_id": a_colleague(is_active=is_active).pk, **values}, lines, "staff.manage")


def on_person(
    action: Callable[..., Any], line: str, needs: str, make: Callable[[], Person] = a_person, **values: Any
) -> Line:
    """A line for an action on a patient."""
    return Line(action, lambda _: {"person_id": make().pk, **values}, (line,), needs)


def a_word_about_mails(_actor: Actor) -> dict[str, Any]:
    person = a_person()
    contact = Contact.of("email", "vera@example.com")
    contact.person = person
    contact.save()
    said = rights.Said("email", contact.normalised, "letters", is_given=False, said_on=NOW.date(), how="Said so.")
    return {"person_id": person.pk, "said": said}


def on_drawing(
    action: Callable[..., Any],
    *lines: str,
    needs: str = "intake.draw",
    make: Callable[[], PainDrawing] = a_drawing,
    **values: Any,
) -> Line:
    """A line for an action on a drawing."""
    return Line(action, lambda _: {"drawing_id": make().pk, **values}, lines, needs)


def on_episode(action: Callable[..., Any], line: str, needs: str = "patients.write_episodes", **values: Any) -> Line:
    """A line for an action on a problem."""
    return Line(action, lambda _: {"episode_id": an_episode().pk, **values}, (line,), needs)


def on_referral(action: Callable[..., Any], line: str, **values: Any) -> Line:
    """A line for an action on a referral."""
    return Line(action, lambda _: {"referral_id": a_referral().pk, **values}, (line,), "patients.write_episodes")


def a_drawing_and_a_problem(_actor: Actor) -> dict[str, Any]:
    drawing = a_drawing_handed_in()
    return {"drawing_id": drawing.pk, "episode_id": an_episode(drawing.person_id).pk}


def a_judged_drawing(actor: Actor) -> dict[str, Any]:
    judged = {"drawing_id": a_drawing_handed_in().pk, "muscle": "gracilis", "side": "left"}
    judging = Actor("staff", actor.user_id, frozenset({"intake.judge", "intake.read"}))
    intake.judge(actor=judging, **judged, verdict="confirmed")
    return judged


def an_answer(_actor: Actor) -> dict[str, Any]:
    row = an_enquiry()
    return {"enquiry_id": row.pk, "text": "Please come.", "expected_message_id": row.last_message_id}


def another_message(_actor: Actor) -> dict[str, Any]:
    return {
        "enquiry_id": an_enquiry().pk, "text": "Again.", "uploads": (),
        "key": a_key(enquiries.WRITE_FORM),
    }  # fmt: skip


def an_enquiry_with_a_report(_actor: Actor) -> dict[str, Any]:
    arriving = uploads._Arriving("report.pdf", 1)
    arriving.write(a_pdf() + b" " * 2000)
    arriving.sealer.finish()
    assert arriving.kind
    # Looking into it takes a process of its own, and is tested where files come in.
    report = uploads.Upload(
        key=arriving.key, name="report.pdf", kind=arriving.kind, size_bytes=1, sha256_keyed="0", file=arriving.file
    )
    enquiries.receive_enquiry(new=new_enquiry(), uploads=[report], key=a_key(), address="192.0.2.1")
    return {"enquiry_id": Enquiry.objects.get().pk, "number": 1}


def an_old_enquiry(_actor: Actor) -> dict[str, Any]:
    an_enquiry(closed_at=NOW, waiting_since=None, last_message_at=NOW - timedelta(days=4000))
    return {"at": clock.now()}


def a_sheet_never_begun(_actor: Actor) -> dict[str, Any]:
    drawing = a_drawing()
    PainDrawing.objects.filter(pk=drawing.pk).update(made_at=NOW, open_until=NOW)
    return {"at": clock.now()}


def before_set_up(_actor: Actor) -> dict[str, Any]:
    Practice.objects.all().delete()
    return {"actor": SYSTEM, "name": "Primjer", "languages": ["en"]}


def a_wish_for_a_time(**service: Any) -> booking.Wish:
    """Return a wish for a time that is free, the day after tomorrow or later."""
    made = a_schedule(**service)
    at = clock.now()
    first = booking_queries.local_date(at) + timedelta(days=2)
    who = list(made.practitioners.all())
    slot = booking_queries.free_slots(made, who, first, first + timedelta(days=7), at)[0]
    return booking.Wish(made.pk, slot.start, int(slot.practitioner))


VERA = booking.Booker("Vera", "vera@example.com", "", "en")


def a_hold(**service: Any) -> Appointment:
    key = a_key(booking.HOLD_FORM)
    booking.hold(wish=a_wish_for_a_time(**service), contact=VERA, key=key, address="192.0.2.1")
    return Appointment.objects.get()


def the_link_of(appointment: Appointment) -> str:
    return links.make(booking_queries.CONFIRM, appointment.public_id, 1)


def an_appointment(**service: Any) -> Appointment:
    booking.confirm(token=the_link_of(a_hold(**service)))
    return Appointment.objects.get()


def on_appointment(action: Callable[..., Any], line: str, *, is_on_request: bool = False, **values: Any) -> Line:
    """A line for what staff do with an appointment."""

    def make(_actor: Actor) -> dict[str, Any]:
        row = an_appointment(is_on_request=is_on_request)
        return {"appointment_id": row.pk, "expected_version": row.version, **values}

    return Line(action, make, (line,), "booking.manage")


def an_hour_later(actor: Actor) -> dict[str, Any]:
    row = an_appointment()
    wish = booking.Wish(row.service_id, row.starts_at + timedelta(hours=1), row.practitioner_id)
    return {"appointment_id": row.pk, "expected_version": row.version, "wish": wish}


def a_day_before_it(_actor: Actor) -> dict[str, Any]:
    row = an_appointment()
    starts_at = clock.now() + timedelta(hours=20)
    ends_at = starts_at + timedelta(minutes=30)
    Appointment.objects.update(
        starts_at=starts_at, occupied_from=starts_at, ends_at=ends_at, occupied_until=ends_at, booked_at=NOW
    )
    return {"appointment_id": row.pk}


def a_code(_actor: Actor) -> dict[str, Any]:
    row = a_hold()
    code = links.six_digits(booking_queries.CONFIRM, row.public_id, 1)
    return {"token": booking.hold_token(str(row.public_id)), "code": code, "address": "192.0.2.1"}


def a_move_of_ones_own(_actor: Actor) -> dict[str, Any]:
    row = an_appointment()
    return {"token": booking.own_token(row), "starts_at": row.starts_at + timedelta(hours=1)}


def a_hold_that_ended(_actor: Actor) -> dict[str, Any]:
    return {"appointment_id": a_hold().pk, "at": clock.now() + life.HOLD_LIFETIME}


def somebody_who_treats() -> Practitioner:
    return Practitioner.objects.create(name="Ana")


def an_opening(_actor: Actor) -> dict[str, Any]:
    hours = WorkingHours.objects.create(practitioner=somebody_who_treats(), weekday=0, from_minute=480, to_minute=720)
    return {"hours_id": hours.pk}


MONDAY = practice.Opening((0,), 480, 720)
A_DAY_OFF = practice.OtherDay(date(2026, 5, 4), date(2026, 5, 5))
ADA = patients.Particulars(name="Ada")
NEWCOMER = {"email": "new@clinic.example", "name": "Nina", "role": "reception"}


def somebody_here(_actor: Actor) -> dict[str, Any]:
    service = a_schedule()
    who = service.practitioners.get()
    who.hours.all().delete()
    for weekday in range(7):
        who.hours.create(weekday=weekday, from_minute=0, to_minute=1440)
    return {"walk_in": walk_ins.WalkIn(service.pk, who.pk, person_id=a_person().pk)}


def somebody_away(actor: Actor) -> dict[str, Any]:
    row = an_appointment()
    on = booking_queries.local_date(row.starts_at)
    absence = absences.Absence(row.practitioner_id, practice.OtherDay(on, on))
    plan = absences.plan_of(SYSTEM, absence, clock.now())
    return {"absence": absence, "seen": absences.digest_of(absence, plan)}


LINES: tuple[Line, ...] = (
    # Enquiries, by the visitor.
    Line(
        enquiries.receive_enquiry,
        lambda _: {"new": new_enquiry(), "uploads": (), "key": a_key(), "address": "192.0.2.1"},
        ("enquiry.receive",),
    ),
    Line(
        enquiries.open_conversation,
        lambda _: {"token": link_of(an_enquiry()), "fact": "1234", "address": "192.0.2.1"},
        ("enquiry.open_by_visitor",),
    ),
    Line(
        enquiries.open_conversation,
        lambda _: {"token": link_of(an_enquiry()), "fact": "0000", "address": "192.0.2.1"},
        ("enquiry.wrong_fact",),
    ),
    Line(enquiries.write_again, another_message, ("enquiry.write_again",)),
    on_enquiry(enquiries.forget_link, "enquiry.forget_link", needs=""),
    # It says of a message that the rules read it, of which nobody need be told.
    Line(enquiries.mark_screened, lambda _: {"message_id": an_enquiry().last_message_id}, ()),
    # Enquiries, by the practice.
    on_enquiry(enquiries.mark_read, "enquiry.read", needs="enquiries.read"),
    Line(enquiries.answer_enquiry, an_answer, ("enquiry.answer",), "enquiries.answer"),
    on_enquiry(enquiries.mark_called, "enquiry.call"),
    on_enquiry(enquiries.close_enquiry, "enquiry.close"),
    on_enquiry(enquiries.reopen_enquiry, "enquiry.reopen", closed_at=NOW, waiting_since=None),
    on_enquiry(enquiries.revoke_link, "enquiry.revoke_link", needs="enquiries.revoke"),
    on_enquiry(enquiries.renew_link, "enquiry.renew_link"),
    on_enquiry(enquiries.erase_enquiry, "enquiry.erase", needs="enquiries.erase"),
    Line(enquiries.open_document, an_enquiry_with_a_report, ("enquiry.open_document",), "enquiries.documents"),
    Line(enquiries.read_document, an_enquiry_with_a_report, ("enquiry.read_document",), "enquiries.documents"),
    Line(enquiries.remove_outdated, an_old_enquiry, ("enquiry.erase_outdated",)),
    # the e-mail list
    Line(mailing.sign_up, a_wish, ("mailing.sign_up",)),
    Line(mailing.confirm, a_confirm_link, ("mailing.confirm",)),
    Line(mailing.send_again, a_confirm_link, ("mailing.sign_up",)),
    Line(mailing.leave, a_leave_link, ("mailing.leave",)),
    Line(
        mailing.take_off,
        lambda actor: {"subscriber_id": a_subscriber(actor).pk},
        ("mailing.leave",),
        "mailing.manage",
    ),
    Line(
        mailing.erase,
        lambda actor: {"subscriber_id": a_subscriber(actor).pk},
        ("mailing.leave", "mailing.erase"),
        "mailing.manage",
    ),
    Line(mailing.remove_outdated, an_old_wish, ("mailing.erase_outdated",)),
    Line(mailing.erase_of, a_reader, ("mailing.leave",)),
    Line(mailing.come_back, a_leave_link, ("mailing.sign_up",)),
    Line(mailing.prefer, a_wish_of_a_reader, ("mailing.prefer",)),
    Line(mailing.add_topic, lambda _: {"names": {"en": "News"}}, ("mailing.topic_add",), "mailing.send"),
    Line(mailing.change_topic, a_topic, ("mailing.topic_change",), "mailing.send"),
    Line(moving.take_over, lambda _: dict(TABLE), ("mailing.import",), "mailing.manage"),
    Line(moving.hand_out, lambda _: {}, ("mailing.export",), "mailing.manage"),
    Line(letters.add_campaign, lambda _: {"name": "News", "texts": TEXTS}, ("mailing.campaign_add",), "mailing.send"),
    on_letter(letters.change_campaign, "mailing.campaign_change", name="News", texts=TEXTS),
    on_letter(letters.erase_draft, "mailing.campaign_erase"),
    on_letter(letters.send_trial, "mailing.campaign_trial"),
    on_letter(letters.schedule, "mailing.campaign_schedule", starts_at=NOW),
    on_letter(letters.take_back, "mailing.campaign_take_back", "scheduled"),
    on_letter(letters.send_now, "mailing.campaign_start"),
    on_letter(letters.pause, "mailing.campaign_pause", "sending"),
    on_letter(letters.resume, "mailing.campaign_resume", "paused"),
    on_letter(letters.stop, "mailing.campaign_stop", "sending"),
    Line(letters.send_doubtful_again, a_copy_in_doubt, ("mailing.delivery_again",), "mailing.send"),
    Line(letters.let_doubtful_be, a_copy_in_doubt, ("mailing.delivery_let_be",), "mailing.send"),
    # Bookings, by the visitor.
    Line(
        booking.hold,
        lambda _: {
            "wish": a_wish_for_a_time(),
            "contact": VERA,
            "key": a_key(booking.HOLD_FORM),
            "address": "192.0.2.1",
        },
        ("appointment.hold",),
    ),
    Line(booking.confirm, lambda _: {"token": the_link_of(a_hold())}, ("appointment.confirm",)),
    Line(booking.confirm, lambda _: {"token": the_link_of(a_hold(is_on_request=True))}, ("appointment.request",)),
    Line(
        booking.confirm,
        lambda _: {"token": the_link_of(a_hold(is_for_new_people=False))},
        ("appointment.refuse_new",),
    ),
    Line(booking.confirm_by_code, a_code, ("appointment.confirm",)),
    Line(booking.cancel_own, lambda _: {"token": booking.own_token(an_appointment())}, ("appointment.cancel",)),
    Line(booking.move_own, a_move_of_ones_own, ("appointment.move",)),
    # Bookings, by the practice and its worker.
    Line(
        booking.book,
        lambda _: {"wish": a_wish_for_a_time(), "contact": VERA, "person_id": a_person().pk},
        ("appointment.book",),
        "booking.manage",
    ),
    Line(booking.move, an_hour_later, ("appointment.move",), "booking.manage"),
    Line(
        booking.look_at_appointment,
        lambda _: {"appointment_id": an_appointment().pk},
        ("appointment.read",),
        "booking.read",
    ),
    on_appointment(booking.approve, "appointment.approve", is_on_request=True),
    on_appointment(booking.cancel, "appointment.cancel"),
    on_appointment(booking.mark, "appointment.mark", event=life.LifeEvent.ARRIVE),
    Line(
        booking.attach_person,
        lambda _: {"appointment_id": an_appointment().pk},
        ("person.add", "appointment.attach_person"),
    ),
    Line(booking.remind, a_day_before_it, ("appointment.remind",)),
    Line(booking.expire, a_hold_that_ended, ("appointment.expire",)),
    Line(walk_ins.treat_now, somebody_here, ("appointment.here_now",), "booking.manage"),
    Line(
        absences.carry_out,
        somebody_away,
        ("practice.exception", "appointment.cancel", "appointment.absence"),
        "booking.absence",
    ),
    Line(booking.erase_of, lambda _: {"person": a_person()}, ()),
    # Reviews.
    Line(reviews.ask, lambda _: {"email": "v@example.com", "language": "en"}, ("reviews.ask",), "reviews.ask"),
    Line(reviews.write, a_link_to_write, ("reviews.write",)),
    Line(reviews.take_back, a_link_of_a_review, ("reviews.take_back",)),
    Line(reviews.show, lambda _: {"review_id": a_review().pk}, ("reviews.show",), "reviews.decide"),
    Line(
        reviews.refuse,
        lambda _: {"review_id": a_review().pk, "reason": Refusal.INSULT},
        ("reviews.refuse",),
        "reviews.decide",
    ),
    Line(
        reviews.reply,
        lambda _: {"review_id": a_review().pk, "text": "Thank you for writing."},
        ("reviews.reply",),
        "reviews.decide",
    ),
    Line(reviews.set_google, lambda _: {"place": reviews.Place()}, ("reviews.google",), "reviews.decide"),
    Line(reviews.remove_outdated, an_old_question, ("reviews.erase_outdated",)),
    Line(reviews.erase_of, lambda _: {"person": Person(email=a_question().email)}, ()),
    # Drawings.
    *(
        Line(
            intake.open_drawing,
            lambda _, hand=hand: {"person_id": a_person().pk, "hand": hand},  # type: ignore[misc]
            ("drawing.open",),
            needs,
        )
        for hand, needs in (("patient", "intake.hand_over"), ("together", "intake.draw"))
    ),
    on_drawing(intake.save_sheet, "drawing.save", sheet=SHEET, expected_revision=0, save_key="a"),
    on_drawing(intake.hand_in, "drawing.save", "drawing.hand_in", sheet=SHEET, expected_revision=0, save_key="a"),
    on_drawing(intake.look_at_drawing, "drawing.read", needs="intake.read", make=a_drawing_handed_in),
    on_drawing(intake.discard_drawing, "drawing.discard"),
    on_drawing(
        intake.judge,
        "drawing.judge",
        needs="intake.judge",
        make=a_drawing_handed_in,
        muscle="gracilis",
        side="left",
        verdict="confirmed",
    ),
    Line(intake.set_episode, a_drawing_and_a_problem, ("drawing.episode",), "intake.judge"),
    Line(intake.withdraw_judgement, a_judged_drawing, ("drawing.withdraw_judgement",), "intake.judge"),
    Line(intake.erase_of, lambda _: {"person": a_person()}, ()),
    Line(intake.remove_empty, a_sheet_never_begun, ("drawing.remove_empty",)),
    # Patients.
    Line(patients.add_person, lambda _: {"particulars": ADA}, ("person.add",), "patients.write"),
    Line(patients.write_person, lambda _: {"particulars": ADA}, ("person.add",), "patients.write"),
    on_person(patients.change_person, "person.change", "patients.write", particulars=ADA, expected_version=1),
    on_person(
        patients.confirm_name,
        "person.change",
        "patients.write",
        make=lambda: a_person(name="Vera Primjer"),
        given_name="Vera",
        family_name="Primjer",
        expected_version=1,
    ),
    on_person(patients.look_at_person, "person.read", "patients.read"),
    on_person(patients.export_person, "person.export", "patients.export"),
    # It gives names their place in lists, of which nobody need be told.
    Line(patients.put_in_order, lambda _: {"_at": clock.now()}, ()),
    on_person(seeing.look_at_trail, "person.read_trail", "audit.read"),
    Line(merging.merge_people, two_records, ("person.merge",), "patients.merge"),
    Line(merging.undo_merge, a_merge, ("person.undo_merge",), "patients.merge"),
    Line(merging.look_after_merges, an_old_merge, ("person.finish_merge",)),
    on_person(patients.erase_person, "person.erase", "patients.erase"),
    # Problems.
    on_person(
        episodes.open_episode, "episode.open", "patients.write_episodes", facts=episodes.EpisodeFacts("Shoulder")
    ),
    on_episode(episodes.change_episode, "episode.change", facts=episodes.EpisodeFacts("Knee"), expected_version=1),
    on_episode(episodes.set_state, "episode.state", state="onhold", expected_version=1),
    on_episode(episodes.look_at_episode, "episode.read", needs="patients.read_episodes"),
    on_episode(episodes.add_referral, "referral.add", sent=episodes.ReferralFacts("1")),
    on_referral(episodes.change_referral, "referral.change", sent=episodes.ReferralFacts("1"), expected_version=1),
    on_referral(episodes.count_session, "referral.count", expected_version=1),
    Line(episodes.erase_of, lambda _: {"person": a_person()}, ()),
    # Rights.
    Line(rights.note_consent, a_word_about_mails, ("consent.note",), "patients.write"),
    Line(
        rights.set_restraint,
        lambda _: {
            "person_id": a_person().pk,
            "kind": "restriction",
            "reason": "In dispute.",
            "key": a_key(rights.RESTRAINT_FORM),
        },
        ("restraint.set",),
        "rights.manage",
    ),
    Line(
        rights.lift_restraint,
        lambda _: {"restraint_id": a_restraint().pk, "because": "Settled."},
        ("restraint.lift",),
        "rights.manage",
    ),
    Line(
        rights.open_complaint,
        lambda _: {"person_id": a_person().pk, "new": NEW_COMPLAINT, "key": a_key(rights.COMPLAINT_FORM)},
        ("complaint.open", "task.open"),
        "rights.manage",
    ),
    Line(
        rights.look_at_complaint,
        lambda _: {"complaint_id": a_complaint().pk},
        ("complaint.read",),
        "rights.manage",
    ),
    Line(
        rights.close_complaint,
        lambda _: {"complaint_id": a_complaint().pk, "outcome": "Explained."},
        ("complaint.close", "task.done"),
        "rights.manage",
    ),
    Line(
        rights.make_release,
        lambda _: {"person_id": a_person().pk, "new": NEW_RELEASE, "key": a_key(rights.RELEASE_FORM)},
        ("release.make",),
        "rights.manage",
    ),
    Line(rights.look_at_release, lambda _: {"release_id": a_release().pk}, ("release.read",), "rights.manage"),
    Line(rights.erase_of, lambda _: {"person": a_person()}, ()),
    # Tasks.
    Line(worklist.open_task, lambda _: {"new": wanted()}, ("task.open",), "worklist.write"),
    Line(worklist.add_task, lambda _: {"new": wanted()}, ("task.open",), "worklist.write"),
    Line(worklist.settle_with, lambda _: {"origins": [a_task(origin="tests 1").origin]}, ("task.done",)),
    Line(
        worklist.take_task,
        lambda _: {"task_id": a_task().pk, "expected_version": 1},
        ("task.take",),
        "worklist.write",
    ),
    Line(worklist.put_back, a_held_task, ("task.put_back",), "worklist.write"),
    Line(
        worklist.hand_over,
        lambda actor: {**a_held_task(actor), "to_user_id": a_colleague().pk},
        ("task.hand_over",),
        "worklist.write",
    ),
    Line(
        worklist.hand_over_all,
        lambda _: {"from_user_id": a_task(assigned_to_id=a_colleague().pk).assigned_to_id, "to_user_id": None},
        ("task.hand_over",),
        "worklist.manage",
    ),
    Line(worklist.finish_task, a_held_task, ("task.done",), "worklist.write"),
    Line(worklist.settle_tasks, lambda _: {"origins": [a_task(origin="tests 1").origin]}, ("task.done",)),
    Line(worklist.escalate_overdue, an_overdue_task, ("task.escalate",)),
    Line(worklist.free_those_of_the_gone, a_task_of_somebody_gone, ("task.free",)),
    Line(worklist.erase_of, lambda _: {"person": a_person()}, ()),
    # What was typed and not sent: nothing was done yet, and the trail tells nothing.
    Line(drafts.keep_draft, lambda actor: {"owner_id": actor.user_id, "spot": NOTE, "typed": {"note": ["Ring."]}}, ()),
    Line(drafts.forget_draft, lambda actor: {"owner_id": actor.user_id, "address": NOTE.address}, ()),
    Line(drafts.throw_away, lambda _: {"key": uuid.uuid4()}, (), "drafts.keep"),
    Line(drafts.note_presence, lambda _: {"path": "/desk/tasks/1/", "has_script": True}, (), "drafts.keep"),
    Line(drafts.age_out, lambda _: {"at": clock.now()}, ()),
    Line(drafts.erase_drafts_about, lambda _: {"subject": a_task()}, ()),
    Line(drafts.erase_of, lambda _: {"person": a_person()}, ()),
    # Staff.
    Line(accounts.create_member, lambda _: {**NEWCOMER}, ("staff.create",), "staff.manage"),
    Line(accounts.invite, lambda _: {**NEWCOMER}, ("staff.create", "staff.invite"), "staff.manage"),
    on_colleague(accounts.renew_link, "staff.renew_link"),
    on_colleague(accounts.change_role, "staff.change_role", role="editor"),
    on_colleague(accounts.deactivate, "staff.deactivate"),
    on_colleague(accounts.reactivate, "staff.reactivate", is_active=False),
    on_colleague(accounts.reset_second_factor, "second_factor.reset"),
    Line(
        day_codes.issue_day_code,
        lambda _: {
            "user_id": an_enrolled_colleague().pk,
            "key": form_keys.make(day_codes.FORM, clock.now()),
        },
        ("day_code.issue",),
        "staff.manage",
    ),
    Line(
        day_codes.withdraw_day_code,
        lambda _: {"user_id": a_colleague_with_a_day_code().pk},
        ("day_code.withdraw",),
        "staff.manage",
    ),
    Line(day_codes.record_use, lambda _: {}, ("day_code.use",)),
    Line(day_codes.remove_outdated, lambda _: {"at": clock.now()}, ()),
    Line(
        accounts.set_password,
        lambda _: {"user": a_colleague(), "password": "a long enough sentence"},
        ("password.set",),
    ),
    Line(accounts.set_search_keys, lambda _: {"is_on": False}, ("staff.search_keys",)),
    Line(accounts.end_session, lambda actor: {"session_id": a_session_of(actor).pk}, ("session.end",)),
    Line(accounts.end_other_sessions, lambda _: {"kept_key": None}, ("session.end",)),
    # The practice, its mail, its website.
    Line(practice.change_practice, lambda _: {"name": "Nova"}, ("practice.change",), "practice.change"),
    Line(
        practice.save_room,
        lambda _: {"room_id": None, "values": {"name": "Room 1"}},
        ("practice.room",),
        "practice.schedule",
    ),
    Line(
        practice.save_practitioner,
        lambda _: {"practitioner_id": None, "values": {"name": "Ana", "titles": {"en": "Dr"}, "languages": ["en"]}},
        ("practice.practitioner",),
        "practice.schedule",
    ),
    Line(
        practice.save_service,
        lambda _: {
            "service_id": None,
            "practitioners": [somebody_who_treats()],
            "rooms": [],
            "values": {"names": {"en": "Treatment"}, "texts": {"en": "Needles"}},
        },
        ("practice.service",),
        "practice.schedule",
    ),
    Line(
        practice.add_hours,
        lambda _: {"practitioner_id": somebody_who_treats().pk, "opening": MONDAY},
        ("practice.hours",),
        "practice.schedule",
    ),
    Line(practice.remove_hours, an_opening, ("practice.hours",), "practice.schedule"),
    Line(
        practice.add_exception,
        lambda _: {"practitioner_id": None, "day": A_DAY_OFF},
        ("practice.exception",),
        "practice.schedule",
    ),
    Line(
        practice.remove_exception,
        lambda _: {"exception_id": DayException.objects.create(on=date(2026, 5, 4)).pk},
        ("practice.exception",),
        "practice.schedule",
    ),
    Line(
        practice.note_absence,
        lambda _: {"practitioner": somebody_who_treats(), "day": A_DAY_OFF},
        ("practice.exception",),
    ),
    Line(
        practice.decide_holidays,
        lambda _: {
            "year": 2027,
            "closed": [date(2027, 1, 1)],
            "opened": [date(2027, 1, 6)],
            "at": datetime(2026, 5, 4, tzinfo=UTC),
        },
        ("practice.holidays",),
        "practice.schedule",
    ),
    Line(
        practice.reopen_holiday_question,
        lambda _: {"holiday_id": OpenHoliday.objects.create(on=date(2027, 1, 6)).pk},
        ("practice.holidays",),
        "practice.schedule",
    ),
    Line(
        practice.add_credential,
        lambda _: {"practitioner_id": somebody_who_treats().pk, "name": "Course", "valid_until": None},
        ("practice.credential",),
        "practice.schedule",
    ),
    Line(
        practice.remove_credential,
        lambda _: {"credential_id": somebody_who_treats().credentials.create(name="Course").pk},
        ("practice.credential",),
        "practice.schedule",
    ),
    Line(practice.found_practice, before_set_up, ("practice.found",)),
    Line(sending.send_again, lambda _: {"mail_id": a_given_up_mail().pk}, ("outbox.send_again",), "practice.change"),
    Line(
        claims.review_claim,
        lambda _: {"claim_id": a_claim().pk, "on": date(2026, 5, 4)},
        ("claim.review",),
        "claims.review",
    ),
    Line(
        claims.sign_review,
        lambda _: {"claim": a_claim(), "on": date(2026, 5, 4)},
        ("claim.review",),
        "claims.review",
    ),
    Line(claims.withdraw_review, lambda _: {"claim_id": a_claim().pk}, ("claim.withdraw_review",), "claims.review"),
    Line(
        claims.allow_word,
        lambda _: {"word": "cures", "reason": "Denied.", "claim": a_claim()},
        ("website.allow_word",),
        "website.allow_word",
    ),
    Line(
        claims.forbid_word,
        lambda _: {"allowed_word_id": an_allowed_word().pk},
        ("website.forbid_word",),
        "website.allow_word",
    ),
    Line(claims.load_evidence, lambda _: {"files": table(trial(1))}, ("evidence.load",), "website.publish"),
    # The desk.
    Line(
        persons.add_person_from_enquiry,
        lambda _: {"enquiry_id": an_enquiry().pk},
        ("person.add", "enquiry.join"),
        "patients.write",
    ),
    Line(
        persons.join_enquiry,
        lambda _: {"enquiry_id": an_enquiry().pk, "person_id": a_person().pk},
        ("enquiry.join",),
        "patients.write",
    ),
    Line(enquiries.erase_of, lambda _: {"person": a_person()}, ()),
)

# They decide or compare, and write nothing.
NO_WRITES = frozenset(
    {
        claims.lacking_for_review,
        claims.compare_evidence,
        enquiries.sent_path,
        mailing.export_of,
        reviews.export_of,
        mailing.leave_token,
        rights.export_of,
        rights.whole_export_of,
        worklist.export_of,
        drafts.export_of,
        booking.hold_token,
        booking.own_token,
        booking.standing,
        booking.told,
        booking.why_gone,
    }
)
# Tested where their files and pages are.
ELSEWHERE = {
    desk.set_up_practice: "tests/desk/test_practice_and_setup.py",
    load_starter: "tests/website/test_starter_site.py",
    mailing.suppress: "tests/mailing/test_booking.py",
}
# Part of the transaction of whoever calls them.
IN_CALLERS_TRANSACTION = frozenset(
    {
        accounts.create_member,
        claims.sign_review,
        mailing.erase_of,
        patients.write_person,
        practice.found_practice,
        practice.note_absence,
        worklist.add_task,
        worklist.settle_with,
    }
)
# Writes nothing but its line. When that cannot be written it closes its answer, and the test's database with it.
READS_ALONE = frozenset({enquiries.open_document})
