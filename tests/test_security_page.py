"""The page that says how Drypoint stands to ASVS 5.0 names every group, and tests and documents that are there."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGE = ROOT / "docs/reference/security.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| V(?P<group>\d+\.\d+) (?P<title>[^|]+) \| (?P<standing>[^|]+) \|(?P<how>[^|]*)\|(?P<shown>[^|]*)\|$", re.M
)
# How many groups each chapter of the standard has, from V1 to V17.
GROUPS = (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)
ROWS = [found.groupdict() for found in ROW.finditer(TEXT)]


def _by_standing(*standings: str) -> list[dict[str, str]]:
    return [row for row in ROWS if row["standing"] in standings]


def test_every_group_of_every_chapter_has_one_line_in_its_order() -> None:
    expected = [f"{chapter}.{group}" for chapter, count in enumerate(GROUPS, 1) for group in range(1, count + 1)]
    assert [row["group"] for row in ROWS] == expected
    assert len(re.findall(r"^\| V", TEXT, re.M)) == len(expected)
    assert re.findall(r"^## V(\d+) ", TEXT, re.M) == [str(chapter) for chapter in range(1, 18)]


def test_every_line_stands_in_one_of_the_ways_that_are_explained() -> None:
    assert {row["standing"] for row in ROWS} <= {"met", "partly", "not", "none here"}


def test_what_is_said_to_hold_says_how_and_names_a_test() -> None:
    assert [row["group"] for row in _by_standing("met", "partly") if "`tests/" not in row["shown"]] == []
    assert [row["group"] for row in _by_standing("met", "partly", "not") if not row["how"].strip()] == []


@pytest.mark.parametrize("place", sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT))))
def test_every_test_that_is_named_is_there_and_has_tests(place: str) -> None:
    assert re.search(r"^def test_|^    def test_", (ROOT / place).read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", TEXT))))
def test_every_document_that_is_named_is_there(link: str) -> None:
    assert (PAGE.parent / link).resolve().is_file()


@pytest.mark.parametrize("page", ["README.md", "SECURITY.md"])
def test_the_page_is_found_from_where_people_begin(page: str) -> None:
    assert "docs/reference/security.md" in (ROOT / page).read_text(encoding="utf-8")
