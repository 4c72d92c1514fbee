"""Where a button may lead: pages, addresses, and whatever the rooms have registered."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from drypoint.foundation.core.registries.link_targets import LinkTarget, register_link_target
from drypoint.foundation.practice.models import Practice
from drypoint.public.website import links, starter_loader
from drypoint.public.website.blocks import CallToActionBlock, check_link_target
from drypoint.public.website.links import TextRenderer
from drypoint.public.website.site_map import Node, SiteMap


@pytest.fixture
def gifts() -> None:
    register_link_target(LinkTarget("gifts", 10_000, "Gifts", lambda language: f"/{language}/gifts/?for=me&you"))


def typed(value: str) -> str:
    """Return what the editor's form of a button keeps of it."""
    kept: str = CallToActionBlock().child_blocks["to"].clean(value)
    return kept


@pytest.mark.parametrize(
    "value",
    [
        "enquiry:",
        "gifts:",
        "page:prices",
        "page:prices#first-visit",
        "/en/prices/",
        "https://clinic.example/",
        "tel:+3851",
        "mailto:a@b.example",
    ],
)
def test_an_editor_types_a_page_an_address_or_what_a_room_registered(gifts: None, value: str) -> None:
    assert typed(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "gift:",
        "gifts",
        "gifts:x",
        "GIFTS:",
        "page:",
        "page:A",
        "//evil.example",
        "http://a.example",
        "javascript:alert",
    ],
)
def test_anything_else_is_refused(gifts: None, value: str) -> None:
    with pytest.raises(ValidationError):
        typed(value)


def test_the_refusal_names_what_is_registered_now(gifts: None) -> None:
    with pytest.raises(ValidationError) as refused:
        check_link_target("gift:")
    (sentence,) = refused.value.messages
    assert (
        sentence == "Write one of page:short-name, enquiry:, book:, list:, reviews:, privacy:, gifts:, "
        "or an address that begins with https://."
    )
    with override("hr"):
        assert refused.value.messages == [
            (
                "Upišite nešto od ovoga: page:short-name, enquiry:, book:, list:, reviews:, privacy:, gifts:, "
                "ili adresu koja počinje s https://."
            )
        ]


def test_what_no_room_has_registered_is_refused() -> None:
    with pytest.raises(ValidationError):
        typed("gifts:")


def contact(language: str) -> Node:
    url = f"/{language}/contact/"
    texts = ("contact", "Contact", "Contact", "", "", "")
    return Node(1, "contactpage", *texts, language, url, "00010001", "key", True, None, None)


def test_where_no_room_takes_enquiries_the_contacts_stand_for_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    site_map = SiteMap((contact("hr"), contact("en")), {}, {}, "hr")
    texts = TextRenderer(site_map, "en", {})
    assert texts.target("enquiry:") == "/en/ask/"
    monkeypatch.setattr(links, "address_of_target", lambda _name, _language: "")
    assert texts.target("enquiry:") == "/en/contact/"
    assert texts.target("gifts:") == ""


@pytest.fixture
def tree(practice: Practice) -> starter_loader._Tree:
    return starter_loader._Tree("en", "en", {}, {}, starter_loader.Loaded())


def test_a_starter_text_may_link_to_whatever_is_registered(tree: starter_loader._Tree, gifts: None) -> None:
    text = '<p><a href="gifts:">Gifts</a>, <a href="enquiry:">ask</a>, <a href="mailto:a@b.example">mail</a></p>'
    assert tree._stored_html(text, "en/home") == (
        '<p><a href="/en/gifts/?for=me&amp;you">Gifts</a>, <a href="/en/ask/">ask</a>, '
        '<a href="mailto:a@b.example">mail</a></p>'
    )


def test_a_starter_text_that_links_to_a_room_which_is_not_there_is_refused(tree: starter_loader._Tree) -> None:
    with pytest.raises(starter_loader.StarterError, match="no room has registered “gifts:” to link to"):
        tree._stored_html('<a href="gifts:">Gifts</a>', "en/home")
