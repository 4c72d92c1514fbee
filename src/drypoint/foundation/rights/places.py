"""Where the owner writes about rights, so that what is typed is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.registries.places import About, WritingPlace, number_in, typed_in
from drypoint.foundation.rights.forms import CloseForm, ComplaintForm, ConsentForm, LiftForm, ReleaseForm, RestraintForm
from drypoint.foundation.rights.models import Complaint, Restraint


def _about_person(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(number_in(ids, "pk"))


def _about_restraint(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(Restraint.objects.filter(pk=number_in(ids, "pk")).values_list("person_id", flat=True).first())


def _about_complaint(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(Complaint.objects.filter(pk=number_in(ids, "pk")).values_list("person_id", flat=True).first())


PLACES = (
    WritingPlace(
        "rights_desk:consents", 320, _("What a patient agreed to"), "rights_desk:consents",
        typed_in(lambda: ConsentForm(contacts=())), _about_person,
    ),
    WritingPlace(
        "rights_desk:restrain", 320, _("A restriction or legal hold"), "rights_desk:restrain",
        typed_in(RestraintForm), _about_person,
    ),
    WritingPlace(
        "rights_desk:lift", 320, _("Why something is lifted"), "rights_desk:lift", typed_in(LiftForm), _about_restraint
    ),
    WritingPlace(
        "rights_desk:complain", 320, _("A complaint"), "rights_desk:complain",
        typed_in(lambda: ComplaintForm(happened=(), today=None)), _about_person,
    ),
    WritingPlace(
        "rights_desk:complaint", 320, _("How a complaint ended"), "rights_desk:complaint",
        typed_in(CloseForm), _about_complaint,
    ),
    WritingPlace(
        "rights_desk:release", 320, _("What is given to others"), "rights_desk:release",
        typed_in(ReleaseForm), _about_person,
    ),
)  # fmt: skip
