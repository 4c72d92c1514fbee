"""Croatian that a reader stumbles over: full stops after dates, two words for one thing, names without their noun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "drypoint"
CATALOGUES = sorted(SOURCE.rglob("locale/hr/LC_MESSAGES/*.po"))
TEXTS = sorted(
    [
        *SOURCE.rglob("starter/hr/*.yaml"),
        *SOURCE.rglob("starter/claims.yaml"),
        *SOURCE.rglob("facts/**/*.yaml"),
        *SOURCE.rglob("facts/*.toml"),
    ]
)


def sentences() -> Iterator[tuple[str, str]]:
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            for said in (entry.msgstr, *entry.msgstr_plural.values()):
                yield entry.msgid, said
    for path in TEXTS:
        yield path.name, path.read_text("utf-8")


def test_a_date_that_ends_a_sentence_brings_its_own_full_stop() -> None:
    """Croatian writes “27. siječnja 2027.”; a sentence adds none."""
    doubled = re.compile(r"%\((?:until|day|date)\)s\.")
    assert [said for _msgid, said in sentences() if doubled.search(said)] == []


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        (r"\bpraks[aeiu]\b", "ordinacija"),
        (r"\bambulant\w*", "ordinacija"),
        (r"\bosiguravatelj\w*", "osiguratelj"),
        (r"\biglan[aeio]?\b", "liječen iglom"),
        (r"među tim\b(?! )", "među time"),
        (r"siguran/sigurna", "ne znam"),
    ],
)
def test_one_thing_has_one_word(word: str, instead: str) -> None:
    found = re.compile(word, re.IGNORECASE)
    assert [(where, hit[0]) for where, said in sentences() if (hit := found.search(said))] == [], instead


def test_a_file_is_called_a_file_before_its_name() -> None:
    assert [said for _msgid, said in sentences() if said.startswith("„%(name)s“")] == []


def test_sore_muscles_are_not_called_an_inflammation_unless_explained() -> None:
    for where, said in sentences():
        for hit in re.finditer(r"(.{5})upal\w+ mišića", said, re.DOTALL):
            assert hit[1].endswith("tzv. "), where
