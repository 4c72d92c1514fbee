"""The demo's reviews and letters: loaded once, however often it is started."""

from __future__ import annotations

from drypoint.foundation.core.registries.first_content import Founding
from drypoint.public.mailing import demo as list_demo
from drypoint.public.mailing.models import Campaign, Subscriber, Topic
from drypoint.public.reviews import demo
from drypoint.public.reviews.models import Review, ReviewRequest
from drypoint.public.reviews.plugs import on_site

FOUNDING = Founding(("en", "hr"), "en", is_demo=True)


def test_the_demo_shows_good_and_bad_reviews_and_answers_one() -> None:
    for _ in range(2):
        demo.load(FOUNDING)
    assert ReviewRequest.objects.count() == len(demo.SAID)
    states = sorted(Review.objects.values_list("state", flat=True))
    assert states == ["refused", "shown", "shown", "shown", "waiting"]
    assert Review.objects.exclude(reply="").get().stars == 2
    part = on_site("hr")
    assert part is not None
    assert part.heading == "Što ljudi kažu o nama"
    assert "1 – vrijeđa nekoga" in part.html


def test_the_demo_has_a_letter_in_both_languages_as_a_draft() -> None:
    for _ in range(2):
        list_demo.load(FOUNDING)
    campaign = Campaign.objects.get()
    assert campaign.state == "draft"
    assert sorted(campaign.texts.values_list("language", flat=True)) == ["en", "hr"]
    assert Topic.objects.count() == len(list_demo.TOPICS)
    assert Subscriber.objects.count() == len(list_demo.PEOPLE)
