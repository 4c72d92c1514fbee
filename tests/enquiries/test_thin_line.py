"""A visitor asks and attaches a report; the practice answers; the visitor reads the answer."""

from __future__ import annotations

from django.test import Client
from tests.pages import page_of

from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.mail.outbox import text_to_send
from drypoint.foundation.core.models import OutboxMail
from drypoint.public.enquiries import actions, queries
from drypoint.public.enquiries.models import Enquiry, State

from .conftest import a_file, a_pdf, contents_of, send


def test_from_question_to_answer_read(visitor: Client, alice: Actor) -> None:
    answer = send(visitor, attachments=a_file())
    assert answer.status_code == 303
    enquiry = Enquiry.objects.visible_to(alice).waiting().get()
    assert enquiry.state == State.NEW
    assert page_of(visitor.get(answer["Location"])).main.texts("strong.numeric") == [enquiry.reference]

    download = actions.open_document(actor=alice, enquiry_id=enquiry.pk, number=1)
    assert contents_of(download) == a_pdf()
    assert download["Content-Disposition"] == 'attachment; filename="report-1.pdf"'

    actions.mark_read(actor=alice, enquiry_id=enquiry.pk)
    actions.answer_enquiry(
        actor=alice, enquiry_id=enquiry.pk, text="Please come on Monday.", expected_message_id=enquiry.last_message_id
    )
    news = OutboxMail.objects.get(kind="enquiries.news")
    address = next(line for line in text_to_send(news, clock.now()).splitlines() if line.startswith("http"))
    path = address.removeprefix("http://testserver")

    assert "Monday" not in visitor.get(path).content.decode()
    opened = visitor.post(path, {"fact": "0142"})
    assert opened.status_code == 303
    letters = page_of(visitor.get(path)).main.texts(".letter .prose")
    assert letters == ["It hurts when I bend.", "Please come on Monday."]
    assert [message.text for message in queries.conversation(enquiry)] == [
        "It hurts when I bend.",
        "Please come on Monday.",
    ]
