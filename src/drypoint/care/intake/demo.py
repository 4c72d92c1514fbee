"""What the demo's patients drew."""

from __future__ import annotations

from drypoint.care.intake.actions import SheetContents, hand_in, judge, open_drawing
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.patients.demo import ONE, OTHER
from drypoint.foundation.patients.models import Person
from drypoint.knowledge.bodymap.sheet import Tick

SHOULDER = (
    SheetContents(
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
    SheetContents("male", (), (Tick("shoulder_front_left", 4), Tick("shoulder_outer_left", 3))),
)
BUTTOCK = SheetContents(
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


def load(founding: Founding) -> None:
    """Hand the drawings in through the same doors as the staff's, unless there are drawings already."""
    if PainDrawing.objects.exists():
        return
    clinician = founding.staff["clinician"]
    for particulars, sheets in ((ONE, SHOULDER), (OTHER, (BUTTOCK,))):
        person = Person.objects.filter(name=particulars.name).first()
        if person is None:
            continue
        for number, sheet in enumerate(sheets):
            drawing = open_drawing(actor=clinician, person_id=person.pk, hand="together")
            hand_in(actor=clinician, drawing_id=drawing.pk, sheet=sheet, expected_revision=0, save_key=f"demo {number}")
            if sheets is SHOULDER and number == 0:
                judge(actor=clinician, drawing_id=drawing.pk, muscle="infraspinatus", side="left", verdict="confirmed")
