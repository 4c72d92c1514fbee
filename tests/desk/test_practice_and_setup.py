"""The settings of the practice, and the first visit."""

from __future__ import annotations

import pytest
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import setup_code
from drypoint.foundation.core.models import MailServer, PageGeneration
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.practice.models import Practice
from tests.pages import page_of

PRACTICE = {
    "name": "Novi primjer",
    "street": "Primjerova 1",
    "postcode": "10000",
    "town": "Zagreb",
    "country": "HR",
    "email": "practice@clinic.example",
    "phone": "+385 1 000 0000",
    "emergency_number": "112",
    "answer_within_hours": "24",
    "enquiry_kept_days": "365",
    "languages": ["en", "hr"],
    "main_language": "hr",
    "mo_opens": "08:00",
    "mo_closes": "16:00",
}
OWNER = {
    "name": "Olga Owner",
    "email": "olga@clinic.example",
    "language": "hr",
    "password": "correct horse battery",
    "password_again": "correct horse battery",
}


def filled(code: str, **changes: object) -> dict[str, object]:
    data: dict[str, object] = {f"practice-{name}": value for name, value in PRACTICE.items()}
    data |= {f"owner-{name}": value for name, value in OWNER.items()}
    data |= {"owner-code": code, "mail-security": "starttls", **changes}
    return data


def test_the_owner_changes_what_every_page_says(owner: Client, practice: Practice) -> None:
    before = PageGeneration.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    assert owner.post("/desk/practice/", PRACTICE).status_code == 302
    practice.refresh_from_db()
    assert practice.name == "Novi primjer"
    assert practice.opening_hours == [{"day": "mo", "opens": "08:00", "closes": "16:00"}]
    assert PageGeneration.objects.get(pk=1).number > before


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("mo_closes", "07:00", "the second later than the first"),
        ("mo_closes", "", "Give both times"),
        ("main_language", "de", "Select a valid choice"),
        ("email", "nobody", "valid email"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    owner: Client, practice: Practice, field: str, value: str, sentence: str
) -> None:
    page = owner.post("/desk/practice/", {**PRACTICE, field: value})
    assert page.status_code == 422
    assert any(sentence in error for error in page_of(page).errors)
    practice.refresh_from_db()
    assert practice.name == "Primjer"


class TestFirstVisit:
    @pytest.fixture(autouse=True)
    def _no_practice(self, practice: Practice, settings: object, tmp_path: object) -> None:
        settings.DATA = tmp_path  # type: ignore[attr-defined]
        practice.delete()

    def test_every_way_leads_to_the_set_up_page(self, client: Client) -> None:
        for path in ("/", "/en/", "/desk/", "/en/ask/", "/account/login/", "/edit/"):
            answer = client.get(path)
            assert answer.headers.get("Location") == "/setup/", path
            assert answer.headers["Cache-Control"] == "no-store"

    def test_without_the_code_nothing_is_founded(self, client: Client) -> None:
        setup_code.open_code()
        page = client.post("/setup/", filled("guess"))
        assert page.status_code == 422
        assert any("This is not the set-up code" in error for error in page_of(page).errors)
        assert not Practice.objects.exists()
        assert not User.objects.exists()

    def test_what_was_typed_stays_when_something_is_missing(self, client: Client) -> None:
        code = setup_code.open_code() or ""
        page = client.post("/setup/", filled(code, **{"owner-password_again": "something else!"}))
        assert page.status_code == 422
        shown = page_of(page)
        assert "The two passwords differ." in shown.errors
        assert shown.part("[name=practice-street]").tags[0]["value"] == "Primjerova 1"
        assert not Practice.objects.exists()

    def test_the_practice_comes_with_its_owner_its_mail_and_its_pages(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loaded: list[Founding] = []
        monkeypatch.setattr("drypoint.workspace.desk.actions.load_first_contents", loaded.append)
        code = setup_code.open_code() or ""
        mail = {"mail-host": "mail.example.com", "mail-sender": "practice@clinic.example", "mail-password": "secret"}
        answer = client.post("/setup/", filled(code, **mail))
        assert answer.headers["Location"] == "/account/login/"
        practice = Practice.objects.get()
        assert (practice.name, practice.main_language, practice.is_demo) == ("Novi primjer", "hr", False)
        assert User.objects.get().role == "owner"
        assert MailServer.objects.get().host == "mail.example.com"
        assert loaded == [Founding(("en", "hr"), "hr", is_demo=False)]
        assert client.get("/setup/").status_code == 404
        assert client.post("/setup/", filled(code)).status_code == 404
        assert setup_code.open_code() is None
