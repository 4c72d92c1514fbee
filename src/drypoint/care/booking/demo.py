"""The demo's rooms, people, services and a month of bookings, evidently invented, in every language of the site."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from drypoint.care.booking import actions, queries
from drypoint.care.booking.actions import Wish
from drypoint.care.booking.changing import Booker
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.patients.actions import Particulars, add_person
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice import actions as practice
from drypoint.foundation.practice.actions import Opening
from drypoint.foundation.practice.models import Practitioner, Service
from drypoint.foundation.practice.queries import who_offers

WEEKS = 4
ROOMS = ("1", "2")
SERVICES: tuple[dict[str, object], ...] = (
    {
        "names": {"en": "First visit", "hr": "Prvi pregled"},
        "texts": {"en": "We talk, examine and plan.", "hr": "Razgovor, pregled i plan."},
        "minutes": 60,
        "after_minutes": 10,
        "step_minutes": 30,
        "price_cents": 7000,
        "place": 1,
    },
    {
        "names": {"en": "Further visit", "hr": "Ponovni pregled"},
        "texts": {"en": "We see how it went, and treat.", "hr": "Pregled napretka i tretman."},
        "minutes": 30,
        "after_minutes": 10,
        "step_minutes": 20,
        "price_cents": 4500,
        "is_for_new_people": False,
        "place": 2,
    },
    {
        "names": {"en": "Conversation about a report", "hr": "Razgovor o nalazu"},
        "texts": {"en": "We look at it first and confirm the time.", "hr": "Najprije ga pogledamo i potvrdimo termin."},
        "minutes": 20,
        "step_minutes": 20,
        "price_cents": 2500,
        "is_on_request": True,
        "place": 3,
    },
)
PEOPLE = (
    ("Demo Patient Three", "en"),
    ("Probni Pacijent Četiri", "hr"),
    ("Demo Patient Five", "en"),
    ("Probna Pacijentica Šest", "hr"),
    ("Demo Patient Seven", "en"),
    ("Probni Pacijent Osam", "hr"),
    ("Demo Patient Nine", "en"),
    ("Probna Pacijentica Deset", "hr"),
)
CLOSED = 7


def load(founding: Founding) -> None:
    """Set up hours and book a month through the same doors as staff, unless there is somebody who treats already."""
    if Practitioner.objects.exists():
        return
    _set_up(founding)
    for number, (name, language) in enumerate(PEOPLE, 3):
        add_person(
            actor=founding.staff["clinician"],
            particulars=Particulars(name=name, birth_year=1950 + 5 * number, language=language),
            origin=f"booking.demo {number}",
        )
    _book_a_month(founding)


def _set_up(founding: Founding) -> None:
    owner, clinician = founding.staff["owner"], founding.staff["clinician"]
    rooms = [
        practice.save_room(actor=owner, room_id=None, values={"name": f"Room {name} / Soba {name}", "place": place})
        for place, name in enumerate(ROOMS)
    ]
    titles = {"en": "Physiotherapist", "hr": "Fizioterapeut"}
    people = [
        practice.save_practitioner(
            actor=owner,
            practitioner_id=None,
            values={"name": name, "titles": titles, "languages": list(languages), "user_id": user_id, "place": place},
        )
        for place, (name, languages, user_id) in enumerate(
            (
                ("Demo Clinician", founding.languages, clinician.user_id),
                ("Probna Terapeutkinja", founding.languages[:1], None),
            )
        )
    ]
    for person, openings in zip(
        people, ((Opening((0, 1, 2, 3, 4), 480, 720), Opening((0, 2), 780, 1020)), (Opening((1, 3, 4), 720, 1140),)),
        strict=True,
    ):  # fmt: skip
        for opening in openings:
            practice.add_hours(actor=owner, practitioner_id=person.pk, opening=opening)
    for values in SERVICES:
        practice.save_service(actor=owner, service_id=None, values=values, practitioners=people, rooms=rooms)


def _book_a_month(founding: Founding) -> None:
    """Take some of the free times of each day, always the same ones."""
    actor, at = founding.staff["reception"], clock.now()
    people = list(Person.objects.visible_to(SYSTEM).filter(Q(origin__startswith="booking.demo")).order_by("pk"))
    services = list(Service.objects.order_by("place"))[:2]
    today, turn = queries.local_date(at), 0
    for ahead in range(WEEKS * 7):
        day = today + timedelta(days=ahead)
        for _part in range(5):
            service = services[turn % 2]
            free = queries.free_slots(service, who_offers(service), day, day, at)
            if not free:
                break
            turn += 1
            slot, person = free[(turn * CLOSED) % len(free)], people[turn % len(people)]
            actions.book(
                actor=actor,
                wish=Wish(service.pk, slot.start, int(slot.practitioner)),
                contact=Booker(person.name, "", person.phone, person.language),
                person_id=person.pk,
            )
