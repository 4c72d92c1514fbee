"""The timeline on a patient's page, narrowed by the address, without script."""

from __future__ import annotations

from django.test import Client

from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.core import clock
from tests.desk.conftest import make_enquiry
from tests.pages import page_of
from tests.patients.people import a_person, an_episode


def test_the_address_says_what_of_the_timeline_is_shown(clinician: Client, reception: Client) -> None:
    pk = a_person()
    knee, shoulder = an_episode(pk, problem="Knee"), an_episode(pk, problem="Shoulder")
    make_enquiry(person_id=pk)
    at = clock.now()
    for episode in (knee, shoulder, shoulder):
        PainDrawing.objects.create(person_id=pk, episode=episode, made_at=at, open_until=at, finished_at=at)

    def shown(query: str) -> int:
        return len(page_of(clinician.get(f"/desk/patients/{pk}/{query}")).section("Timeline").items)

    assert shown("") == 4
    assert shown("?kind=intake.drawings") == 3
    assert shown(f"?episode={shoulder.pk}") == 2
    assert shown(f"?kind=intake.drawings&episode={knee.pk}") == 1
    assert shown(f"?kind=enquiries.received&episode={knee.pk}") == 0
    assert shown("?kind=nothing&episode=x") == 4
    page = page_of(clinician.get(f"/desk/patients/{pk}/?episode={knee.pk}"))
    (chosen,) = page.select("#timeline-episode option[selected]")
    assert chosen.text == "Knee"
    assert page.section("Timeline").links["Show everything"] == f"/desk/patients/{pk}/#timeline"
    assert not page_of(reception.get(f"/desk/patients/{pk}/?episode={knee.pk}")).select("#timeline-episode")
