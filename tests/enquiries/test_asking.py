"""The form: what it asks, what it refuses, and what it keeps while it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from drypoint.foundation.core import clock
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.models import AuditEntry, OutboxMail, RateWindow, StoredDocument
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.forms import EnquiryForm
from drypoint.public.enquiries.models import Attachment, ConsentText, Enquiry, Message, State

from .conftest import ASK, a_file, a_picture, filled, key_on, send

Files = Callable[[], list[Path]]


def page(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_the_page_says_what_it_is_not_for_and_when_an_answer_comes(visitor: Client) -> None:
    text = page(visitor.get(ASK))
    assert 'href="tel:112"' in text
    assert "within 24 opening hours" in text


def test_the_page_sets_no_cookie_and_is_not_kept(visitor: Client) -> None:
    answer = visitor.get(ASK)
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_search_engines_may_find_the_form_and_nothing_that_follows_it(visitor: Client) -> None:
    answer = visitor.get(ASK)
    assert answer["X-Robots-Tag"] == "all"
    assert '<meta name="description"' in page(answer)
    assert visitor.post(ASK, {"key": "stale"})["X-Robots-Tag"] == "noindex"
    assert visitor.get("/en/conversation/forged/")["X-Robots-Tag"] == "noindex"


def test_a_page_about_a_problem_leads_to_the_form_with_it_chosen(visitor: Client) -> None:
    assert '<option value="hip_knee" selected>' in page(visitor.get(f"{ASK}?problem=hip_knee"))
    assert visitor.get(f"{ASK}?problem=<script>").status_code == 200


def test_what_is_sent_is_stored_with_its_consents_its_trail_and_its_receipt(
    visitor: Client, files_on_disk: Files
) -> None:
    answer = send(visitor, attachments=[a_file(), a_file("photo.jpg", a_picture("JPEG"))])
    assert answer.status_code == 303
    enquiry = Enquiry.objects.get()
    assert enquiry.state == enquiry.get_state() == State.NEW
    assert (enquiry.contact_consent.purpose, enquiry.contact_consent.version) == ("contact", 1)
    assert enquiry.health_consent is not None
    assert enquiry.document_count == Attachment.objects.count() == len(files_on_disk()) == 2
    assert [attachment.neutral_name for attachment in Attachment.objects.order_by("number")] == [
        "report-1.pdf",
        "report-2.jpg",
    ]
    assert not StoredDocument.objects.filter(expires_at__isnull=False).exists()
    entry = AuditEntry.objects.get(action="enquiry.receive")
    assert entry.target_id == str(enquiry.pk)
    assert "hurts" not in str(entry.facts)
    receipt = OutboxMail.objects.get()
    assert enquiry.reference in receipt.subject
    for private in ("hurts", "back", "Ana", "report", "0142"):
        assert private not in receipt.subject + receipt.text


def test_the_receipt_speaks_the_language_that_was_asked_for(visitor: Client) -> None:
    send(visitor, language="hr")
    mail = OutboxMail.objects.get()
    assert mail.language == "hr"
    assert "/hr/razgovor/" in mail.text
    assert "Poštovani" in mail.text


def test_the_page_after_it_says_reference_and_what_happens_next(visitor: Client) -> None:
    text = page(visitor.get(send(visitor)["Location"]))
    assert Enquiry.objects.get().reference in text
    assert "within 24 opening hours" in " ".join(text.split())
    for private in ("hurts", "Ana", "0142"):
        assert private not in text


@pytest.mark.parametrize("token", ["nonsense", "~1~.abc"])
def test_a_forged_page_after_it_is_not_found(visitor: Client, token: str) -> None:
    assert visitor.get(f"{ASK}sent/{token}/").status_code == 404


def test_a_second_click_changes_nothing_and_gets_the_same_answer(visitor: Client, files_on_disk: Files) -> None:
    key = key_on(visitor.get(ASK))
    first = send(visitor, key=key, attachments=a_file())
    second = send(visitor, key=key, attachments=a_file())
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert Enquiry.objects.count() == Message.objects.count() == OutboxMail.objects.count() == 1
    assert len(files_on_disk()) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Please write your name."),
        ({"email": "", "phone": "", "birth_year": "1980"}, "e-mail address or a telephone number"),
        ({"email": "not an address"}, "Please write an e-mail address"),
        ({"phone": "12"}, "Please write the number in digits"),
        ({"phone": "", "birth_year": ""}, "Please write your year of birth"),
        ({"phone": "", "birth_year": "80"}, "in four digits"),
        ({"phone": "", "birth_year": "1899"}, "in four digits"),
        ({"phone": "", "birth_year": "²019"}, "in four digits"),
        ({"problem": ""}, "Please choose what it is about"),
        ({"text": ""}, "Please write what you would like"),
        ({"text": "x" * 5001}, "5001 characters long"),
        ({"contact_consent": None}, "may not answer you"),
        ({"health_consent": None}, "says something about your health"),
        ({"problem": "general", "health_consent": None, "attachments": "a file"}, "says something about your health"),
        ({"website": "https://spam.example"}, "tell machines from people"),
        ({"name": "Ana\nBcc: x@example.com"}, "line break"),
        ({"name": "Ana\x00"}, "cannot be shown"),
        ({"text": "It\x00hurts"}, "cannot be shown"),
        ({"phone": "+385\r\n91 555 0142"}, "line break"),
        ({"email": "ana@example.com\nBcc: x@example.com"}, "Please write an e-mail address"),
    ],
)
def test_what_is_missing_or_wrong_is_said(visitor: Client, changes: dict[str, Any], sentence: str) -> None:
    if "attachments" in changes:
        changes = {**changes, "attachments": a_file()}
    answer = send(visitor, **changes)
    assert answer.status_code == 422
    assert sentence in page(answer).replace("&#x27;", "'")
    assert not Enquiry.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"phone": "", "birth_year": "1980"},
        {"problem": "general", "health_consent": None},
        {"text": "line\r\n" * 833},
        {"name": "محمد"},
        {"phone": "(01) 555-0142"},
    ],
)
def test_what_suffices_suffices(visitor: Client, changes: dict[str, Any]) -> None:
    assert send(visitor, **changes).status_code == 303


def test_whoever_gives_only_a_telephone_number_is_called(visitor: Client) -> None:
    answer = send(visitor, email="")
    assert Enquiry.objects.get().state == State.CALL_THEM
    assert not OutboxMail.objects.exists()
    text = page(visitor.get(answer["Location"]))
    assert "we will call you" in text
    assert "/en/conversation/" in text


def test_a_refused_form_keeps_what_was_typed_and_uploaded(visitor: Client, files_on_disk: Files) -> None:
    refused = send(visitor, text="", attachments=a_file())
    assert refused.status_code == 422
    text = page(refused)
    assert 'value="Ana Anić"' in text
    assert "File 1: PDF" in text
    assert "MR nalaz" not in text
    assert len(files_on_disk()) == 1
    accepted = visitor.post(ASK, filled(key=key_on(refused)))
    assert accepted.status_code == 303
    assert Enquiry.objects.get().document_count == 1
    assert len(files_on_disk()) == 1


def test_a_kept_file_can_be_removed_without_losing_the_text(visitor: Client, files_on_disk: Files) -> None:
    refused = send(visitor, name="", attachments=[a_file(), a_file("b.png", a_picture("PNG"))])
    first = StoredDocument.objects.order_by("pk")[0]
    answer = visitor.post(ASK, filled(name="", key=key_on(refused), remove=str(first.key)))
    assert answer.status_code == 200
    assert "It hurts when I bend." in page(answer)
    assert StoredDocument.objects.get().media_type == "image/png"
    assert len(files_on_disk()) == 1
    assert not Enquiry.objects.exists()


def test_nobody_can_attach_or_remove_anothers_file(visitor: Client) -> None:
    send(visitor, name="", attachments=a_file())
    theirs = StoredDocument.objects.get()
    mallory = Client()
    own = key_on(mallory.get(ASK))
    mallory.post(ASK, filled(key=own, remove=str(theirs.key)))
    assert StoredDocument.objects.filter(pk=theirs.pk).exists()
    mallory.post(ASK, filled(key=own))
    assert Enquiry.objects.get().document_count == 0


def test_a_form_left_open_over_night_comes_back_whole_with_a_fresh_key(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = send(visitor, name="", attachments=a_file())
    later = clock.now() + form_keys.LIFETIME + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    stale = visitor.post(ASK, filled(key=key_on(refused)))
    assert stale.status_code == 409
    assert "open for a long time" in page(stale)
    assert "It hurts when I bend." in page(stale)
    assert "File 1: PDF" in page(stale)
    assert re.search(r'name="contact_consent"[^>]*checked', page(stale))
    assert not Enquiry.objects.exists()
    assert visitor.post(ASK, filled(key=key_on(stale))).status_code == 303
    assert Enquiry.objects.get().document_count == 1


@pytest.mark.parametrize("key", ["", "forged", "a.b"])
def test_a_form_without_a_genuine_key_is_shown_again(visitor: Client, key: str) -> None:
    answer = visitor.post(ASK, filled(key=key))
    assert answer.status_code == 409
    assert "It hurts when I bend." in page(answer)
    assert not Enquiry.objects.exists()


def test_a_file_that_does_not_fit_stops_the_form_and_names_the_file_safely(
    visitor: Client, files_on_disk: Files
) -> None:
    answer = send(visitor, attachments=[a_file("<script>alert(1)</script>.exe", b"MZ"), a_file()])
    assert answer.status_code == 422
    assert "&lt;script&gt;alert(1)" in page(answer) or "script&gt;.exe" in page(answer)
    assert "<script>alert" not in page(answer)
    assert not Enquiry.objects.exists()
    assert len(files_on_disk()) == 1


def test_more_than_ten_files_in_all_are_refused(visitor: Client, files_on_disk: Files) -> None:
    refused = send(visitor, name="", attachments=[a_file(f"{n}.png", a_picture("PNG")) for n in range(6)])
    again = visitor.post(
        ASK, filled(key=key_on(refused), attachments=[a_file(f"{n}.png", a_picture("PNG")) for n in range(5)])
    )
    assert again.status_code == 422
    assert "at most 10 files" in page(again)
    assert len(files_on_disk()) == 6


def test_the_eleventh_message_of_an_hour_waits(visitor: Client, practice: Practice, files_on_disk: Files) -> None:
    for _ in range(10):
        assert send(visitor).status_code == 303
    answer = send(visitor, attachments=a_file())
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 3600
    text = page(answer)
    assert practice.phone in text
    assert "Nothing of your text is lost" in text
    assert filled()["text"][:20] in text
    assert "Remove file 1" in text
    assert Enquiry.objects.count() == 10
    assert len(files_on_disk()) == 1


def test_people_who_share_an_address_do_not_wait_for_each_other(visitor: Client) -> None:
    for number in range(15):
        assert send(visitor, email=f"guest{number}@clinic.example").status_code == 303
    assert Enquiry.objects.count() == 15


def test_a_mail_is_promised_only_where_one_goes_out(visitor: Client) -> None:
    answers = [send(visitor, email="ana@clinic.example") for _ in range(6)]
    first, last = page(visitor.get(answers[0]["Location"])), page(visitor.get(answers[-1]["Location"]))
    assert "You get a mail now" in first
    assert "You get a mail now" not in last
    assert "/en/conversation/" in last


def test_what_is_wrong_with_a_file_is_said_at_its_field_and_the_message_takes_the_focus(visitor: Client) -> None:
    text = page(send(visitor, attachments=SimpleUploadedFile("photo.bmp", b"BM" + bytes(40))))
    assert 'id="id_attachments_error"' in text
    assert 'href="#id_attachments"' in text
    assert 'aria-describedby="id_attachments_help id_attachments_error"' in text
    assert 'id="error-summary" autofocus' in text


def test_the_form_is_found_in_every_language(visitor: Client) -> None:
    text = page(visitor.get("/hr/upit/"))
    assert 'rel="canonical" href="http://testserver/hr/upit/"' in text
    assert 'hreflang="en" href="http://testserver/en/ask/"' in text
    Practice.objects.update(languages=["hr"])
    text = page(visitor.get("/hr/upit/"))
    assert 'rel="canonical" href="http://testserver/hr/upit/"' in text
    assert 'href="http://testserver/en/ask/"' not in text


def test_a_strangers_mailbox_gets_only_a_few_receipts_a_day(visitor: Client) -> None:
    for _ in range(7):
        send(visitor, email="Victim@example.com")
    assert Enquiry.objects.count() == 7
    assert OutboxMail.objects.count() == 5
    assert "example.com" not in "".join(RateWindow.objects.values_list("subject", flat=True))


def test_another_site_cannot_send_the_form(visitor: Client) -> None:
    key = key_on(visitor.get(ASK))
    answer = visitor.post(
        ASK, filled(key=key), headers={"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert not Enquiry.objects.exists()


def test_before_set_up_there_is_no_form(db: None) -> None:
    assert Client().get(ASK).status_code in {302, 404}


def test_marks_that_turn_or_hide_letters_are_taken_out_of_names(visitor: Client) -> None:
    send(visitor, name="\u202eAna\u200b \ufeffAnić\u2066")
    assert Enquiry.objects.get().name == "Ana Anić"


def test_the_words_of_consent_are_those_whose_hash_was_kept(db: None) -> None:
    import hashlib
    import json

    assert ConsentText.objects.count() == 2
    for text in ConsentText.objects.all():
        assert set(text.texts) == {"en", "hr"}
        whole = json.dumps(text.texts, sort_keys=True, ensure_ascii=False).encode()
        assert text.sha256 == hashlib.sha256(whole).hexdigest()


@given(
    st.fixed_dictionaries(
        {name: st.text(max_size=60) for name in ("name", "email", "phone", "birth_year", "language", "problem", "text")}
    )
)
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_taken_or_refused_with_a_sentence(typed: dict[str, str]) -> None:
    form = EnquiryForm({**typed, "contact_consent": "on", "health_consent": "on"})
    if form.is_valid():
        new = form.new_enquiry()
        assert "\n" not in new.name + new.email + new.phone
        assert new.phone or new.birth_year
    else:
        assert all(errors for errors in form.errors.values())
