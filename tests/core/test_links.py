"""Signed links."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from drypoint.foundation.core import links

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SUBJECT = uuid.UUID("8d6b1b0e-7a43-4a3e-9a53-2b2d7c9b7a11")


def test_a_link_says_whose_and_which_version_it_is() -> None:
    assert links.read("visit", links.make("visit", SUBJECT, 3), NOW) == links.SignedLink(SUBJECT, 3, None)


def test_a_link_of_one_purpose_opens_no_other() -> None:
    with pytest.raises(links.InvalidLinkError, match="not made here"):
        links.read("other", links.make("visit", SUBJECT, 1), NOW)


@pytest.mark.parametrize("token", ["", ".", "a.b", "čšž", "x" * 5000, "\x00", "a~b~c.d"])
def test_a_forged_link_opens_nothing(token: str) -> None:
    with pytest.raises(links.InvalidLinkError):
        links.read("visit", token, NOW)


def test_a_changed_version_opens_nothing() -> None:
    token = links.make("visit", SUBJECT, 1)
    with pytest.raises(links.InvalidLinkError):
        links.read("visit", token.replace("~1~", "~2~"), NOW)


def test_a_link_ends_at_its_time_and_not_before() -> None:
    end = NOW + timedelta(hours=1)
    token = links.make("visit", SUBJECT, 1, end)
    assert links.read("visit", token, end - timedelta(seconds=1)).expires_at == end
    with pytest.raises(links.InvalidLinkError, match="over"):
        links.read("visit", token, end)


@pytest.mark.parametrize("token", ["forged", links.make("other", SUBJECT, 1), links.make("visit", SUBJECT, 1, NOW)])
def test_what_opens_nothing_is_read_as_a_link_to_nobody(token: str) -> None:
    assert links.read_or_nobody("visit", token, NOW) == links.SignedLink(uuid.UUID(int=0), 0, None)


def test_a_genuine_link_is_never_one_to_nobody() -> None:
    token = links.make("visit", SUBJECT, 3)
    assert links.read_or_nobody("visit", token, NOW) == links.SignedLink(SUBJECT, 3, None)


def test_a_link_whose_time_is_over_still_says_whose_it_was_to_who_asks_late() -> None:
    late = links.read_late_or_nobody("visit", links.make("visit", SUBJECT, 3, NOW))
    assert late == links.SignedLink(SUBJECT, 3, NOW)
    assert not late.is_of_nobody


@pytest.mark.parametrize("token", ["forged", links.make("other", SUBJECT, 1, NOW)])
def test_a_forged_link_is_of_nobody_to_who_asks_late_too(token: str) -> None:
    assert links.read_late_or_nobody("visit", token).is_of_nobody


def test_a_link_stands_whole_in_a_path() -> None:
    token = links.make("visit", SUBJECT, 1, NOW)
    assert all(sign.isalnum() or sign in "-_~." for sign in token)
    assert token[-1].isalnum() or token[-1] in "-_"


def test_the_six_digits_are_those_of_the_key_in_use(settings: LazySettings) -> None:
    settings.SECRET_KEY = "of a test"
    subject = uuid.UUID(int=7)
    digest = hmac.new(b"of a test", f"code test {subject} 2".encode(), hashlib.sha256).digest()
    expected = f"{int.from_bytes(digest[:8], 'big') % 10**6:06d}"
    assert links.six_digits("test", subject, 2) == expected
    assert len(expected) == 6
