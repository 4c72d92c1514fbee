from pathlib import Path

import pytest

from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.replication import replicated, report

FIXTURES = Path(__file__).parent / "fixtures"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "evidence-replication.md"


def test_no_number_is_farther_from_metafor_than_its_tolerance():
    compared = replicated(FIXTURES)
    assert len(compared) > 4000
    assert max(one.difference for one in compared) < 1e-8


def test_the_page_in_the_manual_is_the_one_that_the_command_writes():
    """Differences near the last bit depend on the processor; what was compared does not."""

    def rows(page):
        return [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| ")]

    assert rows(PAGE.read_text(encoding="utf-8")) == rows(report(replicated(FIXTURES)))


def test_a_folder_without_the_reference_is_named(tmp_path):
    with pytest.raises(EvidenceError, match=r"metafor\.json"):
        replicated(tmp_path)
