"""Two patients of the demo with what they are treated for, evidently invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drypoint.foundation.core import clock
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.patients.actions import Particulars, add_person
from drypoint.foundation.patients.episodes.actions import EpisodeFacts, ReferralFacts, add_referral, open_episode
from drypoint.foundation.patients.models import Person

ONE = Particulars(
    name="Demo Patient One", birth_year=1980, email="patient.one@example.com", language="en", other_languages="Italian"
)
OTHER = Particulars(
    name="Probna Pacijentica",
    given_name="Probna",
    family_name="Pacijentica",
    birth_year=1975,
    phone="+385 1 0000 003",
    language="hr",
    town="Zagreb",
    note="Molimo zvati poslije 16 sati.",
)
OF_OTHER = ReferralFacts(
    number="PRIMJER-0001",
    doctor="Dr. Primjer",
    diagnosis="Bol u križima (izmišljeno za probu)",
    payer="Izmišljeno osiguranje",
    sessions_allowed=6,
    sessions_used=4,
)


def load(founding: Founding) -> None:
    """Add the patients through the same door as the staff's, unless there are patients already."""
    if Person.objects.exists():
        return
    clinician = founding.staff["clinician"]
    for particulars, facts, sent in (
        (ONE, EpisodeFacts("Shoulder, worse at night", "left", goal="To sleep on that side again."), None),
        (OTHER, EpisodeFacts("Križa i stražnjica", "right", goal="Sjediti dva sata za stolom."), OF_OTHER),
    ):
        person = add_person(actor=clinician, particulars=particulars)
        told = replace(facts, since_year=clock.now().year - 1, responsible_id=clinician.user_id)
        episode = open_episode(actor=clinician, person_id=person.pk, facts=told)
        if sent is not None:
            valid_until = clock.now().date() + timedelta(days=60)
            add_referral(actor=clinician, episode_id=episode.pk, sent=replace(sent, valid_until=valid_until))
