"""Where staff write about problems, so that what they type is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.registries.places import About, WritingPlace, number_in, typed_in
from drypoint.foundation.patients.episodes.forms import EpisodeForm, ReferralForm
from drypoint.foundation.patients.models import Episode, Person, Referral

_EPISODE = typed_in(lambda: EpisodeForm(None, person=Person(), episode=None))
_REFERRAL = typed_in(lambda: ReferralForm(None, referral=None))


def _about_person(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(number_in(ids, "person_pk"))


def _about_episode(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(Episode.objects.filter(pk=number_in(ids, "pk")).values_list("person_id", flat=True).first())


def _about_referral(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    found = Referral.objects.filter(pk=number_in(ids, "pk"))
    return About(found.values_list("episode__person_id", flat=True).first())


PLACES = (
    WritingPlace(
        "patients_desk:episode_new", 310, _("A new problem"), "patients_desk:episode_new", _EPISODE, _about_person
    ),
    WritingPlace(
        "patients_desk:episode_change", 310, _("A problem"), "patients_desk:episode_change", _EPISODE, _about_episode
    ),
    WritingPlace(
        "patients_desk:referral_new", 310, _("A new referral"), "patients_desk:referral_new", _REFERRAL, _about_episode
    ),
    WritingPlace(
        "patients_desk:referral_change",
        310,
        _("A referral"),
        "patients_desk:referral_change",
        _REFERRAL,
        _about_referral,
    ),
)
