"""Named reads of bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from drypoint.care.booking import life, rules
from drypoint.care.booking.hours import OpeningHours, WallHours
from drypoint.care.booking.models import Appointment, AppointmentQuerySet
from drypoint.foundation.core import clock, links
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.patients.models import Contact, Person
from drypoint.foundation.practice.models import Practitioner, Service
from drypoint.foundation.practice.queries import open_minutes, rooms_for

# What links are for: the page of a hold (it takes the code), its confirmation by mail, one's own appointment.
HOLD = "booking.hold"
CONFIRM = "booking.confirm"
OWN = "booking.own"
# What people whom a booking made come from, before its number.
ORIGIN = "booking.appointment"
# No appointment takes longer: the form of a service allows fourteen hours, buffers included.
LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class MailedLink:
    """What the link from the mail leads to; is_in_time while it lets whoever holds it in to the appointment."""

    appointment: Appointment | None
    is_in_time: bool


def zone() -> ZoneInfo:
    """Return the practice's zone."""
    return ZoneInfo(settings.TIME_ZONE)


def local_date(at: datetime) -> date:
    """Return the practice's date at a moment."""
    return at.astimezone(zone()).date()


def occupying(at: datetime) -> AppointmentQuerySet:
    """Return what takes time: everything but what was cancelled and holds that have ended."""
    ended = Q(state=life.Stage.HELD, held_until__lte=at)
    return Appointment.objects.filter(state__in=life.OCCUPYING).exclude(ended)


def meeting(begins: datetime, ends: datetime, at: datetime) -> AppointmentQuerySet:
    """Return what takes time and meets a stretch."""
    return occupying(at).filter(
        # Both edges of one column, so that the index leaves out the years before.
        occupied_from__gt=begins - LONGEST,
        occupied_from__lt=ends,
        occupied_until__gt=begins,
    )


def rooms_taken(begins: datetime, ends: datetime, at: datetime, *, leaving_out: int | None = None) -> set[int]:
    """Return the rooms in which an appointment meets a stretch; leaving_out is one that stands in nobody's way."""
    found = meeting(begins, ends, at).filter(room__isnull=False)
    if leaving_out is not None:
        found = found.exclude(pk=leaving_out)
    return set(found.values_list("room_id", flat=True))


def shares_its_room(appointment: Appointment, at: datetime) -> bool:
    """Say whether another appointment is in the same room at the same time."""
    others = rooms_taken(appointment.occupied_from, appointment.occupied_until, at, leaving_out=appointment.pk)
    return appointment.room_id in others


def free_slots(
    service: Service,
    practitioners: Sequence[Practitioner],
    first: date,
    last: date,
    at: datetime,
    *,
    leaving_out: int | None = None,
) -> list[rules.Slot]:
    """Return the free times of a service with these people on the dates from the first to the last.

    It takes four queries, one more where a day has a cap.

    leaving_out is an appointment that is about to be moved, and so stands in nobody's way.
    """
    rooms = rooms_for(service)
    if not practitioners or (not rooms and service.rooms.exists()):
        return []
    today = local_date(at)
    first = max(first, today)
    last = min(last, today + timedelta(days=service.horizon_days))
    if last < first:
        return []
    ids = [practitioner.pk for practitioner in practitioners]
    begin, end = clock.beginning_of(first, days_later=-1), clock.beginning_of(last, days_later=2)
    around = meeting(begin, end, at).filter(Q(practitioner__in=ids) | Q(room__in=[room.pk for room in rooms]))
    if leaving_out is not None:
        around = around.exclude(pk=leaving_out)
    busy: dict[str, list[rules.BusyTime]] = {}
    counts: dict[int, dict[date, int]] = {}
    for who, where, begins, ends in around.values_list("practitioner_id", "room_id", "occupied_from", "occupied_until"):
        time = rules.BusyTime(begins, ends)
        busy.setdefault(f"p{who}", []).append(time)
        busy.setdefault(f"r{where}", []).append(time)
    capped = [practitioner.pk for practitioner in practitioners if practitioner.daily_cap is not None]
    if capped:
        for who, starts_at in around.filter(practitioner__in=capped).values_list("practitioner_id", "starts_at"):
            on = local_date(starts_at)
            counts.setdefault(who, {})[on] = counts.get(who, {}).get(on, 0) + 1
    # The day before the first one too: its opening can reach over midnight where clocks are put back.
    opened = open_minutes(ids, first - timedelta(days=1), last)
    return rules.free_slots(
        rules.SlotQuestion(
            zone=zone(),
            now=at,
            first=first,
            last=last,
            service=rules.Service(
                minutes=service.minutes,
                step_minutes=service.step_minutes,
                horizon_days=service.horizon_days,
                before_minutes=service.before_minutes,
                after_minutes=service.after_minutes,
                notice_minutes=service.notice_minutes,
            ),
            practitioners=[
                rules.Practitioner(
                    id=str(who.pk),
                    hours=OpeningHours(
                        {}, {day: tuple(WallHours(*one) for one in found) for day, found in opened[who.pk].items()}
                    ),
                    busy=busy.get(f"p{who.pk}", ()),
                    daily_cap=who.daily_cap,
                    booked_on=counts.get(who.pk, {}),
                )
                for who in practitioners
            ],
            rooms=[rules.Room(str(room.pk), busy.get(f"r{room.pk}", ())) for room in rooms],
        )
    )


