"""The practice: one row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
