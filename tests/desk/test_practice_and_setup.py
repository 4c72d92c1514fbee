"""The settings of the practice, and the first visit."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import setup_code
from drypoint.foundation.core.models import MailServer, PageGeneration
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.practice.models import Practice
from tests.ops.serving import free_port
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

    def test_a_mail_to_try_the_server_goes_to_the_owner_and_sets_nothing_up(
        self, client: Client, post_office: PostOffice
    ) -> None:
        code = setup_code.open_code() or ""
        page = page_of(client.post("/setup/", tried(code, post_office.port)))
        assert post_office.recipients == ["olga@clinic.example"]
        assert "The mail went out. See whether it arrives." in page.part("[role=status]")
        assert "without a sign-in" in page.part("[role=status]")
        assert page.errors == []
        assert page.part("[name=practice-street]").tags[0]["value"] == "Primjerova 1"
        assert page.part("[name=owner-password]").tags[0]["value"] == OWNER["password"]
        assert not Practice.objects.exists()
        assert not MailServer.objects.exists()
        assert setup_code.open_code() == code

    def test_a_server_that_is_not_there_is_named_with_what_to_do(self, client: Client) -> None:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = gone.getsockname()[1]
        code = setup_code.open_code() or ""
        page = page_of(client.post("/setup/", tried(code, port)))
        assert "The mail did not go out." in page.part("[role=status]")
        assert not Practice.objects.exists()

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"owner-code": "guess"}, "This is not the set-up code."),
            ({"mail-host": ""}, "Name the mail server first."),
            ({"owner-email": "nobody"}, "valid email"),
            ({"mail-sender": ""}, "Give the address that mail is sent from."),
        ],
    )
    def test_nothing_is_sent_for_whoever_has_no_code_or_says_too_little(
        self, client: Client, post_office: PostOffice, change: dict[str, str], sentence: str
    ) -> None:
        code = setup_code.open_code() or ""
        answer = client.post("/setup/", {**tried(code, post_office.port), **change})
        assert answer.status_code == 422
        assert any(sentence in error for error in page_of(answer).errors)
        assert post_office.recipients == []


class PostOffice:
    """A mail server that remembers to whom it was sent."""

    def __init__(self) -> None:
        self.recipients: list[str] = []
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    yield office
    controller.stop()


def tried(code: str, port: int) -> dict[str, object]:
    server = {"mail-host": "127.0.0.1", "mail-port": str(port), "mail-security": "none"}
    return filled(code, **server, **{"mail-sender": "practice@clinic.example", "try_mail": "1"})
