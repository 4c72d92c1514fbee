"""One search on every page of the desk: its field, its page without script, and what comes while somebody types."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.patients import rules
from drypoint.foundation.patients.models import Person
from drypoint.public.enquiries.models import Enquiry
from tests.accounts.people import full_client, member
from tests.desk.conftest import make_enquiry
from tests.pages import page_of


@pytest.fixture
def horvat() -> Person:
    key = rules.name_key("Marko Horvat")
    return Person.objects.create(name="Marko Horvat", name_key=key, birth_year=1980, language="hr", made_at=clock.now())


def links_in(client: Client, words: str) -> dict[str, str]:
    page = page_of(client.get("/desk/search/", {"q": words})).main
    return {str(link["href"]): " ".join(link.get_text(" ").split()) for link in page.select("section a")}


def typed(client: Client, words: str) -> BeautifulSoup:
    answer = client.get("/desk/search/", {"q": words, "part": "hits"})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize("path", ["/desk/", "/desk/patients/", "/desk/tasks/", "/desk/search/", "/desk/enquiries/"])
def test_the_field_stands_on_every_page_and_works_without_script(path: str, reception: Client) -> None:
    form = BeautifulSoup(reception.get(path).content, "html.parser").select_one("form.desk-search")
    assert form is not None
    assert form["action"] == "/desk/search/"
    assert "method" not in form.attrs
    field = form.select_one("input[name=q]")
    assert field is not None
    assert field["aria-controls"] == form.select("[role=listbox]")[0]["id"]


def test_whoever_may_not_see_the_desk_gets_no_field() -> None:
    page = full_client(member(Role.EDITOR, "Edo")).get("/account/").content.decode()
    assert "desk-search" not in page


def test_one_field_finds_people_enquiries_muscles_and_pages(clinician: Client, horvat: Person) -> None:
    enquiry = make_enquiry(name="Horvatić Vera", name_key="horvatic vera")
    assert set(links_in(clinician, "horvat")) == {f"/desk/patients/{horvat.pk}/", f"/desk/enquiries/{enquiry.pk}/"}
    assert "/desk/tasks/" in links_in(clinician, "tasks")
    assert "/desk/atlas/piriformis/" in links_in(clinician, "kruškoliki")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("QL", "quadratus_lumborum"),
        ("tfl", "tensor_fasciae_latae"),
        ("musculus soleus", "soleus"),
        ("četvrtasti slabinski", "quadratus_lumborum"),
        ("cetvrtasti slabinski", "quadratus_lumborum"),
        ("piriformis", "piriformis"),
    ],
)
def test_a_muscle_is_found_by_its_names_and_for_short_before_what_only_mentions_it(
    words: str, first: str, clinician: Client
) -> None:
    assert next(iter(links_in(clinician, words))) == f"/desk/atlas/{first}/"


def test_itb_leads_to_the_muscles_of_the_band_in_the_atlas_too(clinician: Client) -> None:
    ids = ("tensor_fasciae_latae", "gluteus_maximus", "vastus_lateralis")
    assert {f"/desk/atlas/{one}/" for one in ids} <= set(links_in(clinician, "ITB"))
    page = page_of(clinician.get("/desk/atlas/", {"q": "itb"})).main.text
    assert "Tensor fasciae latae" in page


@pytest.mark.parametrize(
    "words",
    ["TEST-0001", "test0001", "vera", "Visitor Vera", "vsiitor", "01 000 1234", "+38510001234", "vera@example.com"],
)
def test_an_enquiry_is_found_by_its_reference_or_by_who_asked(words: str, reception: Client) -> None:
    enquiry = make_enquiry(name_key="vera visitor", phone_key="38510001234")
    assert f"/desk/enquiries/{enquiry.pk}/" in links_in(reception, words)


@pytest.mark.parametrize("words", ["1234567", "xyz", "vera other", "0", "@"])
def test_an_enquiry_of_somebody_else_is_not(words: str, reception: Client) -> None:
    make_enquiry(name_key="vera visitor", phone_key="38510001234")
    assert [one for one in links_in(reception, words) if "enquiries/" in one] == []


def test_what_comes_while_typing_is_a_list_of_options_with_how_many_there_are(
    clinician: Client, horvat: Person
) -> None:
    page = typed(clinician, "horvat")
    (option,) = page.select("[role=group] [role=option]")
    assert (option["href"], option["tabindex"]) == (f"/desk/patients/{horvat.pk}/", "-1")
    assert "1980" in option.get_text()
    told = page.select_one("[data-told]")
    assert told is not None
    assert told.get_text() == "1 found. Arrow keys choose."
    assert page.select("html, nav, form") == []
    ids = [one["id"] for one in typed(clinician, "musculus").select("[role=option]")]
    assert len(ids) == len(set(ids)) == 6


def test_nothing_found_is_said(clinician: Client) -> None:
    told = typed(clinician, "qqqq").select_one("[data-told]")
    assert told is not None
    assert told.get_text() == "Nothing found."


def test_a_name_is_shown_as_it_is_and_never_as_html(reception: Client) -> None:
    Person.objects.create(name="<img src=x>", name_key="<img src=x>", language="en", made_at=clock.now())
    for query in ({"q": "<img"}, {"q": "<img", "part": "hits"}):
        answer = reception.get("/desk/search/", query).content.decode()
        assert "&lt;img src=x&gt;" in answer
        assert "<img src=x>" not in answer


def test_a_role_finds_only_what_it_may_see(horvat: Person) -> None:
    make_enquiry(name="Horvat Vera", name_key="horvat vera")
    assert links_in(full_client(member(Role.AUDITOR, "Anton")), "horvat") == {}
    assert [one for one in links_in(full_client(member(Role.RECEPTION, "Rita")), "piriformis") if "atlas" in one] == []


def test_an_enquiry_that_arrives_can_be_found_at_once(reception: Client) -> None:
    from tests.enquiries.conftest import send

    send(Client(), name="Željka Đurđević", phone="091 555 0777")
    row = Enquiry.objects.latest("pk")
    for words in ("zeljka", "djurdjevic", "+385 91 555 0777", "0915550777"):
        assert f"/desk/enquiries/{row.pk}/" in links_in(reception, words)
