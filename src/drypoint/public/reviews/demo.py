"""A few reviews of the demo, evidently invented: good, middling and bad ones, one refused, one that waits."""

from __future__ import annotations

from drypoint.foundation.core import links
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.public.reviews import actions, queries
from drypoint.public.reviews.actions import Opinion
from drypoint.public.reviews.models import ReviewRequest
from drypoint.public.reviews.rules import Refusal

SAID = (
    ("en", 5, "Invented review: everything was explained before it began.", "Vera (invented)", "show"),
    ("hr", 4, "Izmišljena recenzija: sve su mi strpljivo objasnili.", "Ana (izmišljena)", "show"),
    ("en", 2, "Invented review: I waited for twenty minutes.", "Ned (invented)", "answer"),
    ("hr", 1, "Izmišljena recenzija: uvreda koja se ne prikazuje.", "N. N. (izmišljen)", "refuse"),
    ("hr", 5, "Izmišljena recenzija: čeka odluku.", "Iva (izmišljena)", ""),
)
ANSWER = "Thank you for writing. We want nobody to wait; please call us, so that we can look into it."


def load(_founding: Founding) -> None:
    """Send them through the same doors as a visitor, unless anybody was asked already."""
    if ReviewRequest.objects.exists():
        return
    for number, (language, stars, text, name, then) in enumerate(SAID, 1):
        request = actions.ask(actor=SYSTEM, email=f"review.{number}@example.com", language=language)
        token = links.make(queries.WRITE, request.public_id, 1)
        actions.write(token=token, written=Opinion(stars, text, name, language), address="demo")
        review = queries.behind(token, request.asked_at).review
        if review is None:
            continue
        if then == "refuse":
            actions.refuse(actor=SYSTEM, review_id=review.pk, reason=Refusal.INSULT)
        elif then:
            actions.show(actor=SYSTEM, review_id=review.pk)
        if then == "answer":
            actions.reply(actor=SYSTEM, review_id=review.pk, text=ANSWER)
