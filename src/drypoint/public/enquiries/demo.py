"""A few conversations of the demo, between people who are evidently invented."""

from __future__ import annotations

from dataclasses import dataclass

from drypoint.foundation.core import clock
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.files.uploads import upload_of
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.public.enquiries import demo_report
from drypoint.public.enquiries.actions import ASK_FORM, NewEnquiry, answer_enquiry, receive_enquiry
from drypoint.public.enquiries.models import Enquiry, Problem


@dataclass(frozen=True)
class Conversation:
    """What a visitor wrote, and the practice's answer if there is one yet."""

    new: NewEnquiry
    answer: str = ""
    report: tuple[str, ...] = ()


CONVERSATIONS = (
    Conversation(
        NewEnquiry(
            name="Demo Visitor One",
            email="visitor.one@example.com",
            phone="",
            birth_year=1980,
            language="en",
            problem=Problem.LUMBAR_SPINE.value,
            text="My lower back has ached for six weeks, mostly after sitting. Would dry needling be an option for me?",
            has_health_consent=True,
        ),
        report=demo_report.ENGLISH,
        answer=(
            "Thank you for writing. We would first examine your back and ask some questions; then we can say whether "
            "needling is worth a try, and what else may help. Please ring us for a time."
        ),
    ),
    Conversation(
        NewEnquiry(
            name="Probna Posjetiteljica",
            email="posjetiteljica@example.com",
            phone="+385 1 0000 001",
            birth_year=None,
            language="hr",
            problem=Problem.ARM_TINGLING.value,
            text="Već mjesec dana osjećam trnce u desnoj ruci. Prilažem nalaz specijalista. Mogu li doći?",
            has_health_consent=True,
        ),
        report=demo_report.CROATIAN,
    ),
    Conversation(
        NewEnquiry(
            name="Demo Visitor Two",
            email="",
            phone="+385 1 0000 002",
            birth_year=None,
            language="en",
            problem=Problem.GENERAL.value,
            text="Is there parking near the practice, and can I pay by card?",
            has_health_consent=False,
        ),
    ),
)


def load(founding: Founding) -> None:
    """Send the conversations through the same door as a visitor's, unless there are enquiries already."""
    if Enquiry.objects.exists():
        return
    clinician = founding.staff["clinician"]
    for conversation in CONVERSATIONS:
        key = form_keys.make(ASK_FORM, clock.now())
        report = conversation.report
        uploads = [upload_of("report.pdf", demo_report.a_report(report))] if report else []
        receive_enquiry(new=conversation.new, uploads=uploads, key=key, address="demo")
        if conversation.answer:
            enquiry = Enquiry.objects.latest("pk")
            answer_enquiry(
                actor=clinician,
                enquiry_id=enquiry.pk,
                text=conversation.answer,
                expected_message_id=enquiry.last_message_id,
            )
