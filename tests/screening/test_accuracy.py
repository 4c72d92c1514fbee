"""The release gate: how well the reading marks the corpus, the part set aside above all."""

from pathlib import Path

import pytest
from tests.screening.corpus import Example, examples, further
from tests.screening.measuring import Score, measured, table

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def corpus() -> list[Example]:
    return examples()


@pytest.fixture(scope="module")
def set_aside(corpus: list[Example]) -> Score:
    return measured(example for example in corpus if example.is_set_aside)


def test_the_corpus_is_as_large_as_promised(corpus: list[Example]) -> None:
    assert sum(not example.is_report for example in corpus) >= 200
    assert sum(example.is_report for example in corpus) >= 40
    assert {example.language for example in corpus} == {"hr", "en", "de"}
    assert sum(example.is_set_aside for example in corpus) >= len(corpus) / 4


def test_the_part_set_aside_is_read_well_enough_to_release(set_aside: Score) -> None:
    """The goals are 0.95 and 0.98; the page says where it falls short."""
    assert set_aside.precision() >= 0.92
    assert set_aside.recall() >= 0.93


def test_the_published_table_is_the_measured_one(corpus: list[Example], set_aside: Score) -> None:
    page = (ROOT / "docs/reference/screening-reading.md").read_text("utf-8")
    tuned = measured(example for example in corpus if not example.is_set_aside)
    for score in (set_aside, tuned, measured(further())):
        assert "\n".join(table(score)) in page
