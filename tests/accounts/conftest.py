"""A clean slate: allauth remembers used codes in the process's own cache as well."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_remembered_codes() -> None:
    cache.clear()
