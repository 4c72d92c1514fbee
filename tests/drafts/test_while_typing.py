"""What is typed is kept as it is typed, is its writer's alone, ages, and is known to whom it concerns."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.drafts import actions, rules
from drypoint.foundation.drafts.models import Draft, Presence
from drypoint.foundation.drafts.rules import PlacedForm, spot_of
from drypoint.foundation.drafts.sealed import reseal_drafts, text_of
from drypoint.foundation.patients.models import Person
from drypoint.foundation.worklist.models import Task
from drypoint.public.enquiries import actions as enquiries
from drypoint.public.enquiries.models import Enquiry
from tests.pages import page_of
from tests.patients.people import a_person

WORDS = "Dođite sutra u 9."


def called(name: str) -> int:
    pk = a_person()
    Person.objects.filter(pk=pk).update(name=name)
    return pk


def spot(address: str, hint: str = "") -> PlacedForm:
    found = spot_of(address, hint)
    assert found is not None
    return found


def keep(client: Client, address: str, page: str = "", **typed: str) -> int:
    sent = {"draft-address": address, "draft-page": page, "csrfmiddlewaretoken": "x", **typed}
    return int(client.post("/desk/drafts/keep/", sent).status_code)


def filled(client: Client, page: str) -> list[dict[str, object]]:
    """Return what the page's script puts back."""
    text = client.get(page).content.decode()
    _before, _mark, after = text.partition('<script id="drafts-left" type="application/json">')
    found: list[dict[str, object]] = json.loads(after.partition("</script>")[0])
    return found


def test_what_is_typed_is_put_back_where_it_was_typed(reception: Client, enquiry: Enquiry) -> None:
    page = f"/desk/enquiries/{enquiry.pk}/"
    assert keep(reception, f"{page}answer/", page, text="Do") == 200
    assert keep(reception, f"{page}answer/", page, text=WORDS) == 200
    (one,) = filled(reception, page)
    assert (one["address"], one["typed"]) == (f"{page}answer/", {"text": [WORDS]})
    shown = reception.get("/desk/").content.decode()
    assert "1 text of yours is kept and not sent." in shown
    assert "An answer to an enquiry" in reception.get("/desk/drafts/").content.decode()


def test_it_says_when_it_was_kept_and_says_nothing_of_an_empty_form(reception: Client, enquiry: Enquiry) -> None:
    address = f"/desk/enquiries/{enquiry.pk}/answer/"
    said = reception.post("/desk/drafts/keep/", {"draft-address": address, "text": WORDS}).json()["said"]
    assert said.startswith("Kept at ")
    assert reception.post("/desk/drafts/keep/", {"draft-address": address, "text": "  "}).json() == {"said": ""}
    assert not Draft.objects.exists()


def test_two_forms_of_one_address_are_told_apart_by_what_follows_the_question_mark(reception: Client) -> None:
    ana, iva = called("Ana"), called("Iva")
    for pk, words in ((ana, "Ring Ana."), (iva, "Ring Iva.")):
        address = f"/desk/tasks/new/?person={pk}"
        assert keep(reception, address, address, note=words, person=str(pk)) == 200
    found = filled(reception, f"/desk/tasks/new/?person={iva}")
    assert {one["address"]: one["typed"]["note"] for one in found} == {  # type: ignore[index]
        f"/desk/tasks/new/?person={ana}": ["Ring Ana."],
        f"/desk/tasks/new/?person={iva}": ["Ring Iva."],
    }
    assert {(one.page, one.person_id) for one in Draft.objects.all()} == {
        (f"/desk/tasks/new/?person={ana}", ana),
        (f"/desk/tasks/new/?person={iva}", iva),
    }


def test_what_was_sent_is_kept_no_more_and_what_was_refused_is(reception: Client) -> None:
    keep(reception, "/desk/tasks/new/", note=WORDS)
    assert reception.post("/desk/tasks/new/", {"note": WORDS, "due_on": "never", "level": "3"}).status_code == 422
    assert Draft.objects.count() == 1
    sent = {"note": WORDS, "due_on": "2030-01-07", "level": "3", "assigned_to": ""}
    assert reception.post("/desk/tasks/new/", sent).status_code == 302
    assert Task.objects.get().note == WORDS
    assert not Draft.objects.exists()


