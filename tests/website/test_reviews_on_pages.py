"""Reviews where a visitor expects them: on the first page and on that of the team."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.reviews.conftest import a_review, token_of

from drypoint.foundation.core.actors import SYSTEM
from drypoint.public.reviews import actions
from drypoint.public.website.models import HomePage, TeamPage


@pytest.mark.parametrize("model", [HomePage, TeamPage])
def test_home_and_team_show_reviews_while_there_are_any(client: Client, site: Any, model: Any) -> None:
    page = model.objects.live().filter(locale__language_code="en").first()
    assert page is not None
    assert "What people say of us" not in client.get(page.url).content.decode()
    review = a_review(text="Invented words.")
    actions.show(actor=SYSTEM, review_id=review.pk)
    shown = client.get(page.url).content.decode()
    assert "What people say of us" in shown
    assert "Invented words." in shown
    assert "from 1 review" in shown
    assert "aggregateRating" not in shown
    actions.take_back(token=token_of(review.request))
    assert "Invented words." not in client.get(page.url).content.decode()
