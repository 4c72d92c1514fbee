"""What is tried against people at the desk: what they read, what they click, what their browser keeps."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.models import Enquiry, Message
from drypoint.workspace.desk.views.audit import _csv_lines
from tests.attacks.conftest import MARKUP
from tests.enquiries.conftest import contents_of

SCREENS = ("", "enquiries/", "enquiries/{pk}/", "enquiries/{pk}/erase/", "outbox/", "audit/", "staff/", "practice/")


@pytest.mark.parametrize("screen", SCREENS)
def test_markup_of_a_visitor_or_colleague_stays_text_on_every_screen(
    desk: Client, owner: User, enquiry: Enquiry, screen: str
) -> None:
    User.objects.filter(pk=owner.pk).update(name=MARKUP)
    page = desk.get("/desk/" + screen.format(pk=enquiry.pk))
    assert page.status_code == 200
    assert "<img src=x" not in page.content.decode()


@pytest.mark.parametrize("path", ["/en/ask/", "/account/login/", "/en/nowhere/", f"/en/search/?q={MARKUP}"])
def test_markup_in_the_name_of_the_practice_or_in_a_query_stays_text(visitor: Client, path: str) -> None:
    assert "<img src=x" not in visitor.get(path).content.decode()


@pytest.mark.parametrize("screen", SCREENS)
def test_no_browser_or_proxy_keeps_a_screen_of_the_desk(desk: Client, enquiry: Enquiry, screen: str) -> None:
    response = desk.get("/desk/" + screen.format(pk=enquiry.pk))
    assert "no-store" in response.headers["Cache-Control"]


def test_an_answer_that_is_shown_again_is_kept_by_no_browser(desk: Client, enquiry: Enquiry) -> None:
    response = desk.post(f"/desk/enquiries/{enquiry.pk}/answer/", {})
    assert response.status_code == 422
    assert "no-store" in response.headers["Cache-Control"]


def test_a_document_is_only_ever_a_download_under_our_own_name(desk: Client, enquiry: Enquiry) -> None:
    download = desk.get(f"/desk/enquiries/{enquiry.pk}/documents/1/")
    assert contents_of(download).startswith(b"%PDF")
    headers = download.headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "onerror" not in headers["Content-Disposition"]
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/desk/enquiries/{pk}/answer/",
        "/desk/enquiries/{pk}/state/",
        "/desk/enquiries/{pk}/erase/",
        "/desk/practice/",
        "/desk/staff/",
        "/desk/staff/{owner}/",
        "/account/password/",
        "/account/sessions/end/",
        "/account/logout/",
    ],
)
def test_a_post_without_the_token_is_refused_and_changes_nothing(
    desk: Client, owner: User, enquiry: Enquiry, path: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = desk.cookies
    before = AuditEntry.objects.count()
    fields = {"do": "deactivate", "name": "Taken", "text": "x", "expected_message_id": enquiry.last_message_id or 0}
    assert browser.post(path.format(pk=enquiry.pk, owner=owner.pk), fields).status_code == 403
    assert AuditEntry.objects.count() == before
    assert Enquiry.objects.filter(pk=enquiry.pk).exists()
    assert Message.objects.count() == 1
    assert User.objects.get(pk=owner.pk).is_active
    assert Practice.objects.get().name != "Taken"


def test_a_link_signs_nobody_out(desk: Client) -> None:
    desk.get("/account/logout/")
    assert desk.get("/desk/").status_code == 200
    assert settings.SESSION_COOKIE_NAME in desk.cookies


def test_a_cell_of_the_export_is_no_formula_and_an_empty_one_is_empty(owner: User) -> None:
    for beginning in "=+-@\t\r":
        AuditEntry.objects.create(
            at="2026-01-01T00:00Z", actor_kind="system", action=f"{beginning}cmd", target_id="", facts={}
        )
    lines = "".join(_csv_lines(AuditEntry.objects.filter(actor_kind="system").order_by("pk")))
    assert lines.count("'") == 6
    assert ""","system","'=cmd",""" in lines


def test_no_mail_says_what_the_person_wrote_or_is_called(enquiry: Enquiry) -> None:
    mail = OutboxMail.objects.get(kind="enquiries.receipt")
    for said in ("onerror", "lumbar", "spine"):
        assert said not in (mail.subject + mail.text.replace(f"Primjer {MARKUP}", "")).lower()
