"""How days and times are written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

MOMENT = datetime(2026, 5, 4, 15, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "form", "written"),
    [
        ("en", "DATE_FORMAT", "4 May 2026"),
        ("en", "DATETIME_FORMAT", "4 May 2026, 15:07"),
        ("en", "SHORT_DATETIME_FORMAT", "4 May 2026, 15:07"),
        ("hr", "DATE_FORMAT", "4. svibnja 2026."),
    ],
)
def test_a_day_cannot_be_taken_for_a_month_nor_morning_for_evening(language: str, form: str, written: str) -> None:
    with override(language):
        assert date_format(MOMENT, form) == written
