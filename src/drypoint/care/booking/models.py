"""Appointments, and the cells by which the database refuses that two take the same time."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from drypoint.care.booking import life
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Episode, Person
from drypoint.foundation.practice.models import Practitioner, Service, TreatmentRoom


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments by what one may see."""

    def visible_to(self, actor: Actor) -> AppointmentQuerySet:
        """Return what the actor may read: staff with booking.read everything, anybody else nothing."""
        return self.all() if actor.may("booking.read") else self.none()


class Appointment(models.Model):
    """One visit at one time. name, e-mail and telephone are those of whoever booked; patient_name if it is for another.

    occupied_from and occupied_until hold the buffers, so that they are what BookedCell holds. person is made once the
    mail address is verified. episode is the problem that it was booked for, if it was booked from one. price_cents is
    what was told at booking. sequence counts what calendars were told.
    """

    class State(models.TextChoices):
        """Where it stands; life.Stage in words."""

        HELD = "held", pgettext_lazy("appointment", "held")
        REQUESTED = "requested", pgettext_lazy("appointment", "requested")
        BOOKED = "booked", pgettext_lazy("appointment", "booked")
        CANCELLED = "cancelled", pgettext_lazy("appointment", "cancelled")
        ARRIVED = "arrived", pgettext_lazy("appointment", "arrived")
        IN_ROOM = "in_room", pgettext_lazy("appointment", "in the room")
        DONE = "done", pgettext_lazy("appointment", "done")
        NO_SHOW = "no_show", pgettext_lazy("appointment", "did not come")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(TreatmentRoom, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(max_length=16, choices=State.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    occupied_from = models.DateTimeField()
    occupied_until = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    link_version = models.PositiveIntegerField(default=1)
    sequence = models.PositiveIntegerField(default=0)
    price_cents = models.PositiveIntegerField(null=True)
    currency = models.CharField(max_length=3)
    change_minutes = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=8)
    patient_name = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    override_reason = models.CharField(max_length=200, blank=True)
    cancelled_by = models.CharField(max_length=16, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    starts_at__gte=F("occupied_from"), ends_at__gt=F("starts_at"), occupied_until__gte=F("ends_at")
                ),
                name="an_appointment_takes_time",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False) | (~Q(state="held") & Q(held_until__isnull=True)),
                name="a_hold_has_its_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["practitioner", "occupied_from"], name="appointments_of_somebody"),
            models.Index(fields=["room", "occupied_from"], name="appointments_of_a_room"),
            models.Index(fields=["starts_at"], name="appointments_by_day"),
            models.Index(fields=["held_until"], condition=Q(state="held"), name="holds_by_their_end"),
            models.Index(fields=["email"], name="appointments_of_a_mailbox"),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def for_whom(self) -> str:
        """Return the name of whoever is treated."""
        return self.patient_name or self.name

    @property
    def resources(self) -> list[str]:
        """Return what it takes up: somebody, and a room if it needs one."""
        taken = [f"p{self.practitioner_id}"]
        return taken if self.room_id is None else [*taken, f"r{self.room_id}"]

    @property
    def stands(self) -> life.Stage:
        """Return the state as the rules know it."""
        return life.Stage(self.state)


class BookedCell(models.Model):
    """Five minutes of somebody ("p12") or of a room ("r3"), taken by one appointment: unique, whoever asks at once."""

    resource = models.CharField(max_length=24)
    starts_at = models.DateTimeField()
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="cells")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "starts_at"], name="a_cell_is_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.starts_at:%Y-%m-%d %H:%M}"
