"""Odd JSON and numbers in the editor's own forms: a sentence or 4xx, never a fault of ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Locale, Page, Workflow

from drypoint.foundation.accounts.roles import Role
from drypoint.public.website.models import HomePage
from tests.accounts.people import full_client, member

pytestmark = pytest.mark.django_db
TEXTS = {
    "no JSON": "{",
    "a list": "[]",
    "a number": "7",
    "nothing": "null",
    "a word": '"x"',
    "deep": "[" * 50_000,
    "a long number": "9" * 5_000,
    "blocks that are none": '{"blocks": 1, "entityMap": {}}',
    "a block that is none": '{"blocks": [1], "entityMap": {}}',
    "a block without text": '{"blocks": [{"key": "a"}], "entityMap": {}}',
    "a type that is none": '{"blocks": [{"key": "a", "text": "x", "type": [], "depth": 0, "inlineStyleRanges": [], '
    '"entityRanges": []}], "entityMap": {}}',
    "no such entity": '{"blocks": [{"key": "a", "text": "x", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], '
    '"entityRanges": [{"key": 7, "offset": 0, "length": 1}]}], "entityMap": {}}',
    "a range that is none": '{"blocks": [{"key": "a", "text": "x", "type": "unstyled", "depth": 0, '
    '"inlineStyleRanges": [{"offset": "x", "length": -1, "style": "BOLD"}], "entityRanges": []}], "entityMap": {}}',
}
FIELDS = {
    "no count": {"body-count": "x"},
    "an endless count": {"body-count": "9" * 5_000},
    "a negative count": {"body-count": "-1"},
    "no such block": {"body-0-type": "nowhere"},
    "no order": {"body-0-order": "x"},
    "an endless order": {"body-0-order": "9" * 5_000},
    "no revision": {"overwrite_revision_id": "x", "loaded_revision_id": "x"},
    "an endless revision": {"overwrite_revision_id": "9" * 5_000},
    "a revision too large": {"revision": "9" * 40},
    "no such date": {"go_live_at": "9999999-99-99"},
}


@pytest.fixture
def page() -> HomePage:
    locale, _made = Locale.objects.get_or_create(language_code="en")
    home = HomePage(title="Home", slug="home-en", locale=locale, live=True)
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision()
    return home


@pytest.fixture
def editor() -> Client:
    client = full_client(member(Role.EDITOR, "Edi"))
    client.raise_request_exception = False
    return client


def sent(**more: str) -> dict[str, Any]:
    text = '{"blocks": [], "entityMap": {}}'
    block = {
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value-html": text,
    }
    return {"title": "Home", "slug": "home-en", "body-count": "1", **block, **more}


@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS.keys())
def test_odd_fields_of_a_page_are_no_fault_of_ours(page: HomePage, editor: Client, fields: dict[str, str]) -> None:
    assert editor.post(f"/edit/pages/{page.pk}/edit/", sent(**fields)).status_code < 500


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_odd_json_in_a_text_is_no_fault_of_ours(page: HomePage, editor: Client, text: str) -> None:
    assert editor.post(f"/edit/pages/{page.pk}/edit/", sent(**{"body-0-value-html": text})).status_code < 500


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "9" * 5_000, "9223372036854775807", "\0"])
@pytest.mark.parametrize(
    "place",
    [
        *(
            "/edit/pages/?p={}",
            "/edit/images/?collection_id={}",
            "/edit/images/chooser/results/?p={}",
            "/edit/redirects/?p={}",
        ),
        *("/edit/bulk/wagtailcore/page/delete/?id={}", "/edit/bulk/wagtailimages/image/delete/?id={}"),
        *("/edit/reports/site-history/?user={}", "/edit/choose-page/search/?q=x&p={}", "/edit/pages/search/?q=x&p={}"),
    ],
)
def test_odd_numbers_in_the_editors_addresses_are_no_fault_of_ours(editor: Client, place: str, number: str) -> None:
    assert editor.get(place.format(number)).status_code < 500


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone refuses a quotation mark that stands alone")
def test_a_quotation_mark_that_stands_alone_in_a_search_is_no_fault_of_ours(page: HomePage) -> None:
    owner = full_client(member(Role.OWNER, "Olga"))
    owner.raise_request_exception = False
    address = f"/edit/workflows/usage/{Workflow.objects.get().pk}/results/"
    assert owner.get(address, {"q": "aches"}).status_code == 200
    assert owner.get(address, {"q": 'aches}pkLMM"yZ{'}).status_code == 400
