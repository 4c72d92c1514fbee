"""A practice that is set up, and a clean slate: allauth remembers used codes in the process's own cache as well."""

import pytest
from django.core.cache import cache

from drypoint.foundation.practice.models import Practice


@pytest.fixture(autouse=True)
def _practice(db: None) -> None:
    Practice.objects.create(name="Primjer", languages=["en", "hr"])
    cache.clear()