def test_what_a_warning_led_back_from_is_still_kept_and_the_warning_is_shown(
    reception: Client, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person.objects.get(pk=a_person())
    address = f"/desk/patients/{person.pk}/book/?service=1"
    keep(reception, address, address, reason=WORDS)
    monkeypatch.setattr("drypoint.care.booking.views_desk._wanted", lambda *_: (_Wish(), ""))
    monkeypatch.setattr("drypoint.care.booking.views_desk.actions.book", _taken)
    assert reception.post(address, {"reason": WORDS})["Location"] == address
    assert "This time is not free any more." in reception.get("/desk/").content.decode()
    assert Draft.objects.count() == 1


class _Wish:
    service_id = 1


def _taken(**_wish: object) -> None:
    from drypoint.care.booking.placing import TimeTakenError

    raise TimeTakenError


def test_nobody_else_reads_or_throws_away_what_somebody_typed(
    reception: Client, clinician: Client, enquiry: Enquiry
) -> None:
    page = f"/desk/enquiries/{enquiry.pk}/"
    keep(reception, f"{page}answer/", page, text=WORDS)
    key = Draft.objects.get().key
    assert filled(clinician, page) == []
    assert clinician.get(f"/desk/drafts/{key}/").status_code == 404
    clinician.post(f"/desk/drafts/{key}/drop/")
    assert WORDS not in clinician.get("/desk/drafts/").content.decode()
    shown = reception.get(f"/desk/drafts/{key}/").content.decode()
    assert WORDS in shown
    assert "You typed this and did not send it." in shown
    assert "Send it now" not in shown
    keep(reception, "/desk/tasks/new/", note=WORDS)
    assert "Thrown away." in reception.post(f"/desk/drafts/{key}/drop/", follow=True).content.decode()
    assert [one.place for one in Draft.objects.all()] == ["worklist_desk:new"]


def test_what_is_thrown_away_is_gone_and_who_is_nobody_has_nothing_open(reception: Client, rita: User) -> None:
    keep(reception, "/desk/tasks/new/", note=WORDS)
    may, key = actor_of_user(rita), Draft.objects.get().key
    assert [actions.throw_away(actor=may, key=key) for _ in range(2)] == [True, False]
    Presence.objects.all().delete()
    actions.note_presence(actor=type(may)("system", None, may.capabilities), path="/desk/", has_script=True)
    assert not Presence.objects.exists()


@pytest.mark.parametrize(
    "address", ["/desk/tasks/act/", "/desk/drafts/keep/", "/en/", "/nothing/", "", "https://[evil", "/desk/staff/1/"]
)
def test_what_is_no_place_is_not_kept(reception: Client, address: str) -> None:
    assert keep(reception, address, note=WORDS) == 404
    assert not Draft.objects.exists()


def test_more_than_is_kept_is_said(reception: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_CHARACTERS", 200)
    assert keep(reception, "/desk/tasks/new/", note="a" * 100) == 200
    assert keep(reception, "/desk/tasks/new/", note="a" * 200) == 413
    assert "a" * 100 in text_of(Draft.objects.get())


def test_on_the_disk_it_is_sealed_and_bound_to_its_row(reception: Client, rita: User) -> None:
    keep(reception, "/desk/tasks/new/", note=WORDS)
    keep(reception, "/desk/tasks/new/?person=0", note="Other words.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM drafts_draft")
        held = b"".join(bytes(value) for row in cursor for value in row if isinstance(value, bytes | memoryview))
    assert WORDS.encode() not in held
    first, second = Draft.objects.order_by("pk")
    first.sealed = second.sealed
    with pytest.raises(DamagedFileError):
        text_of(first)
    first.save()
    assert [line for line in filled(reception, "/desk/tasks/new/") if line["typed"]] == [
        line for line in filled(reception, "/desk/tasks/new/") if line["address"] == "/desk/tasks/new/?person=0"
    ]


def test_a_new_key_takes_the_place_of_the_old_one(reception: Client, settings: LazySettings) -> None:
    keep(reception, "/desk/tasks/new/", note=WORDS)
    keep(reception, "/desk/tasks/new/?person=0", note=WORDS)
    Draft.objects.filter(address="/desk/tasks/new/?person=0").update(sealed=b"damaged")
    old = settings.DOCUMENT_KEYS
    settings.DOCUMENT_KEYS = (b"n" * 32, *old)
    steps: list[tuple[int, int]] = []
    assert reseal_drafts(lambda done, total: steps.append((done, total))) == 1
    assert steps == [(1, 2), (2, 2)]
    settings.DOCUMENT_KEYS = (b"n" * 32,)
    assert WORDS in text_of(Draft.objects.get(address="/desk/tasks/new/"))


def test_what_nobody_touches_for_two_weeks_is_forgotten(reception: Client) -> None:
    keep(reception, "/desk/tasks/new/", note=WORDS)
    changed = Draft.objects.get().changed_at
    assert actions.age_out(changed + timedelta(days=14)) == 0
    assert actions.age_out(changed + timedelta(days=14, seconds=1)) == 1
    assert not Draft.objects.exists()


def test_what_was_typed_about_a_patient_is_exported_and_erased_with_them(reception: Client, rita: User) -> None:
    ana, iva = (Person.objects.get(pk=called(name)) for name in ("Ana", "Iva"))
    for person in (ana, iva):
        keep(reception, f"/desk/patients/{person.pk}/change/", note=f"About {person.name}.")
    (held,) = actions.export_of(ana)
    assert (held["where"], held["by"], held["typed"]) == ("desk:person_change", "Rita", {"note": ["About Ana."]})
    assert actions.erase_of(ana) == 1
    assert [one.person for one in Draft.objects.all()] == [iva]
    Draft.objects.update(sealed=b"damaged")
    assert actions.export_of(iva)[0]["typed"] == "cannot be read"


def test_what_was_typed_about_an_enquiry_goes_with_it(reception: Client, rita: User, enquiry: Enquiry) -> None:
    keep(reception, f"/desk/enquiries/{enquiry.pk}/answer/", text=WORDS)
    keep(reception, "/desk/tasks/new/", note=WORDS)
    may = actor_of_user(rita)
    enquiries.erase_enquiry(
        actor=type(may)("staff", rita.pk, may.capabilities | {"enquiries.erase"}), enquiry_id=enquiry.pk
    )
    assert [one.place for one in Draft.objects.all()] == ["worklist_desk:new"]


def others(client: Client, page: str) -> str:
    return page_of(client.get(page)).part("#drafts .who-else").tags[0].get_text(strip=True)


def test_who_else_has_it_open_and_who_writes_is_seen_before_typing(
    reception: Client, clinician: Client, enquiry: Enquiry
) -> None:
    page = f"/desk/enquiries/{enquiry.pk}/"
    assert others(reception, page) == ""
    assert others(clinician, page) == "Open here too: Rita."
    assert others(reception, page) == "Open here too: Clara."
    keep(reception, f"{page}answer/", page, text=WORDS)
    assert others(clinician, page) == "Writing here now: Rita."
    assert clinician.post("/desk/drafts/here/", {"path": page}).json() == {"said": "Writing here now: Rita."}


def test_who_left_is_seen_no_more(reception: Client, clinician: Client, rita: User, enquiry: Enquiry) -> None:
    page = f"/desk/enquiries/{enquiry.pk}/"
    now = clock.now()

    def left(has_script: bool) -> datetime:
        Presence.objects.all().delete()
        actions.note_presence(actor=actor_of_user(rita), path=page, has_script=has_script)
        return Presence.objects.get().until

    assert timedelta(minutes=4, seconds=59) < left(has_script=False) - now < timedelta(minutes=6)
    assert timedelta(seconds=89) < left(has_script=True) - now < timedelta(minutes=2)
    until = Presence.objects.get().until
    assert actions.age_out(until) == 0
    Presence.objects.update(until=now)
    assert others(clinician, page) == ""
    Presence.objects.filter(user=rita).update(until=until)
    assert actions.age_out(until + timedelta(seconds=1)) == 1


def test_an_open_page_alone_does_not_keep_the_session_alive(reception: Client, enquiry: Enquiry) -> None:
    session = reception.session
    session["drypoint_used_at"] -= 600
    session.save()
    before = reception.session["drypoint_used_at"]
    assert reception.post("/desk/drafts/here/", {"path": f"/desk/enquiries/{enquiry.pk}/"}).status_code == 200
    assert reception.session["drypoint_used_at"] == before
    keep(reception, "/desk/tasks/new/", note=WORDS)
    assert reception.session["drypoint_used_at"] > before


@pytest.mark.parametrize("path", ["", "/en/", "/desk/" + "x" * 200])
def test_only_pages_of_the_desk_are_open(reception: Client, path: str) -> None:
    assert reception.post("/desk/drafts/here/", {"path": path}).status_code == 404


def test_a_page_on_which_nobody_types_asks_nothing(reception: Client, enquiry: Enquiry) -> None:
    for page in ("/desk/", "/desk/enquiries/", "/desk/patients/"):
        assert 'id="drafts"' not in reception.get(page).content.decode()
    assert not Presence.objects.exists()


def test_a_form_leads_back_to_its_page_wherever_it_is_sent() -> None:
    assert spot("/desk/enquiries/7/answer/").page == "/desk/enquiries/7/"
    assert spot("/desk/list/topics/3/").page == "/desk/list/topics/"
    assert spot("/desk/tasks/new/", "https://elsewhere.example/desk/tasks/new/?person=3").page == (
        "/desk/tasks/new/?person=3"
    )
    assert spot("/desk/tasks/new/", "/desk/staff/?person=3").page == "/desk/tasks/new/"
    assert spot("/desk/tasks/new/?x=" + "y" * 500).address == "/desk/tasks/new/"
    assert spot("/desk/enquiries/7/answer/").page_path == "/desk/enquiries/7/"
