"""Two patients of the demo, evidently invented, with what they drew."""

from __future__ import annotations

from drypoint.care.intake.actions import Sheet, hand_in, judge, open_drawing
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.patients.actions import Particulars, add_person
from drypoint.foundation.patients.models import Person
from drypoint.knowledge.bodymap.sheet import Tick

ONE = Particulars(
    name="Demo Patient One", birth_year=1980, email="patient.one@example.com", language="en", other_languages="Italian"
)
OTHER = Particulars(name="Probna Pacijentica", birth_year=1975, phone="+385 1 0000 003", language="hr")
SHOULDER = (
    Sheet(
        "male",
        (),
        (
            Tick("shoulder_front_left", 7),
            Tick("shoulder_outer_left", 6),
            Tick("arm_outer_left", 5),
            Tick("blade_inner_left", 3),
        ),
        note="Invented for the demo: since the spring, worse at night when I lie on it.",
    ),
    Sheet("male", (), (Tick("shoulder_front_left", 4), Tick("shoulder_outer_left", 3))),
)
BUTTOCK = Sheet(
    "female",
    (),
    (
        Tick("upper_buttock_right", 6),
        Tick("lower_buttock_right", 7),
        Tick("thigh_back_upper_right", 5),
        Tick("calf_outer_right", 4, "tingling"),
    ),
    note="Izmišljeno za probu: jače nakon dugog sjedenja.",
)


def load() -> None:
    """Add the patients through the same doors as the staff's, unless there are patients already."""
    if Person.objects.exists():
        return
    clinician = actor_of_user(User.objects.get(role=Role.CLINICIAN, is_demo=True))
    for particulars, sheets in ((ONE, SHOULDER), (OTHER, (BUTTOCK,))):
        person = add_person(actor=clinician, particulars=particulars)
        for number, sheet in enumerate(sheets):
            drawing = open_drawing(actor=clinician, person_id=person.pk, hand="together")
            hand_in(actor=clinician, drawing_id=drawing.pk, sheet=sheet, expected_revision=0, save_key=f"demo {number}")
            if sheets is SHOULDER and number == 0:
                judge(actor=clinician, drawing_id=drawing.pk, muscle="infraspinatus", side="left", verdict="confirmed")