def whole_horizon(service: Service, at: datetime) -> tuple[date, date]:
    """Return the first and the last date on which a service can be booked."""
    today = local_date(at)
    return today, today + timedelta(days=service.horizon_days)


def behind_link(purpose: str, token: str, at: datetime, *, is_locked: bool = False) -> Appointment | None:
    """Return what a link leads to, in one query whether or not it is genuine; is_locked keeps the row for a write."""
    return _of_link(links.read_or_nobody(purpose, token, at), is_locked=is_locked)


def behind_confirm_link(token: str, at: datetime, *, is_locked: bool = False) -> MailedLink:
    """Return what the link from the mail leads to, in one query; is_locked keeps the row for a write."""
    # Read without its end: what was confirmed is said to be so later too, and a hold has its own end.
    link = links.read_late_or_nobody(CONFIRM, token)
    is_in_time = link.expires_at is None or at < link.expires_at
    return MailedLink(_of_link(link, is_locked=is_locked), is_in_time)


def _of_link(link: links.SignedLink, *, is_locked: bool) -> Appointment | None:
    rows = Appointment.objects.select_for_update(of=("self",)) if is_locked else Appointment.objects.all()
    found = rows.select_related("service", "practitioner")
    return found.filter(public_id=link.subject, link_version=link.version).first()


def is_known(email: str) -> bool:
    """Say whether the practice has met whoever reads this mailbox; asked only once that is verified.

    They came, or staff noted the address. Whom a booking made is known once they came: anybody can book a name.
    """
    came = Appointment.objects.filter(state__in=life.CAME, person__isnull=False)
    if came.filter(email__iexact=email.casefold()).exists():
        return True
    written = Contact.of(Contact.Kind.EMAIL, email)
    contacts = Contact.objects.filter(kind=Contact.Kind.EMAIL, normalised=written.normalised)
    met = ~Q(person__origin__startswith=f"{ORIGIN} ") | Q(person__in=came.values("person"))
    return contacts.filter(met, person__in=Person.objects.visible_to(SYSTEM)).exists()


def person_before(appointment: Appointment) -> int | None:
    """Return the person of an earlier appointment of the same name from the same mailbox, if there is one."""
    earlier = Appointment.objects.filter(email__iexact=appointment.email, person__isnull=False).exclude(
        pk=appointment.pk
    )
    for other in earlier.order_by("-pk")[:50]:
        if other.for_whom.casefold() == appointment.for_whom.casefold():
            return other.person_id
    return None


def of_day(actor: Actor, day: date) -> list[Appointment]:
    """Return what stands on a date, by time; holds that nobody has confirmed yet too."""
    begins, ends = clock.beginning_of(day), clock.beginning_of(day, days_later=1)
    return list(whole(actor).filter(starts_at__gte=begins, starts_at__lt=ends).order_by("starts_at", "pk"))


def whole(actor: Actor) -> AppointmentQuerySet:
    """Return appointments with all that their page shows, in one query."""
    return Appointment.objects.visible_to(actor).select_related("service", "practitioner", "room")


def requests(actor: Actor) -> list[Appointment]:
    """Return what waits for approval, by time."""
    return list(whole(actor).filter(state=life.Stage.REQUESTED).order_by("starts_at", "pk"))


def of_person(actor: Actor, person: Person) -> list[Appointment]:
    """Return a patient's appointments, by time."""
    return list(whole(actor).filter(person=person).order_by("starts_at", "pk"))


def export_of(person: Person) -> object:
    """Return what bookings hold about a person, in order."""
    found = Appointment.objects.filter(person=person).select_related("service", "practitioner", "episode")
    return [
        {
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
            "service": row.service.names,
            "with": row.practitioner.name,
            "state": row.state,
            "episode": str(row.episode.public_id) if row.episode else None,
            "made_at": row.made_at.isoformat(),
            "booked_by": {"name": row.name, "email": row.email, "phone": row.phone},
            "for": row.for_whom,
            "note": row.note,
            "price_cents": row.price_cents,
            "currency": row.currency,
            "cancelled_by": row.cancelled_by,
            "cancel_reason": row.cancel_reason,
        }
        for row in found.order_by("starts_at", "pk")
    ]
