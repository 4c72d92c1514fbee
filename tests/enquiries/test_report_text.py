"""The text of an attached report on the desk, with what matters for needling marked."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from tests.accounts.people import full_client, member
from tests.core.test_documents_command import a_written_pdf
from tests.enquiries.conftest import a_file, a_pdf, a_picture, send
from tests.pages import page_of

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.files import documents
from drypoint.foundation.core.files.kinds import UnfitFileError
from drypoint.foundation.core.files.opening import BusyError
from drypoint.foundation.core.models import AuditEntry, StoredDocument
from drypoint.public.enquiries import demo_report
from drypoint.public.enquiries.models import Enquiry
from drypoint.public.enquiries.presenters import MOST_LETTERS, ReportPage, report_page

FIRST = "The patient takes Marivarin. No pacemaker."
SECOND = "Fell from a bicycle. Patient takes warfarin."


def shown(*texts: str, language: str = "en") -> ReportPage:
    return report_page(5, "Vera", 1, list(texts), language)


def test_each_mark_stands_on_its_page_at_its_words() -> None:
    page = shown(FIRST, SECOND)
    assert page.pages is not None
    assert ["".join(part.text for part in parts) for parts in page.pages] == [FIRST, SECOND]
    first, second = ([part.text for part in parts if part.mark] for parts in page.pages)
    assert "Marivarin" in first
    assert "warfarin" in second


def test_what_the_report_states_stands_before_what_it_denies_and_the_weightiest_first() -> None:
    page = shown("He takes Aspirin and Marivarin. No pacemaker. Mother takes Eliquis. Fever and chills with back pain.")
    weighty = [(mark.words, mark.tone) for mark in page.weighty]
    assert [tone for _words, tone in weighty] == sorted(
        (tone for _words, tone in weighty), key=["stop", "warn", ""].index
    )
    assert ("Marivarin", "warn") in weighty
    assert ("Aspirin", "") in weighty
    assert [(mark.name, str(mark.state_name)) for mark in page.other] == [
        ("Pacemaker or other implanted device", "denied or not found"),
        ("apixaban", "of another person"),
    ]
    assert all(mark.source for mark in (*page.weighty, *page.other))


@pytest.mark.parametrize(("text", "said"), [("Stopped taking Marivarin in May.", "stopped, may still work")])
def test_a_drug_that_was_stopped_still_weighs(text: str, said: str) -> None:
    (mark,) = shown(text).weighty
    assert (mark.name, str(mark.state_name), mark.concerns) == ("warfarin", said, True)


def test_names_are_said_in_the_language_of_the_reader_whatever_that_of_the_report() -> None:
    (mark,) = shown("The patient takes Marivarin.", language="hr").weighty
    assert mark.name == "varfarin"
    (mark,) = shown("Patient is pregnant.", language="hr").weighty
    assert mark.name == "Trudna ili bi mogla biti"


@pytest.mark.parametrize(
    ("texts", "pages", "has_unread"),
    [(None, None, False), ([], (), False), (["", " \r\n"], (), True)],
    ids=["too much to read", "a picture", "a scan"],
)
def test_what_was_not_read_is_never_shown_as_a_text_without_marks(
    texts: list[str] | None, pages: tuple[()] | None, has_unread: bool
) -> None:
    page = report_page(5, "Vera", 1, texts, "en")
    assert (page.pages, page.has_unread_pages) == (pages, has_unread)
    assert (page.weighty, page.other) == ((), ())


def test_a_text_that_takes_long_to_mark_is_not_read_while_somebody_waits() -> None:
    assert shown("a " * (MOST_LETTERS // 4), "a " * (MOST_LETTERS // 4)).pages is not None
    assert shown("a " * (MOST_LETTERS // 4), "a " * (MOST_LETTERS // 4), "a").pages is None


def test_marks_stand_on_their_own_page_however_many_there_are() -> None:
    texts = [f"Page {number}. Takes Marivarin." if number % 2 else "" for number in range(40)]
    page = shown(*texts)
    assert page.pages is not None
    assert ["".join(part.text for part in parts) for parts in page.pages] == texts
    assert [sum(part.mark is not None for part in parts) for parts in page.pages] == [n % 2 for n in range(40)]


def test_a_page_without_text_beside_others_is_said_to_be_unread() -> None:
    page = shown("Text.", "")
    assert page.has_unread_pages
    assert page.pages is not None
    assert page.pages[1] == ()
    assert not shown("Text.").has_unread_pages


def test_the_reports_of_the_demo_are_read_in_both_languages() -> None:
    english = shown("\n".join(demo_report.ENGLISH))
    assert [mark.name for mark in english.weighty] == ["warfarin"]
    croatian = shown("\n".join(demo_report.CROATIAN), language="hr")
    assert "Trudna ili bi mogla biti" in {mark.name for mark in croatian.weighty}
    assert "varfarin" in {mark.name for mark in croatian.other}


@pytest.fixture
def clinician(practice: object) -> Client:
    cache.clear()
    return full_client(member(Role.CLINICIAN, "Clara"))


def attached(visitor: Client, content: bytes) -> str:
    """Send an enquiry with one file, and return the address of its text."""
    file: io.BytesIO = a_file("report", content)
    assert send(visitor, attachments=file).status_code == 303
    return f"/desk/enquiries/{Enquiry.objects.get().pk}/documents/1/text/"


def test_the_text_of_a_pdf_is_shown_marked_and_the_look_is_in_the_trail(clinician: Client, visitor: Client) -> None:
    address = attached(visitor, a_written_pdf(FIRST, SECOND))
    response = clinician.get(address)
    page = page_of(response)
    assert page.heading == "Text of document 1"
    assert "Nothing marked is no clearance." in page.main
    assert "The patient takes" in page.main
    assert '<mark class="warn" id="mark-1">Marivarin</mark>' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    entry = AuditEntry.objects.get(action="enquiry.read_document")
    assert entry.facts == {"document": StoredDocument.objects.get().pk}
    conversation = page_of(clinician.get(address.partition("documents")[0]))
    assert conversation.main.links["Read Document 1"] == address


def test_what_a_report_says_is_shown_as_text_and_never_as_a_page(clinician: Client, visitor: Client) -> None:
    address = attached(visitor, a_written_pdf("<script>alert</script> takes <b>Marivarin</b>"))
    content = clinician.get(address).content.decode()
    assert "&lt;script&gt;alert&lt;/script&gt;" in content
    assert "<b>" not in content


@pytest.mark.parametrize("content", [a_pdf(), a_picture("JPEG")], ids=["scan", "photo"])
def test_a_scan_or_a_photo_says_that_nothing_was_read(clinician: Client, visitor: Client, content: bytes) -> None:
    response = clinician.get(attached(visitor, content))
    page = page_of(response)
    assert response.status_code == 200
    assert "Nothing was read. Open the original." in page.main
    assert "What was marked" not in page.main
    assert page.main.links["Download the original"].endswith("/documents/1/")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (UnfitFileError("too much"), 200, "takes too long to read here. Open the original."),
        (BusyError("too many"), 503, "Open this page again in a minute."),
        (documents.QuarantinedError("unopened"), 409, "Nobody has looked into this file yet"),
        (documents.MissingFileError("gone"), 410, "is not on the server's disk any more"),
    ],
    ids=["too much", "busy", "waiting", "missing"],
)
def test_a_text_that_cannot_be_read_says_why_and_shows_nothing_as_read(
    clinician: Client,
    visitor: Client,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    said: str,
) -> None:
    address = attached(visitor, a_written_pdf(FIRST))

    def fail(_document: StoredDocument) -> list[str]:
        raise error

    monkeypatch.setattr(documents, "page_texts", fail)
    response = clinician.get(address)
    assert response.status_code == status
    assert said in page_of(response).main
    assert "Marivarin" not in response.content.decode()
    assert not AuditEntry.objects.filter(action="enquiry.read_document").exists()


def test_a_file_that_nobody_has_looked_into_is_not_read(visitor: Client, practice: object) -> None:
    attached(visitor, a_written_pdf(FIRST))
    document = StoredDocument.objects.get()
    document.is_opened = False
    with pytest.raises(documents.QuarantinedError):
        documents.page_texts(document)


def test_a_file_that_was_changed_on_the_disk_is_not_read(
    clinician: Client, enquiry: Enquiry, files_on_disk: Callable[[], list[object]]
) -> None:
    (file,) = files_on_disk()
    file.write_bytes(b"")  # type: ignore[attr-defined]  # a path
    response = clinician.get(f"/desk/enquiries/{enquiry.pk}/documents/1/text/")
    assert response.status_code == 410
