"""The practice: one row; its rooms, who treats there, what is offered, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.practice.rules import WeekHours
from drypoint.knowledge.language import FALLBACK


class Practice(models.Model):
    """What the practice says of itself on its site, in mails and on forms. There is one row, with id 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of the practice"), max_length=120)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="HR", help_text=_("Two letters, such as HR."))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    emergency_number = models.CharField(_("emergency number"), max_length=16, default="112")
    opening_hours = models.JSONField(_("opening hours"), default=list, blank=True)
    answer_within_hours = models.PositiveSmallIntegerField(_("hours until an enquiry is answered"), default=24)
    languages = models.JSONField(_("languages of the site"), default=list)
    main_language = models.CharField(_("main language"), max_length=8, default=FALLBACK)
    enquiry_kept_days = models.PositiveSmallIntegerField(_("days that an enquiry is kept"), default=365)
    uses_own_counts = models.BooleanField(
        _("rank muscles with what this practice confirmed"),
        default=False,
        help_text=_("How often clinicians here confirmed or rejected a muscle then counts beside the drawing."),
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_practice")]

    def __str__(self) -> str:
        return self.name


# Openings, durations, buffers and steps are whole multiples of this, so that an appointment takes whole cells.
CELL_MINUTES: Final = 5
MINUTES_A_DAY: Final = 24 * 60


def _in_cells(*names: str) -> Q:
    condition = Q()
    for name in names:
        condition &= Q(Exact(F(name) % CELL_MINUTES, 0))
    return condition


def said_in(words: Mapping[str, str], language: str | None) -> str:
    """Return words by language in one of them, or else in whichever they were written first."""
    return words.get(language or "") or next((said for said in words.values() if said), "")


class TreatmentRoom(models.Model):
    """Where somebody is treated; one appointment at a time."""

    name = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField(default=0)
    is_used = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["place", "pk"]

    def __str__(self) -> str:
        return self.name


class Practitioner(models.Model):
    """Who treats, as patients see them. user is their sign-in, if they have one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="practitioner"
    )
    name = models.CharField(max_length=120)
    titles = models.JSONField(default=dict, blank=True)
    languages = models.JSONField(default=list, blank=True)
    daily_cap = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["place", "pk"]

    def __str__(self) -> str:
        return self.name

    def title_in(self, language: str | None) -> str:
        """Return the title in a language."""
        return said_in(self.titles, language)


class Credential(models.Model):
    """Something that somebody may do by a course or a register, such as needling a region; None: without end."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="credentials")
    name = models.CharField(max_length=120)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practitioner", "name"], name="a_credential_is_held_once"),
        ]

    def __str__(self) -> str:
        return f"credential {self.pk}"


class Service(models.Model):
    """What can be booked. A change holds from then on: what is booked keeps its length, its buffers and its price."""

    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    before_minutes = models.PositiveSmallIntegerField(default=0)
    after_minutes = models.PositiveSmallIntegerField(default=0)
    step_minutes = models.PositiveSmallIntegerField(default=15)
    notice_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    change_minutes = models.PositiveIntegerField(default=1440)
    price_cents = models.PositiveIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    is_on_request = models.BooleanField(default=False)
    is_for_new_people = models.BooleanField(default=True)
    practitioners = models.ManyToManyField(Practitioner, blank=True, related_name="services")
    rooms = models.ManyToManyField(TreatmentRoom, blank=True, related_name="services")
    place = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["place", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_in_cells("minutes", "before_minutes", "after_minutes", "step_minutes"),
                name="a_service_takes_whole_cells",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=CELL_MINUTES, step_minutes__gte=CELL_MINUTES), name="a_service_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(None)

    def name_in(self, language: str | None) -> str:
        """Return the name in a language."""
        return said_in(self.names, language)

    def text_in(self, language: str | None) -> str:
        """Return what it is, in a language."""
        return said_in(self.texts, language)


class WorkingHours(models.Model):
    """One opening of one weekday (0 is Monday) of somebody, in wall-clock minutes after midnight; 1440 is 24:00."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    from_minute = models.PositiveSmallIntegerField()
    to_minute = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["weekday", "from_minute", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_in_cells("from_minute", "to_minute"), name="hours_are_whole_cells"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, to_minute__lte=MINUTES_A_DAY, to_minute__gt=F("from_minute")),
                name="hours_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"hours {self.pk}"

    def as_week(self) -> WeekHours:
        """Return it as rules read it."""
        return WeekHours(self.weekday, self.from_minute, self.to_minute, self.valid_from, self.valid_until)


class DayException(models.Model):
    """A date that is other than its weekday: closed, or (with both minutes) open just then.

    Several rows of one date are its several openings. Without a practitioner it holds for everybody who has no row of
    their own on that date. names are those of a public holiday that staff confirmed, by language.
    """

    practitioner = models.ForeignKey(
        Practitioner, null=True, blank=True, on_delete=models.CASCADE, related_name="exceptions"
    )
    on = models.DateField()
    from_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    to_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    names = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["on", "from_minute", "pk"]
        indexes: ClassVar = [models.Index(fields=["on"], name="exceptions_of_a_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(from_minute__isnull=True, to_minute__isnull=True)
                | Q(from_minute__isnull=False, to_minute__isnull=False)
                & Q(to_minute__lte=MINUTES_A_DAY, to_minute__gt=F("from_minute"))
                & _in_cells("from_minute", "to_minute"),
                name="an_exception_is_closed_or_open",
            ),
        ]

    def __str__(self) -> str:
        return f"exception {self.pk}"

    def reason_in(self, language: str | None) -> str:
        """Return why it is other: as somebody wrote it, or the holiday's name in a language."""
        return self.reason or said_in(self.names or {}, language)


class OpenHoliday(models.Model):
    """A public holiday on which the practice decided to be open as usual; names are its own, by language.

    Without one of these, and without a day of the practice that is other, nobody has decided yet.
    """

    on = models.DateField(unique=True)
    names = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["on"]

    def __str__(self) -> str:
        return f"open holiday {self.pk}"
